package io.heddle.channels;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Something to be done at a time; a {@link World} keeps it until then. It can be scheduled anew once it has fired or was cancelled. */
abstract class Timeout {
  /** The length, and the deadline, of a wait that has none. */
  static final long FOREVER = Long.MAX_VALUE;

  /** In the nanoseconds of the world's clock; guarded by the lock of the timer that keeps it, as are all fields here. */
  long deadlineNanos;

  /** The slot that holds it, or {@link TimerWheel#NOWHERE}. */
  int slot = TimerWheel.NOWHERE;

  @Nullable Timeout previous;
  @Nullable Timeout next;

  /** Does what is due, on the timer's thread: it must be short, not block and run no foreign code. */
  abstract void fire();

  /** The duration in nanoseconds, {@link #FOREVER} if it is beyond 146 years, and 0 if it is negative. */
  static long nanos(Duration duration) {
    Objects.requireNonNull(duration, "the timeout is null; Duration.ZERO means not to wait");
    if (duration.isNegative()) {
      return 0;
    }
    return duration.toSeconds() >= Long.MAX_VALUE / 2 / 1_000_000_000L ? FOREVER : duration.toNanos();
  }
}
