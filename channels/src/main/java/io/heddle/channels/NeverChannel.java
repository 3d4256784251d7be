package io.heddle.channels;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** The channel on which nothing ever happens. */
final class NeverChannel<T> implements Channel<T> {
  private static final NeverChannel<Object> INSTANCE = new NeverChannel<>();

  private NeverChannel() {}

  @SuppressWarnings("unchecked") // no value of type T ever comes or goes
  static <T> Channel<T> instance() {
    return (Channel<T>) INSTANCE;
  }

  @Override
  public void send(T value) throws InterruptedException {
    Objects.requireNonNull(value, "null is no value");
    waitInVain(Timeout.FOREVER);
  }

  @Override
  public boolean send(T value, Duration timeout) throws InterruptedException {
    Objects.requireNonNull(value, "null is no value");
    waitInVain(Timeout.nanos(timeout));
    return false;
  }

  @Override
  public boolean trySend(T value) {
    Objects.requireNonNull(value, "null is no value");
    return false;
  }

  @Override
  public T receive() throws InterruptedException {
    waitInVain(Timeout.FOREVER);
    throw new AssertionError("a wait without end has ended");
  }

  @Override
  public Received<T> receive(Duration timeout) throws InterruptedException {
    waitInVain(Timeout.nanos(timeout));
    return new Received.Empty<>();
  }

  @Override
  public Received<T> tryReceive() {
    return new Received.Empty<>();
  }

  @Override
  public int sendAll(Collection<? extends T> values) throws InterruptedException {
    for (T value : values) {
      Objects.requireNonNull(value, "null is no value");
    }
    waitInVain(values.isEmpty() ? 0 : Timeout.FOREVER);
    return 0;
  }

  @Override
  public List<T> receiveMany(int max) throws InterruptedException {
    StepwiseChannel.checkMax(max);
    return List.of(receive());
  }

  @Override
  public int drainTo(Collection<? super T> target, int max) {
    Objects.requireNonNull(target, "target");
    return 0;
  }

  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      @Override
      public boolean hasNext() {
        throw new AssertionError("a wait without end has brought " + next());
      }

      @Override
      public T next() {
        try {
          return receive();
        } catch (InterruptedException e) {
          Thread.currentThread().interrupt();
          throw new CancelledException("interrupted while iterating over " + NeverChannel.this, e);
        }
      }
    };
  }

  private static void waitInVain(long timeoutNanos) throws InterruptedException {
    Parker parker = new Parker(World.current());
    parker.waitsTo("wait at", INSTANCE);
    if (Thread.interrupted() || (timeoutNanos > 0 && parker.awaitFor(timeoutNanos) == Parker.ABANDONED)) {
      throw new InterruptedException("interrupted while waiting at the channel on which nothing ever happens");
    }
  }

  @Override
  public void close() {
    throw new UnsupportedOperationException("Channel.never() cannot be closed: all who use it share it");
  }

  @Override
  public void close(Throwable cause) {
    close();
  }

  @Override
  public void cancel() {
    close();
  }

  @Override
  public Optional<Throwable> closeCause() {
    return Optional.empty();
  }

  @Override
  public boolean isClosed() {
    return false;
  }

  @Override
  public int size() {
    return 0;
  }

  @Override
  public int capacity() {
    return 0;
  }

  @Override
  public Channel<T> named(String name) {
    throw new UnsupportedOperationException("Channel.never() cannot be given a name: all who use it share it");
  }

  @Override
  public String name() {
    return "never";
  }

  @Override
  public String toString() {
    return "channel 'never'";
  }
}
