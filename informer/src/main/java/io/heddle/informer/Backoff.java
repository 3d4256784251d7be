package io.heddle.informer;

import java.time.Duration;
import java.util.Optional;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/**
 * How long to wait before the next attempt.
 *
 * <p>800 ms, doubled with each attempt up to the limit of the trouble, and jittered between that and twice that, so that clients that lost
 * the server at the same moment do not come back at the same moment. It begins anew when two minutes passed without trouble, and when the
 * trouble is a different one: a server that refuses is no longer one that is away. A connection that broke after a quiet time is tried
 * again within 250 ms first: most often only it is gone, and not the server.
 */
final class Backoff {
  private static final Duration FIRST = Duration.ofMillis(800);
  private static final Duration QUICK = Duration.ofMillis(250);
  private static final Duration FORGOTTEN_AFTER = Duration.ofMinutes(2);

  /** No server may put its clients off for longer. */
  private static final Duration LONGEST_RETRY_AFTER = Duration.ofMinutes(5);

  private final LongSupplier nanoTime;
  private final DoubleSupplier random;

  private @Nullable Trouble last;
  private long lastNanos;
  private int attempts;

  /**
   * @param nanoTime the clock
   * @param random numbers from 0 to 1, 1 excluded
   */
  Backoff(LongSupplier nanoTime, DoubleSupplier random) {
    this.nanoTime = nanoTime;
    this.random = random;
  }

  /**
   * The next wait.
   *
   * @param retryAfter what the server asked for: the wait is no shorter, and no longer than 5 minutes for it
   */
  Duration next(Trouble trouble, Optional<Duration> retryAfter) {
    long now = nanoTime.getAsLong();
    if (trouble != last || now - lastNanos >= FORGOTTEN_AFTER.toNanos()) {
      attempts = 0;
    }
    last = trouble;
    lastNanos = now;
    Duration wait = scheduled(trouble, attempts++);
    Duration asked = retryAfter.map(this::clamped).orElse(Duration.ZERO);
    return wait.compareTo(asked) > 0 ? wait : asked;
  }

  private Duration scheduled(Trouble trouble, int attempt) {
    if (trouble == Trouble.UNREACHABLE && attempt == 0) {
      return jittered(QUICK.dividedBy(2));
    }
    int doublings = Math.min(trouble == Trouble.UNREACHABLE ? attempt - 1 : attempt, 16);
    Duration base = FIRST.multipliedBy(1L << doublings);
    Duration longestBase = trouble.limit().dividedBy(2);
    return jittered(base.compareTo(longestBase) < 0 ? base : longestBase);
  }

  private Duration clamped(Duration retryAfter) {
    Duration positive = retryAfter.isNegative() ? Duration.ZERO : retryAfter;
    if (positive.compareTo(LONGEST_RETRY_AFTER) >= 0) {
      return LONGEST_RETRY_AFTER;
    }
    return positive.plusNanos((long) (positive.toNanos() / 4.0 * random.getAsDouble()));
  }

  private Duration jittered(Duration base) {
    return base.plusNanos((long) (base.toNanos() * random.getAsDouble()));
  }
}
