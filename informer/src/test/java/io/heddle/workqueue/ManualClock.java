package io.heddle.workqueue;

import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Time that passes only when a test says so. */
final class ManualClock implements QueueClock {
  private final AtomicLong nowNanos = new AtomicLong();
  private final Map<Thread, Long> sleepers = new ConcurrentHashMap<>();

  @Override
  public long nanoTime() {
    return nowNanos.get();
  }

  @Override
  public void park(Object blocker) {
    parkUntil(blocker, NEVER);
  }

  @Override
  public void parkUntil(Object blocker, long deadlineNanos) {
    sleepers.put(Thread.currentThread(), deadlineNanos);
    if (nowNanos.get() < deadlineNanos) {
      LockSupport.park(blocker);
    }
    sleepers.remove(Thread.currentThread());
  }

  /** Lets time pass and wakes those whose time has come. */
  void advance(Duration time) {
    long now = nowNanos.addAndGet(time.toNanos());
    sleepers.forEach(
        (thread, deadline) -> {
          if (deadline <= now) {
            LockSupport.unpark(thread);
          }
        });
  }

  /** Waits until the only goroutine that uses this clock sleeps until exactly the time that is so far from now. */
  void awaitSleepUntil(Duration fromNow) {
    long deadline = nowNanos.get() + fromNow.toNanos();
    await().until(() -> sleepers.size() == 1 && sleepers.containsValue(deadline));
  }

  /** Waits until the only goroutine that uses this clock sleeps and expects nothing. */
  void awaitSleepForEver() {
    await().until(() -> sleepers.size() == 1 && sleepers.containsValue(NEVER));
  }
}
