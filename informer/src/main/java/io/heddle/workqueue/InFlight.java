package io.heddle.workqueue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongConsumer;

/** When the pieces of work that have not ended were begun. Entering and leaving are lock-free; looking takes no part in either. */
final class InFlight {
  /*
   * An array of slots that are occupied by a compare-and-set, beginning at a random place, so that in the usual case the first try succeeds. If all
   * are occupied the array is replaced by one twice as long that has the same slots and new ones: who holds a slot need not know of it. The array
   * never shrinks; it is at most twice as long as the largest number of pieces of work there were at a time.
   */

  private static final long FREE = Long.MIN_VALUE;
  private static final int FIRST_LENGTH = 8;

  private volatile Slot[] slots = extended(new Slot[0], FIRST_LENGTH);

  /** The place of one piece of work. */
  static final class Slot extends AtomicLong {
    private static final long serialVersionUID = 1;

    private Slot() {
      super(FREE);
    }

    /** The work has ended. */
    void leave() {
      setRelease(FREE);
    }
  }

  /** Notes that a piece of work began at the time. */
  Slot enter(long startedAtNanos) {
    int start = ThreadLocalRandom.current().nextInt();
    while (true) {
      Slot[] now = slots;
      for (int i = 0; i < now.length; i++) {
        Slot slot = now[(start + i) & (now.length - 1)];
        if (slot.getPlain() == FREE && slot.compareAndSet(FREE, startedAtNanos)) {
          return slot;
        }
      }
      SLOTS.compareAndSet(this, now, extended(now, now.length * 2));
    }
  }

  /** Tells when each piece of work that is going on was begun. */
  void forEach(LongConsumer startedAtNanos) {
    for (Slot slot : slots) {
      long time = slot.get();
      if (time != FREE) {
        startedAtNanos.accept(time);
      }
    }
  }

  private static Slot[] extended(Slot[] old, int length) {
    Slot[] longer = Arrays.copyOf(old, length);
    for (int i = old.length; i < length; i++) {
      longer[i] = new Slot();
    }
    return longer;
  }

  private static final VarHandle SLOTS;

  static {
    try {
      SLOTS = MethodHandles.lookup().findVarHandle(InFlight.class, "slots", Slot[].class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
