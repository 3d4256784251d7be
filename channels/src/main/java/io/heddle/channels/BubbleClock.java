package io.heddle.channels;

import java.time.Clock;
import java.time.Instant;
import java.time.ZoneId;

/** The time of a world as a clock of the JDK's kind. */
final class BubbleClock extends Clock {
  private final World world;
  private final ZoneId zone;

  BubbleClock(World world, ZoneId zone) {
    this.world = world;
    this.zone = zone;
  }

  @Override
  public ZoneId getZone() {
    return zone;
  }

  @Override
  public Clock withZone(ZoneId other) {
    return new BubbleClock(world, other);
  }

  @Override
  public Instant instant() {
    return world.now();
  }
}
