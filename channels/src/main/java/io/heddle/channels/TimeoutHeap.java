package io.heddle.channels;

import java.util.Arrays;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** Timeouts by their deadlines, exact to the nanosecond; a binary heap. A timeout knows its place in it, so that it can be taken out. */
final class TimeoutHeap {
  private @Nullable Timeout[] heap = new Timeout[16];
  private int size;

  boolean isEmpty() {
    return size == 0;
  }

  /** The earliest deadline; the heap is not empty. */
  long firstDeadline() {
    return at(0).deadlineNanos;
  }

  /** Adds a timeout that is not in the heap. */
  void add(Timeout timeout, long deadlineNanos) {
    if (size == heap.length) {
      heap = Arrays.copyOf(heap, 2 * size);
    }
    timeout.deadlineNanos = deadlineNanos;
    up(size++, timeout);
  }

  /** Takes the timeout out; false if it is not in. */
  boolean remove(Timeout timeout) {
    int place = timeout.slot;
    if (place == TimerWheel.NOWHERE) {
      return false;
    }
    timeout.slot = TimerWheel.NOWHERE;
    Timeout last = at(--size);
    heap[size] = null;
    if (place < size) {
      if (place > 0 && last.deadlineNanos < at((place - 1) / 2).deadlineNanos) {
        up(place, last);
      } else {
        down(place, last);
      }
    }
    return true;
  }

  /** Takes out the one with the earliest deadline; the heap is not empty. */
  Timeout removeFirst() {
    Timeout first = at(0);
    remove(first);
    return first;
  }

  private void up(int from, Timeout timeout) {
    int place = from;
    while (place > 0) {
      int parent = (place - 1) / 2;
      Timeout above = at(parent);
      if (above.deadlineNanos <= timeout.deadlineNanos) {
        break;
      }
      put(place, above);
      place = parent;
    }
    put(place, timeout);
  }

  private void down(int from, Timeout timeout) {
    int place = from;
    while (2 * place + 1 < size) {
      int child = 2 * place + 1;
      if (child + 1 < size && at(child + 1).deadlineNanos < at(child).deadlineNanos) {
        child++;
      }
      if (at(child).deadlineNanos >= timeout.deadlineNanos) {
        break;
      }
      put(place, at(child));
      place = child;
    }
    put(place, timeout);
  }

  private void put(int place, Timeout timeout) {
    heap[place] = timeout;
    timeout.slot = place;
  }

  private Timeout at(int place) {
    return Objects.requireNonNull(heap[place]);
  }
}
