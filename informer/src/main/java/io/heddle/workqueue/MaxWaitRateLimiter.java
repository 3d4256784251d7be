package io.heddle.workqueue;

import static java.util.Objects.requireNonNull;

import java.time.Duration;

/** Another limiter's waits, cut to a longest one. */
final class MaxWaitRateLimiter<K> implements RateLimiter<K> {
  private final RateLimiter<K> limiter;
  private final Duration max;

  MaxWaitRateLimiter(RateLimiter<K> limiter, Duration max) {
    this.limiter = requireNonNull(limiter, "limiter");
    this.max = RateLimiters.requireNotNegative(max, "max");
  }

  @Override
  public Duration next(K key) {
    Duration wait = limiter.next(key);
    return wait.compareTo(max) > 0 ? max : wait;
  }

  @Override
  public void forget(K key) {
    limiter.forget(key);
  }

  @Override
  public int retries(K key) {
    return limiter.retries(key);
  }
}
