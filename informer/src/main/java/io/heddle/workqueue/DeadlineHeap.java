package io.heddle.workqueue;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Delayed adds, the earliest first: a binary heap whose entries know their place, so that one can be made earlier or taken out. Of one thread. */
final class DeadlineHeap<K> {
  private @Nullable DelayedAdd<K>[] entries = newArray(16);
  private int size;

  int size() {
    return size;
  }

  /** The earliest entry; null if there is none. */
  @Nullable DelayedAdd<K> peek() {
    return entries[0];
  }

  void add(DelayedAdd<K> entry) {
    if (size == entries.length) {
      entries = Arrays.copyOf(entries, size * 2);
    }
    siftUp(size++, entry);
  }

  void clear() {
    entries = newArray(16);
    size = 0;
  }

  /** Brings an entry to its place after its time became earlier. */
  void becameEarlier(DelayedAdd<K> entry) {
    siftUp(entry.place, entry);
  }

  void remove(DelayedAdd<K> entry) {
    int hole = entry.place;
    DelayedAdd<K> last = at(--size);
    entries[size] = null;
    if (last == entry) {
      return;
    }
    siftDown(hole, last);
    if (last.place == hole) {
      siftUp(hole, last);
    }
    if (size < entries.length / 4 && entries.length > 16) {
      entries = Arrays.copyOf(entries, entries.length / 2);
    }
  }

  private void siftUp(int hole, DelayedAdd<K> entry) {
    while (hole > 0) {
      int parent = (hole - 1) >>> 1;
      DelayedAdd<K> above = at(parent);
      if (above.readyAtNanos <= entry.readyAtNanos) {
        break;
      }
      set(hole, above);
      hole = parent;
    }
    set(hole, entry);
  }

  private void siftDown(int hole, DelayedAdd<K> entry) {
    for (int child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && at(child + 1).readyAtNanos < at(child).readyAtNanos) {
        child++;
      }
      if (entry.readyAtNanos <= at(child).readyAtNanos) {
        break;
      }
      set(hole, at(child));
      hole = child;
    }
    set(hole, entry);
  }

  private void set(int index, DelayedAdd<K> entry) {
    entries[index] = entry;
    entry.place = index;
  }

  @SuppressWarnings("NullAway") // entries below size are there
  private DelayedAdd<K> at(int index) {
    return entries[index];
  }

  @SuppressWarnings({"unchecked", "rawtypes"})
  private static <K> @Nullable DelayedAdd<K>[] newArray(int length) {
    return (DelayedAdd<K>[]) new DelayedAdd[length];
  }
}
