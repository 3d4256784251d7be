package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Something that happens once. Whoever waits for it waits at a channel that is made for the first of them, and is closed when it happens. */
abstract sealed class Event permits Event.Other, Goroutine {
  /** Stands for the channel of an event that happened before anyone asked for it. */
  private static final RingChannel<Object> HAPPENED = new RingChannel<>(0);

  private static final VarHandle CHANNEL;

  static {
    HAPPENED.named("done").close();
    try {
      CHANNEL = MethodHandles.lookup().findVarHandle(Event.class, "channel", RingChannel.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final class Other extends Event {
    private final Object thing;

    Other(World world, Object thing) {
      super(world);
      this.thing = thing;
    }

    @Override
    Object thing() {
      return thing;
    }
  }

  /** Where it happens. */
  final World world;

  private volatile @Nullable RingChannel<Object> channel;

  Event(World world) {
    this.world = world;
  }

  /** An event of this thing, such as that a context is cancelled. A goroutine is the event of its end itself, which spares an object a start. */
  static Event of(World world, Object thing) {
    return new Other(world, thing);
  }

  /** What it happens to. */
  abstract Object thing();

  /** The channel that is closed when this happens, and never carries a value. */
  final RingChannel<Object> channel() {
    RingChannel<Object> present = channel;
    if (present != null) {
      return present;
    }
    RingChannel<Object> created = new RingChannel<>(world, 0);
    created.standFor(thing());
    return CHANNEL.compareAndSet(this, null, created) ? created : channel();
  }

  /** Makes it happen, if it has not. */
  final void happen() {
    if (!CHANNEL.compareAndSet(this, null, HAPPENED)) {
      channel().shut(null);
    }
  }

  final boolean hasHappened() {
    RingChannel<Object> present = channel;
    return present != null && present.isClosed();
  }

  /** Waits until it has happened, for the given time at most; whether it has. */
  final boolean await(long timeoutNanos) throws InterruptedException {
    return channel().receiveWithin(timeoutNanos) == Outcome.CLOSED;
  }
}
