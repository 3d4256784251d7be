package io.heddle.workqueue;

import org.jspecify.annotations.Nullable;

/** A key that is to be added at a time, or, in an inbox only, the word that a delayed add of it is cancelled. */
final class DelayedAdd<K> {
  /** In the place of a time: forget what waits for this key. */
  static final long CANCEL = -1;

  final K key;
  Lane lane;
  long readyAtNanos;

  /** How many are in the inbox with this, those before it and itself; then where it stands in the heap. */
  int place;

  /** What was put into the inbox before this; then what follows in its chain of the {@link DelayTable}. */
  @Nullable DelayedAdd<K> next;

  /** The key's, for the {@link DelayTable}; of no meaning in an inbox. */
  int hash;

  DelayedAdd(K key, Lane lane, long readyAtNanos) {
    this.key = key;
    this.lane = lane;
    this.readyAtNanos = readyAtNanos;
  }
}
