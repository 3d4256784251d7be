package io.heddle.workqueue;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongSupplier;

/**
 * A token bucket that lends from the future: the wait is the time until the token that was taken is there.
 *
 * <p>This is the generic cell rate algorithm (ITU-T I.371): in place of a number of tokens, which would have to be brought up to date, it keeps the one moment at which the bucket will be
 * full of debts paid. Each call moves that moment on by one token's time, so that a single compare-and-set is the whole of it.
 */
final class TokenBucketRateLimiter<K> implements RateLimiter<K> {
  private final LongSupplier nanoTime;
  private final long originNanos;
  private final long intervalNanos;
  private final long burstNanos;
  /** When the last token that was taken is there, in nanoseconds since the origin; never more than {@code burstNanos} behind the present when it is used. */
  private final AtomicLong lastTokenNanos;

  TokenBucketRateLimiter(double perSecond, int burst, LongSupplier nanoTime) {
    if (!(perSecond > 0) || Double.isInfinite(perSecond)) {
      throw new IllegalArgumentException("perSecond is " + perSecond + "; a bucket needs a positive rate");
    }
    if (burst < 1) {
      throw new IllegalArgumentException("burst is " + burst + "; a bucket holds at least one token");
    }
    this.nanoTime = nanoTime;
    this.originNanos = nanoTime.getAsLong();
    this.intervalNanos = Math.max(1, Math.round(1e9 / perSecond));
    this.burstNanos = saturatedProduct(intervalNanos, burst);
    this.lastTokenNanos = new AtomicLong(-burstNanos);
  }

  @Override
  public Duration next(K key) {
    while (true) {
      long now = nanoTime.getAsLong() - originNanos;
      long last = lastTokenNanos.get();
      long taken = saturatedSum(Math.max(last, now - burstNanos), intervalNanos);
      if (lastTokenNanos.compareAndSet(last, taken)) {
        return Duration.ofNanos(Math.max(0, taken - now));
      }
    }
  }

  private static long saturatedSum(long a, long positive) {
    return a > Long.MAX_VALUE - positive ? Long.MAX_VALUE : a + positive;
  }

  /** A product of two positive numbers; half of the largest number at most, so that a moment less it cannot overflow. */
  private static long saturatedProduct(long a, int b) {
    return a > Long.MAX_VALUE / 2 / b ? Long.MAX_VALUE / 2 : a * b;
  }

  @Override
  public void forget(K key) {}

  @Override
  public int retries(K key) {
    return 0;
  }
}
