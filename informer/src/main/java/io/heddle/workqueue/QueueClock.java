package io.heddle.workqueue;

import java.util.concurrent.locks.LockSupport;

/** Time, as the queue sees it: the one seam through which tests give it a time of their own. */
interface QueueClock {
  /** A deadline that does not come. */
  long NEVER = Long.MAX_VALUE;

  /** The time since some moment, never negative. */
  long nanoTime();

  /** Parks the calling thread until {@link #unpark} or an interrupt; may return for no reason. */
  default void park(Object blocker) {
    LockSupport.park(blocker);
  }

  /** Parks the calling thread until the deadline, {@link #unpark} or an interrupt; may return for no reason. */
  void parkUntil(Object blocker, long deadlineNanos);

  static void unpark(Thread thread) {
    LockSupport.unpark(thread);
  }

  /** The deadline that is so far from now; {@link #NEVER} if it is further than can be said. */
  default long deadline(long delayNanos) {
    long now = nanoTime();
    return delayNanos > NEVER - now ? NEVER : now + delayNanos;
  }

  /** The machine's time. */
  static QueueClock system() {
    return SystemQueueClock.INSTANCE;
  }
}
