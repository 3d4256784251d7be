package io.heddle.workqueue;

import static java.util.Objects.requireNonNull;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The rate limiters of client-go, each a small thing that can be used alone or inside another.
 *
 * <p>{@snippet :
 * RateLimiter<String> limiter = RateLimiters.withMaxWait(
 *     RateLimiters.maxOf(
 *         RateLimiters.exponential(Duration.ofMillis(5), Duration.ofSeconds(1000)),
 *         RateLimiters.tokenBucket(10, 100)),
 *     Duration.ofMinutes(5));
 * }
 *
 * <p>All of them are safe for use by many threads and never block.
 */
public final class RateLimiters {
  private RateLimiters() {}

  /**
   * The limiter of a queue that names no other: the longer of {@link #exponential} from 5 ms to 1000 s and a {@link #tokenBucket} of 10 a second with a burst of 100. One key's waits are
   * 5, 10, 20, 40 ... ms; the bucket keeps many failing keys from asking more of the world than it can take.
   *
   * @param <K> the keys of the queue
   * @return a new limiter
   */
  public static <K> RateLimiter<K> defaults() {
    return maxOf(exponential(Duration.ofMillis(5), Duration.ofSeconds(1000)), tokenBucket(10, 100));
  }

  /**
   * Waits that double with each failure of the key: {@code base}, 2 {@code base}, 4 {@code base} ... and never more than {@code max}, however many the failures.
   *
   * @param base the first wait, more than zero
   * @param max the longest wait, at least {@code base}
   * @param <K> the keys of the queue
   * @return a new limiter, which remembers a count for each key that failed and was not forgotten
   * @throws IllegalArgumentException if {@code base} is not positive or {@code max} is shorter than it
   */
  public static <K> RateLimiter<K> exponential(Duration base, Duration max) {
    return new ExponentialRateLimiter<>(base, max);
  }

  /**
   * A short wait for a key's first failures and a long one for all that follow.
   *
   * @param fast the wait of the first {@code fastAttempts} failures, zero or more
   * @param slow the wait of the others, zero or more
   * @param fastAttempts how many failures are answered with {@code fast}, zero or more
   * @param <K> the keys of the queue
   * @return a new limiter, which remembers a count for each key that failed and was not forgotten
   * @throws IllegalArgumentException if a wait or the number is negative
   */
  public static <K> RateLimiter<K> fastSlow(Duration fast, Duration slow, int fastAttempts) {
    return new FastSlowRateLimiter<>(fast, slow, fastAttempts);
  }

  /**
   * One budget for all keys together: {@code burst} at once, and {@code perSecond} each second after that. Each call takes its token from the future if none is left, and the wait is the time
   * until that token is there.
   *
   * @param perSecond how many tokens a second brings, more than zero
   * @param burst how many tokens an idle bucket holds, at least 1
   * @param <K> the keys of the queue, which this limiter does not look at
   * @return a new limiter with a full bucket
   * @throws IllegalArgumentException if {@code perSecond} is not a positive finite number or {@code burst} is below 1
   */
  public static <K> RateLimiter<K> tokenBucket(double perSecond, int burst) {
    return new TokenBucketRateLimiter<>(perSecond, burst, System::nanoTime);
  }

  /**
   * The longest of the waits that several limiters give. Each is asked each time, so that each counts every failure; {@link RateLimiter#retries} is the largest of theirs.
   *
   * @param limiters at least one
   * @param <K> the keys of the queue
   * @return a new limiter over them
   * @throws IllegalArgumentException if there is none
   */
  @SafeVarargs
  public static <K> RateLimiter<K> maxOf(RateLimiter<K>... limiters) {
    List<RateLimiter<K>> all = new ArrayList<>();
    for (RateLimiter<K> limiter : limiters) {
      all.add(requireNonNull(limiter, "limiter"));
    }
    return new MaxOfRateLimiter<>(all);
  }

  /**
   * Another limiter's waits, cut to at most {@code max}.
   *
   * @param limiter the other limiter
   * @param max the longest wait, zero or more
   * @param <K> the keys of the queue
   * @return a new limiter over it
   * @throws IllegalArgumentException if {@code max} is negative
   */
  public static <K> RateLimiter<K> withMaxWait(RateLimiter<K> limiter, Duration max) {
    return new MaxWaitRateLimiter<>(limiter, max);
  }

  /**
   * No wait at all, and nothing remembered.
   *
   * @param <K> the keys of the queue
   * @return the limiter
   */
  public static <K> RateLimiter<K> none() {
    return new NoRateLimiter<>();
  }

  /** A duration in nanoseconds; one too long for that (292 years) is as long as can be said. */
  static long saturatedNanos(Duration duration) {
    try {
      return duration.toNanos();
    } catch (ArithmeticException tooLong) {
      return duration.isNegative() ? Long.MIN_VALUE : Long.MAX_VALUE;
    }
  }

  static Duration requireNotNegative(Duration duration, String what) {
    if (duration.isNegative()) {
      throw new IllegalArgumentException(what + " is " + duration + "; a wait is zero or more");
    }
    return duration;
  }
}
