package io.heddle.workqueue;

/**
 * How urgent a key is. A key of a higher lane is handed out before those of lower ones; within a lane keys go in the order in which they were added.
 *
 * <p>No lane starves: one turn in sixteen is offered to the lowest lane first, and another to the middle one.
 */
public enum Lane {
  /** Before everything else. */
  HIGH(0),
  /** What a key gets if nothing else is said: live changes. */
  NORMAL(1),
  /** What can wait: the objects of an initial list, resyncs. */
  LOW(2);

  private static final Lane[] BY_INDEX = {HIGH, NORMAL, LOW};

  /** 0 for the most urgent lane, and one more for each that follows. */
  final int index;

  Lane(int index) {
    this.index = index;
  }

  static Lane of(int index) {
    return BY_INDEX[index];
  }

  boolean isAbove(Lane other) {
    return index < other.index;
  }
}
