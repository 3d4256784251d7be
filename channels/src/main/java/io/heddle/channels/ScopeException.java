package io.heddle.channels;

/**
 * Thrown by {@link Scope#join} if a goroutine of the scope failed. The cause is what the first one threw; the failures of the others are suppressed exceptions of this
 * one.
 */
public class ScopeException extends RuntimeException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message which scope and goroutine failed
   * @param cause what the goroutine threw
   */
  public ScopeException(String message, Throwable cause) {
    super(message, cause);
  }
}
