package io.heddle.channels;

/** Thrown by an operation on a channel that is closed. */
public class ChannelClosedException extends IllegalStateException {
  private static final long serialVersionUID = 1L;

  /** Creates the exception with a message that names the channel and the operation. */
  public ChannelClosedException(String message) {
    super(message);
  }
}
