package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Something that happens once. Whoever waits for it waits at a channel that is made for the first of them, and is closed when it happens. */
final class Event {
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

  private final World world;
  private final Object of;
  private volatile @Nullable RingChannel<Object> channel;

  /** An event of this thing, such as the end of a goroutine, that happens in this world. */
  Event(World world, Object of) {
    this.world = world;
    this.of = of;
  }

  /** The channel that is closed when this happens, and never carries a value. */
  RingChannel<Object> channel() {
    RingChannel<Object> present = channel;
    if (present != null) {
      return present;
    }
    RingChannel<Object> created = new RingChannel<>(world, 0);
    created.standFor(of);
    return CHANNEL.compareAndSet(this, null, created) ? created : channel();
  }

  /** Makes it happen, if it has not. */
  void happen() {
    if (!CHANNEL.compareAndSet(this, null, HAPPENED)) {
      channel().shut(null);
    }
  }

  boolean hasHappened() {
    RingChannel<Object> present = channel;
    return present != null && present.isClosed();
  }

  /** Waits until it has happened, for the given time at most; whether it has. */
  boolean await(long timeoutNanos) throws InterruptedException {
    return channel().receiveWithin(timeoutNanos) == Outcome.CLOSED;
  }
}
