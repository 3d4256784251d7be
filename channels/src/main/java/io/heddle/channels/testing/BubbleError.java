package io.heddle.channels.testing;

/**
 * Fails a test: goroutines of its bubble are deadlocked, are left over, or have failed; or goroutines of an ordinary test are left over. The message says which, what
 * each of them waits for, where, and where it was started.
 */
public final class BubbleError extends AssertionError {
  private static final long serialVersionUID = 1;

  BubbleError(String message) {
    super(message);
  }
}
