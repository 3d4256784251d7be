package io.heddle.workqueue;

import java.time.Duration;

/** One wait for the first failures of a key, another for the rest. */
final class FastSlowRateLimiter<K> implements RateLimiter<K> {
  private final FailureCounts<K> failures = new FailureCounts<>();
  private final Duration fast;
  private final Duration slow;
  private final int fastAttempts;

  FastSlowRateLimiter(Duration fast, Duration slow, int fastAttempts) {
    this.fast = RateLimiters.requireNotNegative(fast, "fast");
    this.slow = RateLimiters.requireNotNegative(slow, "slow");
    if (fastAttempts < 0) {
      throw new IllegalArgumentException("fastAttempts is " + fastAttempts + "; it is a number of failures, zero or more");
    }
    this.fastAttempts = fastAttempts;
  }

  @Override
  public Duration next(K key) {
    return failures.increment(key) <= fastAttempts ? fast : slow;
  }

  @Override
  public void forget(K key) {
    failures.forget(key);
  }

  @Override
  public int retries(K key) {
    return failures.count(key);
  }
}
