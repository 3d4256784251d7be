package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** client-go's limiter tests, re-expressed, and what they leave out. */
final class RateLimitersTest {
  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  @Test
  void exponential_failures_doubleForEachKeyAlone() {
    RateLimiter<String> limiter = RateLimiters.exponential(ms(1), Duration.ofSeconds(1));

    assertThat(new Duration[] {limiter.next("one"), limiter.next("one"), limiter.next("one"), limiter.next("one"), limiter.next("one")})
        .containsExactly(ms(1), ms(2), ms(4), ms(8), ms(16));
    assertThat(limiter.retries("one")).isEqualTo(5);
    assertThat(limiter.next("two")).isEqualTo(ms(1));
    assertThat(limiter.next("two")).isEqualTo(ms(2));
    assertThat(limiter.retries("two")).isEqualTo(2);

    limiter.forget("one");
    assertThat(limiter.retries("one")).isZero();
    assertThat(limiter.next("one")).isEqualTo(ms(1));
  }

  @Test
  void exponential_manyFailures_stayAtTheLongestWait() {
    RateLimiter<String> limiter = RateLimiters.exponential(ms(1), Duration.ofSeconds(1000));
    for (int i = 0; i < 5; i++) {
      limiter.next("one");
    }
    assertThat(limiter.next("one")).isEqualTo(ms(32));
    for (int i = 0; i < 1000; i++) {
      limiter.next("overflow");
    }
    assertThat(limiter.next("overflow")).isEqualTo(Duration.ofSeconds(1000));
  }

  @Test
  void exponential_hugeMaximum_neverOverflows() {
    Duration centuries = Duration.ofDays(365L * 500);
    RateLimiter<String> limiter = RateLimiters.exponential(ms(1), centuries);
    Duration last = Duration.ZERO;
    for (int i = 0; i < 100; i++) {
      Duration next = limiter.next("key");
      assertThat(next).isGreaterThanOrEqualTo(last).isPositive();
      last = next;
    }
    assertThat(last).isEqualTo(Duration.ofNanos(Long.MAX_VALUE));
  }

  @Test
  void fastSlow_failures_areFastThenSlow() {
    RateLimiter<String> limiter = RateLimiters.fastSlow(ms(5), Duration.ofSeconds(10), 3);

    assertThat(new Duration[] {limiter.next("one"), limiter.next("one"), limiter.next("one"), limiter.next("one"), limiter.next("one")})
        .containsExactly(ms(5), ms(5), ms(5), Duration.ofSeconds(10), Duration.ofSeconds(10));
    assertThat(limiter.retries("one")).isEqualTo(5);
    assertThat(limiter.next("two")).isEqualTo(ms(5));
    limiter.forget("one");
    assertThat(limiter.retries("one")).isZero();
    assertThat(limiter.next("one")).isEqualTo(ms(5));
  }

  @Test
  void maxOf_twoLimiters_givesTheLongerAndCountsInBoth() {
    RateLimiter<String> limiter =
        RateLimiters.maxOf(RateLimiters.fastSlow(ms(5), Duration.ofSeconds(3), 3), RateLimiters.exponential(ms(1), Duration.ofSeconds(1)));

    assertThat(new Duration[] {limiter.next("one"), limiter.next("one"), limiter.next("one"), limiter.next("one"), limiter.next("one")})
        .containsExactly(ms(5), ms(5), ms(5), Duration.ofSeconds(3), Duration.ofSeconds(3));
    assertThat(limiter.retries("one")).isEqualTo(5);
    limiter.forget("one");
    assertThat(limiter.retries("one")).isZero();
    assertThat(limiter.next("one")).isEqualTo(ms(5));
  }

  @Test
  void withMaxWait_longerWaits_areCut() {
    RateLimiter<String> limiter = RateLimiters.withMaxWait(RateLimiters.exponential(ms(1), Duration.ofSeconds(1000)), ms(10));

    assertThat(new Duration[] {limiter.next("one"), limiter.next("one"), limiter.next("one"), limiter.next("one"), limiter.next("one")})
        .containsExactly(ms(1), ms(2), ms(4), ms(8), ms(10));
    assertThat(limiter.retries("one")).isEqualTo(5);
    limiter.forget("one");
    assertThat(limiter.next("one")).isEqualTo(ms(1));
  }

  @Test
  void defaults_oneKey_waitsFiveTenTwentyForty() {
    RateLimiter<String> limiter = RateLimiters.defaults();

    assertThat(new Duration[] {limiter.next("key"), limiter.next("key"), limiter.next("key"), limiter.next("key")})
        .containsExactly(ms(5), ms(10), ms(20), ms(40));
    for (int i = 0; i < 60; i++) {
      limiter.next("key");
    }
    assertThat(limiter.next("key")).isEqualTo(Duration.ofSeconds(1000));
    limiter.forget("key");
    assertThat(limiter.next("key")).isEqualTo(ms(5));
  }

  @Test
  void tokenBucket_burstSpent_lendsFromTheFuture() {
    AtomicLong now = new AtomicLong(Long.MAX_VALUE - 1000); // a clock may be anywhere, and wrap
    RateLimiter<String> bucket = new TokenBucketRateLimiter<>(10, 100, now::get);

    for (int i = 0; i < 100; i++) {
      assertThat(bucket.next("key")).isZero();
    }
    assertThat(bucket.next("key")).isEqualTo(ms(100));
    assertThat(bucket.next("other")).isEqualTo(ms(200));
    now.addAndGet(ms(250).toNanos());
    assertThat(bucket.next("key")).isEqualTo(ms(50));
    assertThat(bucket.retries("key")).isZero();
  }

  @Test
  void tokenBucket_longIdle_holdsNoMoreThanItsBurst() {
    AtomicLong now = new AtomicLong();
    RateLimiter<String> bucket = new TokenBucketRateLimiter<>(1000, 3, now::get);
    now.addAndGet(Duration.ofDays(1).toNanos());

    assertThat(new Duration[] {bucket.next("a"), bucket.next("b"), bucket.next("c"), bucket.next("d")})
        .containsExactly(Duration.ZERO, Duration.ZERO, Duration.ZERO, ms(1));
  }

  @Test
  void none_failures_waitNotAtAll() {
    RateLimiter<String> limiter = RateLimiters.none();
    assertThat(limiter.next("key")).isZero();
    assertThat(limiter.retries("key")).isZero();
  }

  @Test
  void factories_badNumbers_sayWhatIsWrong() {
    assertThatThrownBy(() -> RateLimiters.exponential(Duration.ZERO, ms(1))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("base is PT0S");
    assertThatThrownBy(() -> RateLimiters.exponential(ms(2), ms(1))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("shorter than base");
    assertThatThrownBy(() -> RateLimiters.fastSlow(ms(-1), ms(1), 1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("fast is");
    assertThatThrownBy(() -> RateLimiters.fastSlow(ms(1), ms(1), -1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("fastAttempts is -1");
    assertThatThrownBy(() -> RateLimiters.tokenBucket(0, 1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("perSecond is 0");
    assertThatThrownBy(() -> RateLimiters.tokenBucket(Double.NaN, 1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("perSecond is NaN");
    assertThatThrownBy(() -> RateLimiters.tokenBucket(1, 0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("burst is 0");
    assertThatThrownBy(() -> RateLimiters.<String>maxOf()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("no limiter");
    assertThatThrownBy(() -> RateLimiters.withMaxWait(RateLimiters.none(), ms(-1))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("max is");
  }
}
