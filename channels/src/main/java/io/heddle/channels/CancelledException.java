package io.heddle.channels;

import org.jspecify.annotations.Nullable;

/** Thrown, unchecked, where work ends because it was cancelled: by a {@link Context}, or by an interrupt where {@link InterruptedException} cannot be thrown. */
public class CancelledException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message what was cancelled
   * @param cause why, if known
   */
  public CancelledException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
