package io.heddle.workqueue;

import org.jspecify.annotations.Nullable;

/** A node of a queue that is measured: it notes when its key was added and when it was handed out. */
final class TimedNode<K> extends Node<K> {
  private final Measurements measurements;

  /**
   * When the key became dirty. Several adders may race to make it so and each notes its time first; the loser's, which may stand in the end, is from
   * the same moment unless it was stopped just there.
   */
  private volatile long addedAtNanos;

  /** Of the holder alone, as is the slot. */
  private long startedAtNanos;

  private InFlight.@Nullable Slot slot;

  TimedNode(WorkQueue<K> queue, K key, Lane lane, Measurements measurements) {
    super(queue, key, lane);
    this.measurements = measurements;
    stampAdded();
  }

  TimedNode(WorkQueue<K> queue, K key, Measurements measurements) {
    super(queue, key);
    this.measurements = measurements;
  }

  @Override
  void stampAdded() {
    addedAtNanos = measurements.nanoTime();
  }

  @Override
  boolean claim(Lane lane) {
    // Read before the claim: right after it the key may be added anew.
    long addedAt = addedAtNanos;
    if (!super.claim(lane)) {
      return false;
    }
    startedAtNanos = measurements.nanoTime();
    slot = measurements.started(startedAtNanos - addedAt, startedAtNanos);
    return true;
  }

  /** To be called by the holder before {@link #tryDone}. */
  void ending() {
    InFlight.Slot mine = slot;
    if (mine != null) {
      slot = null;
      measurements.ended(mine, startedAtNanos);
    }
  }
}
