package io.heddle.benchmarks.channels;

import java.util.List;

/**
 * What a peer whose channels block a thread brings to the workloads. What it does not have, it throws
 * {@link UnsupportedOperationException} for; the suite has no row that asks for it.
 *
 * @param <P> its channels
 */
interface Kit<P extends Pipe> {
  /** A channel; capacity 0 is unbuffered. */
  P pipe(int capacity);

  /** Selects over the receives of the channels, waiting until one is ready. */
  default Chooser firstOf(List<P> pipes) {
    throw new UnsupportedOperationException("no select");
  }

  /** Selects over the receives of the channels, and takes the default if none is ready. */
  default Chooser firstOrDefault(List<P> pipes, Integer otherwise) {
    throw new UnsupportedOperationException("no select with a default");
  }

  /** Starts a thread for each of {@code count} empty tasks and waits until all have ended. */
  default void startAndAwait(int count) throws InterruptedException {
    throw new UnsupportedOperationException("starts no threads");
  }
}
