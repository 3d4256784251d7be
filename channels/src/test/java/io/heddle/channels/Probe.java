package io.heddle.channels;

import java.lang.reflect.Field;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Looks into a channel, and what is beside it, for what no user can see. */
public final class Probe {
  private Probe() {}

  /** How many waiters the channel refers to, those included that wait no longer. */
  public static int linkedWaiters(Channel<?> channel) {
    Object alone = read(Rendezvous.class, "slot", channel);
    boolean isSomeone = alone instanceof Waiter && Stream.of("SHUT", "BUSY", "TAKEN", "REFUSED").noneMatch(mark -> alone.equals(read(Rendezvous.class, mark, null)));
    return linked(channel, "senders") + linked(channel, "receivers") + (isSomeone ? 1 : 0);
  }

  /** A new channel at which all wait with a waiter, whether or not looking for a partner first would serve them. */
  public static <T> Channel<T> whereNobodyLooks(Channel<T> channel) {
    try {
      field(Rendezvous.class, "luck").setInt(channel, 0);
    } catch (IllegalAccessException e) {
      throw new LinkageError("the field was made accessible", e);
    }
    return channel;
  }

  /** How many values the channel refers to. */
  public static int heldValues(Channel<?> channel) {
    Object inSlot = read(Rendezvous.class, "slot", channel);
    int held = inSlot == null || inSlot instanceof Waiter ? 0 : 1;
    for (Object value : (Object[]) Objects.requireNonNull(read(RingChannel.class, "ring", channel))) {
      held += value == null ? 0 : 1;
    }
    return held;
  }

  /** How many slots of the timer's wheel hold a timeout. */
  public static int pendingTimeouts() {
    try {
      int slots = 0;
      Object wheel = read(Class.forName(SystemWorld.class.getName() + "$Timer"), "WHEEL", null);
      if (wheel == null) {
        return 0; // no wait of a simulation has needed it yet
      }
      for (long level : (long[]) Objects.requireNonNull(read(TimerWheel.class, "used", wheel))) {
        slots += Long.bitCount(level);
      }
      return slots;
    } catch (ClassNotFoundException e) {
      throw new LinkageError("the timer has moved", e);
    }
  }

  /** How many contexts and functions are told when this context is cancelled. */
  public static int followers(CancelContext context) {
    return ((CancelNode) context).followers();
  }

  /** Whether the queue that stands for nobody is as it was made, though all channels share it. */
  public static boolean nobodyIsUntouched() {
    WaitQueue fresh = new WaitQueue(/* handsOver= */ false);
    return Objects.equals(read(Patience.class, "score", WaitQueue.NOBODY), read(Patience.class, "score", fresh));
  }

  private static int linked(Channel<?> channel, String queue) {
    int count = 0;
    for (Waiter waiter = (Waiter) read(WaitQueue.class, "first", read(RingChannel.class, queue, channel)); waiter != null; waiter = waiter.next) {
      count++;
    }
    return count;
  }

  private static @Nullable Object read(Class<?> type, String name, @Nullable Object owner) {
    try {
      return field(type, name).get(owner);
    } catch (IllegalAccessException e) {
      throw new LinkageError("the field was made accessible", e);
    }
  }

  private static Field field(Class<?> type, String name) {
    try {
      Field field = type.getDeclaredField(name);
      field.setAccessible(true);
      return field;
    } catch (NoSuchFieldException e) {
      throw new LinkageError("the implementation has changed: teach this class where it keeps " + name, e);
    }
  }
}
