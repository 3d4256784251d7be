package io.heddle.channels;

/** What a goroutine runs; like {@link Runnable}, but it may throw. */
@FunctionalInterface
public interface Task {
  /**
   * Does the work. An {@link InterruptedException} or {@link CancelledException} that leaves it means that the work was cancelled; any other exception is a failure.
   *
   * @throws Exception if the work fails
   */
  void run() throws Exception;
}
