package io.heddle.channels;

import java.util.Optional;

/** A {@link WaitGroup} of which nothing is pending, as a thing to select on. */
record NothingPending(WaitGroup group) implements Selectable<WaitGroup> {
  @Override
  public Received<WaitGroup> poll() {
    return group.isPending() ? new Received.Empty<>() : new Received.Value<>(group);
  }

  @Override
  public Registration onReady(Runnable ready) {
    Event zero = group.nextZero();
    if (zero == null) {
      ready.run();
      return () -> false;
    }
    return new Occurrence<>(zero.channel(), Optional::<Object>empty, group).onReady(ready);
  }

  @Override
  public String toString() {
    return "zero of " + group;
  }
}
