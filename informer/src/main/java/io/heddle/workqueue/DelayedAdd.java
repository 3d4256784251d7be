package io.heddle.workqueue;

import org.jspecify.annotations.Nullable;

/** A key that is to be added at a time, or, in an inbox only, the word that a delayed add of it is cancelled. */
final class DelayedAdd<K> {
  /** In the place of a time: forget what waits for this key. */
  static final long CANCEL = -1;

  final K key;
  Lane lane;
  long readyAtNanos;

  /** Where this stands in the heap; of no meaning in an inbox. */
  int heapIndex;

  /** What was put into the inbox before this, and how many there were. */
  @Nullable DelayedAdd<K> next;

  int depth;

  DelayedAdd(K key, Lane lane, long readyAtNanos) {
    this.key = key;
    this.lane = lane;
    this.readyAtNanos = readyAtNanos;
  }
}
