package io.heddle.controller;

/**
 * A failure that trying again cannot mend: a {@link Reconciler} throws it when only a change of the object can help, such as
 * a specification that contradicts itself. The object is not tried again until it changes, or the next resync.
 */
public class TerminalException extends RuntimeException {

  private static final long serialVersionUID = 1;

  /** A failure that {@code message} describes. */
  public TerminalException(String message) {
    super(message);
  }

  /** A failure that {@code message} describes, brought about by {@code cause}. */
  public TerminalException(String message, Throwable cause) {
    super(message, cause);
  }
}
