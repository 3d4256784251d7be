package io.heddle.channels;

import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** A channel that never makes a sender wait: when the buffer is full, the oldest or the newest value is lost. */
final class DroppingChannel<T> extends RingChannel<T> {
  private final boolean dropsOldest;
  private final Consumer<? super T> onUndelivered;

  private DroppingChannel(int capacity, boolean dropsOldest, Consumer<? super T> onUndelivered) {
    super(capacity);
    this.dropsOldest = dropsOldest;
    this.onUndelivered = onUndelivered;
  }

  static <T> Channel<T> create(int capacity, boolean dropsOldest, Consumer<? super T> onUndelivered) {
    Objects.requireNonNull(onUndelivered, "onUndelivered");
    if (capacity < 1) {
      throw new IllegalArgumentException("A channel that drops values needs room for one at least, not " + capacity);
    }
    return new DroppingChannel<>(capacity, dropsOldest, onUndelivered);
  }

  @Override
  @Nullable Object displace(Object item) {
    if (!dropsOldest) {
      return item;
    }
    Object oldest = take();
    put(capacity() - 1, item);
    return oldest;
  }

  @Override
  boolean opens() {
    return false;
  }

  @Override
  @SuppressWarnings("unchecked") // only send puts items in, and it takes a T
  void undelivered(Object item) {
    onUndelivered.accept((T) item);
  }

  @Override
  boolean canSend() {
    return true;
  }

  @Override
  boolean looksReadyByLock(boolean toSend) {
    return toSend || super.looksReadyByLock(false);
  }

  @Override
  int pollSendMany(Object[] items, int from) {
    return pollSend(items[from]) == Outcome.CLOSED ? -1 : 1;
  }

  @Override
  String kind() {
    return dropsOldest ? capacity() == 1 ? "conflated" : "dropping the oldest" : "dropping the latest";
  }
}
