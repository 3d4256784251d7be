package io.heddle.workqueue;

import java.time.Duration;
import java.util.List;

/** The longest of several limiters' waits. */
final class MaxOfRateLimiter<K> implements RateLimiter<K> {
  private final List<RateLimiter<K>> limiters;

  MaxOfRateLimiter(List<RateLimiter<K>> limiters) {
    if (limiters.isEmpty()) {
      throw new IllegalArgumentException("the longest wait of no limiter at all is not defined; RateLimiters.none() waits not at all");
    }
    this.limiters = limiters;
  }

  @Override
  public Duration next(K key) {
    Duration longest = Duration.ZERO;
    for (RateLimiter<K> limiter : limiters) {
      Duration wait = limiter.next(key);
      if (wait.compareTo(longest) > 0) {
        longest = wait;
      }
    }
    return longest;
  }

  @Override
  public void forget(K key) {
    limiters.forEach(limiter -> limiter.forget(key));
  }

  @Override
  public int retries(K key) {
    int most = 0;
    for (RateLimiter<K> limiter : limiters) {
      most = Math.max(most, limiter.retries(key));
    }
    return most;
  }
}
