package io.heddle.testing;

import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.TimeUnit;

/** The time of the world. */
final class RealTimeline implements Timeline {

  private final ScheduledThreadPoolExecutor timer;

  RealTimeline() {
    timer = new ScheduledThreadPoolExecutor(1, Thread.ofPlatform().daemon().name("heddle-apiserver-timer").factory());
    timer.setExecuteExistingDelayedTasksAfterShutdownPolicy(false);
    timer.setRemoveOnCancelPolicy(true);
  }

  @Override
  public Instant now() {
    return Instant.now();
  }

  @Override
  public void after(Duration delay, Runnable action) {
    if (!timer.isShutdown()) {
      var unused = timer.schedule(action, delay.toNanos(), TimeUnit.NANOSECONDS);
    }
  }

  @Override
  public void close() {
    timer.shutdownNow();
  }
}
