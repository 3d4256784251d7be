package io.heddle.channels;

import java.time.Duration;

/** A time that passes, as a thing to select on. */
final class Delay implements Selectable<Duration> {
  private final World world;
  private final Duration time;
  private final long deadlineNanos;

  Delay(World world, Duration time) {
    this.world = world;
    this.time = time;
    long nanos = Timeout.nanos(time);
    this.deadlineNanos = nanos == Timeout.FOREVER ? Timeout.FOREVER : world.nanoTime() + nanos;
  }

  @Override
  public Received<Duration> poll() {
    return deadlineNanos != Timeout.FOREVER && world.nanoTime() - deadlineNanos >= 0 ? new Received.Value<>(time) : new Received.Empty<>();
  }

  @Override
  public Registration onReady(Runnable ready) {
    if (deadlineNanos == Timeout.FOREVER) {
      return () -> true;
    }
    Timeout timeout = new Timeout() {
      @Override
      void fire() {
        ready.run();
      }
    };
    world.schedule(timeout, deadlineNanos);
    return () -> world.cancel(timeout);
  }

  @Override
  public String toString() {
    return "delay of " + time;
  }
}
