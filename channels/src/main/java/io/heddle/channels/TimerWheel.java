package io.heddle.channels;

import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** Keeps timeouts and fires each when its time has come: one thread and one structure for every deadline of the process. */
final class TimerWheel extends SpinLock {
  /*
   * A hierarchical timing wheel (Varghese and Lauck, 1987), with the placement by highest differing bit that hashed hierarchical wheels in kernels and
   * runtimes use. Time is counted in ticks of 2^20 ns, about a millisecond. A level has 64 slots; a slot of level n spans 64^n ticks. A timeout lies on the level of
   * the highest 6-bit digit in which its tick differs from the current one, in the slot that this digit names. Eight levels hold every long.
   *
   * What follows from the placement:
   *   - all timeouts of a level lie in slots after the current one, so the lowest set bit of the lowest level in use is the next to come;
   *   - when the current tick reaches the start of a slot of a higher level, its timeouts move down, each at most seven times in its life;
   *   - adding and removing touch one list and one bit.
   *
   * Deadlines are rounded up to a tick, so that nothing fires early, and late by a tick and the time a thread needs to wake.
   *
   * The thread is a platform thread: a deadline must not wait for a carrier that someone keeps busy. It sleeps until the next slot in use; whoever adds a timeout
   * for an earlier slot wakes it. It fires with the lock free, from a list that nobody else can reach any more.
   */

  /** The slot of a timeout that is not on the wheel. */
  static final int NOWHERE = -1;

  private static final int TICK_BITS = 20;
  private static final int DIGIT_BITS = 6;
  private static final int DIGIT_MASK = 63;
  private static final int LEVELS = 8;
  private static final long NEVER = Long.MAX_VALUE;

  private final long originNanos = System.nanoTime();
  private final @Nullable Timeout[] slots = new Timeout[LEVELS << DIGIT_BITS];

  /** For each level, which slots hold something. */
  private final long[] used = new long[LEVELS];

  /** Everything up to this tick has been taken off. */
  private long currentTick;

  /** The tick the thread sleeps until; {@link #NEVER} if nothing is to be done. */
  private long wakeTick = NEVER;

  private final Thread thread = Thread.ofPlatform().daemon().name("heddle-timer").unstarted(this::run);

  private TimerWheel() {}

  static TimerWheel start() {
    TimerWheel wheel = new TimerWheel();
    wheel.thread.start();
    return wheel;
  }

  /** Adds a timeout that is not on the wheel. */
  void schedule(Timeout timeout, long deadlineNanos) {
    boolean earlier;
    lock();
    try {
      timeout.deadlineNanos = deadlineNanos;
      long tick = Math.max(tickOf(timeout), currentTick + 1);
      place(timeout, tick);
      earlier = tick < wakeTick;
      if (earlier) {
        wakeTick = tick;
      }
    } finally {
      unlock(/* changed= */ true);
    }
    if (earlier) {
      LockSupport.unpark(thread);
    }
  }

  /** Takes the timeout off the wheel; false if it is not on it. */
  boolean cancel(Timeout timeout) {
    lock();
    try {
      if (timeout.slot == NOWHERE) {
        return false;
      }
      remove(timeout);
      return true;
    } finally {
      unlock(/* changed= */ true);
    }
  }

  private void run() {
    while (true) {
      Timeout due;
      long sleepTick;
      lock();
      try {
        due = advance((System.nanoTime() - originNanos) >> TICK_BITS);
        sleepTick = nextTick();
        wakeTick = sleepTick;
      } finally {
        unlock(/* changed= */ true);
      }
      if (due == null) {
        sleepUntil(sleepTick);
      }
      while (due != null) {
        Timeout after = due.next;
        due.next = null;
        due.fire();
        due = after;
      }
    }
  }

  private void sleepUntil(long tick) {
    if (tick == NEVER) {
      LockSupport.park(this);
    } else {
      long nanos = (tick << TICK_BITS) - (System.nanoTime() - originNanos);
      if (nanos > 0) {
        LockSupport.parkNanos(this, nanos);
      }
    }
  }

  /** Moves the current tick; returns a list, in no order, of what is due by then. */
  private @Nullable Timeout advance(long tick) {
    Timeout due = null;
    for (long next = nextTick(); next <= tick; next = nextTick()) {
      int slot = nextSlot();
      currentTick = next;
      Timeout timeout = slots[slot];
      slots[slot] = null;
      used[slot >> DIGIT_BITS] &= ~(1L << (slot & DIGIT_MASK));
      while (timeout != null) {
        Timeout after = timeout.next;
        if (tickOf(timeout) <= currentTick) {
          timeout.slot = NOWHERE;
          timeout.previous = null;
          timeout.next = due;
          due = timeout;
        } else {
          place(timeout, tickOf(timeout));
        }
        timeout = after;
      }
    }
    currentTick = Math.max(currentTick, tick);
    return due;
  }

  /** The slot that comes next, or {@link #NOWHERE}. */
  private int nextSlot() {
    for (int level = 0; level < LEVELS; level++) {
      if (used[level] != 0) {
        return (level << DIGIT_BITS) + Long.numberOfTrailingZeros(used[level]);
      }
    }
    return NOWHERE;
  }

  /** The first tick of the slot that comes next, or {@link #NEVER}. */
  private long nextTick() {
    int slot = nextSlot();
    if (slot == NOWHERE) {
      return NEVER;
    }
    int shift = (slot >> DIGIT_BITS) * DIGIT_BITS;
    long block = currentTick >> (shift + DIGIT_BITS) << (shift + DIGIT_BITS);
    return block + ((long) (slot & DIGIT_MASK) << shift);
  }

  /** The first tick at which the deadline has passed. */
  private long tickOf(Timeout timeout) {
    return ((timeout.deadlineNanos - originNanos - 1) >> TICK_BITS) + 1;
  }

  private void place(Timeout timeout, long tick) {
    int level = (63 - Long.numberOfLeadingZeros(tick ^ currentTick)) / DIGIT_BITS;
    int digit = (int) (tick >> (level * DIGIT_BITS)) & DIGIT_MASK;
    int slot = (level << DIGIT_BITS) + digit;
    Timeout first = slots[slot];
    timeout.slot = slot;
    timeout.previous = null;
    timeout.next = first;
    if (first != null) {
      first.previous = timeout;
    }
    slots[slot] = timeout;
    used[level] |= 1L << digit;
  }

  private void remove(Timeout timeout) {
    int slot = timeout.slot;
    Timeout before = timeout.previous;
    Timeout after = timeout.next;
    if (after != null) {
      after.previous = before;
    }
    if (before != null) {
      before.next = after;
    } else {
      slots[slot] = after;
      if (after == null) {
        used[slot >> DIGIT_BITS] &= ~(1L << (slot & DIGIT_MASK));
      }
    }
    timeout.slot = NOWHERE;
    timeout.previous = null;
    timeout.next = null;
  }
}
