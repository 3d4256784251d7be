package io.heddle.workqueue;

import java.time.Duration;

/** Waits not at all and counts nothing. */
final class NoRateLimiter<K> implements RateLimiter<K> {
  @Override
  public Duration next(K key) {
    return Duration.ZERO;
  }

  @Override
  public void forget(K key) {}

  @Override
  public int retries(K key) {
    return 0;
  }
}
