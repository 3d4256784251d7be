package io.heddle.channels;

import java.util.Iterator;
import java.util.NoSuchElementException;
import org.jspecify.annotations.Nullable;

/** Iterates over a channel until it is closed and drained. */
final class ChannelIterator<T> implements Iterator<T> {
  private final StepwiseChannel<T> channel;

  /** Received, and not yet returned. */
  private @Nullable T next;

  ChannelIterator(StepwiseChannel<T> channel) {
    this.channel = channel;
  }

  @Override
  public boolean hasNext() {
    if (next == null) {
      next = channel.receiveOrEnd();
    }
    return next != null;
  }

  @Override
  public T next() {
    T value = hasNext() ? next : null;
    if (value == null) {
      throw new NoSuchElementException(channel + " has no more values");
    }
    next = null;
    return value;
  }
}
