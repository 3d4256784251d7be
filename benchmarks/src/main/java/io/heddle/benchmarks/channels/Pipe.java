package io.heddle.benchmarks.channels;

import java.time.Duration;
import java.util.List;

/**
 * A channel of a peer whose operations block the calling thread. What the peer does not have, it throws
 * {@link UnsupportedOperationException} for; the suite has no row that asks for it.
 */
interface Pipe {
  void send(Integer value) throws InterruptedException;

  Integer receive() throws InterruptedException;

  /** Sends within the time given, or throws an {@link IllegalStateException}. */
  default void send(Integer value, Duration timeout) throws InterruptedException {
    throw new UnsupportedOperationException("no send with a timeout");
  }

  /** Receives within the time given, or throws an {@link IllegalStateException}. */
  default Integer receive(Duration timeout) throws InterruptedException {
    throw new UnsupportedOperationException("no receive with a timeout");
  }

  /** Sends all in their order. */
  default void sendAll(List<Integer> values) throws InterruptedException {
    throw new UnsupportedOperationException("no batches");
  }

  /** Waits for one value and takes with it what else is there, up to so many in all. */
  default List<Integer> receiveMany(int max) throws InterruptedException {
    throw new UnsupportedOperationException("no batches");
  }

  default void close() {
    throw new UnsupportedOperationException("no close");
  }

  /** Receives until the channel is closed and drained, and adds up what came. */
  default long drain() throws InterruptedException {
    throw new UnsupportedOperationException("no close");
  }
}
