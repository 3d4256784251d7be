package io.heddle.controller;

/**
 * A failure that trying again cannot mend: a {@link Reconciler} throws it when only a change of the object can help, such as
 * a specification that contradicts itself. The object is not tried again until it changes, or the next resync.
 */
public class TerminalException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /**
   * A failure.
   *
   * @param message says what is wrong, and what must change
   */
  public TerminalException(String message) {
    super(message);
  }

  /**
   * A failure that something else has brought about.
   *
   * @param message says what is wrong, and what must change
   * @param cause what brought it about
   */
  public TerminalException(String message, Throwable cause) {
    super(message, cause);
  }
}
