package io.heddle.benchmarks.channels;

import java.time.Duration;
import java.util.List;

/**
 * What a peer whose channels block a thread brings to the workloads. What it does not have, it throws
 * {@link UnsupportedOperationException} for; the suite has no row that asks for it.
 */
interface Kit {
  /** The capacity of a buffer without a limit. */
  int UNLIMITED = -1;

  /** The peer's channel itself; capacity 0 is unbuffered. */
  Object channel(int capacity);

  /** A channel with the methods that the workloads call. */
  Pipe pipe(int capacity);

  /** Selects over the receives of the channels, waiting until one is ready, as in a loop: what can be used again is. */
  default Chooser firstOf(List<Pipe> pipes) {
    throw new UnsupportedOperationException("no select");
  }

  /** The same, with a select that is made anew each time. */
  default Chooser firstOfAnew(List<Pipe> pipes) {
    return firstOf(pipes);
  }

  /** Selects over the receives of the channels, and takes the default if none is ready. */
  default Chooser firstOrDefault(List<Pipe> pipes, Integer otherwise) {
    throw new UnsupportedOperationException("no select with a default");
  }

  /** Selects over the receives of the channels, or throws an {@link IllegalStateException} if none is ready in time. */
  default Chooser firstWithin(List<Pipe> pipes, Duration timeout) {
    throw new UnsupportedOperationException("no select with a timeout");
  }

  /** Starts a thread. */
  default void start(Job job) {
    Thread.startVirtualThread(() -> {
      try {
        job.run();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts a workload's threads", e);
      }
    });
  }

  /** Starts a thread for each of {@code count} empty tasks and waits until all have ended. */
  default void startAndAwait(int count) throws InterruptedException {
    throw new UnsupportedOperationException("starts no threads");
  }

  /** Makes a context with so many children, and cancels it and so them. */
  default void cancelChildren(int count) {
    throw new UnsupportedOperationException("no contexts");
  }

  /** The kit of a peer. */
  static Kit named(String peer) {
    return switch (peer) {
      case "heddle" -> new HeddleKit();
      case "jox" -> new JoxKit();
      case "jdk" -> new JdkKit();
      default -> throw new IllegalArgumentException("no kit for \"" + peer + "\"");
    };
  }

  /** What a thread does. */
  @FunctionalInterface
  interface Job {
    void run() throws InterruptedException;
  }
}
