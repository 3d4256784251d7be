package io.heddle.channels;

/** A {@link Context} that whoever made it can cancel. It should be cancelled, or closed, in any case when the work is over, so that nothing is kept for it. */
public sealed interface CancelContext extends Context, AutoCloseable permits CancelNode {
  /** Cancels the context and all made from it, with a {@link CancelledException} as the cause. Has no effect if it is cancelled already. */
  void cancel();

  /**
   * Cancels the context and all made from it. Has no effect if it is cancelled already.
   *
   * @param cause why; what {@link #cause} will return
   */
  void cancel(Throwable cause);

  /** The same as {@link #cancel()}. */
  @Override
  void close();
}
