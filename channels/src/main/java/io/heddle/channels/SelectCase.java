package io.heddle.channels;

import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * One case of a {@link Select}: an operation, and what to do once it was done. Made by the static methods of {@link Select}; it can be used in any number of
 * selects, one after the other or at the same time.
 *
 * @param <R> the type of what the case returns
 */
public abstract sealed class SelectCase<R extends @Nullable Object> permits ChannelCase, SelectCase.After, SelectCase.Otherwise, SelectCase.Disabled {
  SelectCase() {}

  /** What a select waits for at most, and then returns. */
  static final class After<R extends @Nullable Object> extends SelectCase<R> {
    final long timeoutNanos;
    final Supplier<? extends R> onTimeout;

    After(long timeoutNanos, Supplier<? extends R> onTimeout) {
      this.timeoutNanos = timeoutNanos;
      this.onTimeout = onTimeout;
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
