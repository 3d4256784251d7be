package io.heddle.channels;

import java.time.Duration;
import java.time.Instant;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One case of a {@link Select}: an operation, and what to do once it was done. Made by the static methods of {@link Select}; it can be used in any number of
 * selects, one after the other or at the same time.
 *
 * @param <R> the type of what the case returns
 */
public abstract sealed class SelectCase<R extends @Nullable Object> permits ReadyCase, SelectCase.After, SelectCase.Otherwise, SelectCase.Disabled {
  SelectCase() {}

  /** What a select waits for at most, and then returns. */
  static final class After<R extends @Nullable Object> extends SelectCase<R> {
    private final long timeoutNanos;
    private final @Nullable Instant deadline;
    final Supplier<? extends R> onTimeout;

    After(long timeoutNanos, Supplier<? extends R> onTimeout) {
      this.timeoutNanos = timeoutNanos;
      this.deadline = null;
      this.onTimeout = onTimeout;
    }

    After(Instant deadline, Supplier<? extends R> onTimeout) {
      this.timeoutNanos = 0;
      this.deadline = deadline;
      this.onTimeout = onTimeout;
    }

    /** How long a select that starts now waits. */
    long timeoutNanos(World world) {
      return deadline == null ? timeoutNanos : Timeout.nanos(Duration.between(world.now(), deadline));
    }
  }

  /** What a select returns instead of waiting. */
  static final class Otherwise<R extends @Nullable Object> extends SelectCase<R> {
    final Supplier<? extends R> otherwise;

    Otherwise(Supplier<? extends R> otherwise) {
      this.otherwise = otherwise;
    }
  }

  /** A case that is never chosen. */
  static final class Disabled<R extends @Nullable Object> extends SelectCase<R> {}
}
