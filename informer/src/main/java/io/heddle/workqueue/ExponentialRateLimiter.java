package io.heddle.workqueue;

import java.time.Duration;

/** Waits that double with each failure of a key, up to a longest one. */
final class ExponentialRateLimiter<K> implements RateLimiter<K> {
  private final FailureCounts<K> failures = new FailureCounts<>();
  private final long baseNanos;
  private final long maxNanos;

  ExponentialRateLimiter(Duration base, Duration max) {
    if (base.isZero() || base.isNegative()) {
      throw new IllegalArgumentException("base is " + base + "; doubling needs a first wait of more than zero");
    }
    if (max.compareTo(base) < 0) {
      throw new IllegalArgumentException("max " + max + " is shorter than base " + base);
    }
    baseNanos = RateLimiters.saturatedNanos(base);
    maxNanos = RateLimiters.saturatedNanos(max);
  }

  @Override
  public Duration next(K key) {
    int doublings = failures.increment(key) - 1;
    // base * 2^n is at most max exactly if base is at most max / 2^n, which cannot overflow.
    boolean capped = doublings >= Long.SIZE - 1 || baseNanos > (maxNanos >> doublings);
    return Duration.ofNanos(capped ? maxNanos : baseNanos << doublings);
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
