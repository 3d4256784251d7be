package io.heddle.channels.sim;

import org.jspecify.annotations.Nullable;

/** A schedule in which a simulated program did what it must not: the message says what, in which schedule, and how to see it again. */
public final class SimFailure extends AssertionError {
  private static final long serialVersionUID = 1L;

  SimFailure(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
