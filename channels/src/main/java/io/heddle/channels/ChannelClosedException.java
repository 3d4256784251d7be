package io.heddle.channels;

import org.jspecify.annotations.Nullable;

/**
 * Thrown by an operation that a closed channel cannot do: a send, a second close, or a receive when nothing is left in the channel. The operation had no effect.
 */
public class ChannelClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /**
   * Creates the exception.
   *
   * @param message which channel is closed, and what was asked of it
   */
  public ChannelClosedException(String message) {
    super(message);
  }

  /**
   * Creates the exception.
   *
   * @param message which channel is closed, and what was asked of it
   * @param cause what the channel was closed with, if anything
   */
  public ChannelClosedException(String message, @Nullable Throwable cause) {
    super(message, cause);
  }
}
