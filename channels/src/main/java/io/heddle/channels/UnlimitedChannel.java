package io.heddle.channels;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** A channel whose buffer grows as needed. */
final class UnlimitedChannel<T> extends RingChannel<T> {
  /*
   * The buffer is a list of chunks: items are put into the last and taken from the first, which leaves the list when it is empty. A chunk is made with the
   * lock free and kept as the spare until the last one is full; the one that leaves becomes the spare if there is none, so that a channel that is
   * neither empty for long nor full allocates nothing.
   */

  /** How many items a chunk holds. */
  private static final int CHUNK = 64;

  /** Guarded by the lock, as all fields here. */
  private static final class Chunk {
    final @Nullable Object[] items = new Object[CHUNK];
    @Nullable Chunk next;
  }

  private Chunk first = new Chunk();
  private Chunk last = first;
  private @Nullable Chunk spare;

  /** Where the next item is taken from in the first chunk, and put in the last. */
  private int takeAt;

  private int putAt;

  @Override
  Outcome sendOrWait(Object item, @Nullable Parker waiter) {
    Outcome outcome = super.sendOrWait(item, null);
    while (outcome == Outcome.NOT_READY) {
      Chunk made = new Chunk();
      lock();
      try {
        if (spare == null) {
          spare = made;
        }
      } finally {
        unlock(/* changed= */ false);
      }
      outcome = super.sendOrWait(item, null);
    }
    return outcome;
  }

  @Override
  boolean opens() {
    return false;
  }

  /** False if a chunk has to be made first; only {@link #sendOrWait} sees that. */
  @Override
  boolean hasRoom() {
    return putAt < CHUNK || spare != null;
  }

  @Override
  void put(int offset, Object item) {
    if (putAt == CHUNK) {
      Chunk added = Objects.requireNonNull(spare);
      spare = null;
      last.next = added;
      last = added;
      putAt = 0;
    }
    last.items[putAt++] = item;
  }

  @Override
  Object take() {
    if (takeAt == CHUNK) {
      Chunk emptied = first;
      first = Objects.requireNonNull(emptied.next);
      emptied.next = null;
      if (spare == null) {
        spare = emptied;
      }
      takeAt = 0;
    }
    Object item = Objects.requireNonNull(first.items[takeAt]);
    first.items[takeAt++] = null;
    return item;
  }

  @Override
  public int capacity() {
    return Integer.MAX_VALUE;
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
    return "unlimited";
  }
}
