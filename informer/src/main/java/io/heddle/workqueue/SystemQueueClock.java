package io.heddle.workqueue;

import java.util.concurrent.locks.LockSupport;

/** The machine's monotonic time, counted from when it was first asked for. */
final class SystemQueueClock implements QueueClock {
  static final SystemQueueClock INSTANCE = new SystemQueueClock();

  private final long originNanos = System.nanoTime();

  private SystemQueueClock() {}

  @Override
  public long nanoTime() {
    return System.nanoTime() - originNanos;
  }

  @Override
  public void parkUntil(Object blocker, long deadlineNanos) {
    LockSupport.parkNanos(blocker, deadlineNanos - nanoTime());
  }
}
