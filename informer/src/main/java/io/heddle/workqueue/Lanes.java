package io.heddle.workqueue;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.LongAdder;
import org.jspecify.annotations.Nullable;

/** The keys that are ready, in a queue for each {@link Lane}. */
final class Lanes<K> {
  /** One turn in so many begins with the lowest lane, and one with the middle one, whatever waits above. A power of two. */
  static final int AGING_TURNS = 16;

  private static final Lane[] BY_URGENCY = {Lane.HIGH, Lane.NORMAL, Lane.LOW};
  private static final Lane[] LOW_FIRST = {Lane.LOW, Lane.HIGH, Lane.NORMAL};
  private static final Lane[] NORMAL_FIRST = {Lane.NORMAL, Lane.HIGH, Lane.LOW};
  private static final Lane[] NORMAL_ONLY = {Lane.NORMAL};

  private final SegmentQueue<Node<K>> high;
  private final SegmentQueue<Node<K>> normal;
  private final SegmentQueue<Node<K>> low;

  /** How many more references than waiting keys there are: ghosts, and those that an adder put in for another. See {@link Node}. */
  private final AtomicInteger ghosts = new AtomicInteger();

  /** How many such references there ever were. */
  private final LongAdder extras = new LongAdder();

  /** Whether any lane but NORMAL was ever used; until then a turn costs no look at the others. */
  private volatile boolean several;

  /** Counts turns. Racing takers may lose some, which only moves the turns that begin elsewhere. */
  private int turns;

  Lanes(int segmentLength) {
    high = new SegmentQueue<>(segmentLength);
    normal = new SegmentQueue<>(segmentLength);
    low = new SegmentQueue<>(segmentLength);
  }

  void offer(Node<K> node, Lane lane) {
    if (lane != Lane.NORMAL && !several) {
      several = true;
    }
    queue(lane).offer(node);
  }

  /** Notes that there will be one reference more than there are keys that wait. */
  void addGhost() {
    extras.increment();
    ghosts.incrementAndGet();
  }

  /** Takes the next key, which the caller then holds; null if none is ready. */
  @Nullable Node<K> poll() {
    for (Lane lane : order()) {
      SegmentQueue<Node<K>> queue = queue(lane);
      for (Node<K> node = queue.poll(); node != null; node = queue.poll()) {
        if (node.claim(lane)) {
          return node;
        }
        ghosts.decrementAndGet();
      }
    }
    return null;
  }

  private Lane[] order() {
    if (!several) {
      return NORMAL_ONLY;
    }
    return switch (++turns & (AGING_TURNS - 1)) {
      case 0 -> LOW_FIRST;
      case AGING_TURNS / 2 -> NORMAL_FIRST;
      default -> BY_URGENCY;
    };
  }

  /** The number of keys that are ready; exact while no operation runs. */
  int size() {
    return (int) Math.min(Integer.MAX_VALUE, Math.max(0, references() - ghosts.get()));
  }

  boolean isEmpty() {
    return normal.isEmpty() && (!several || (high.isEmpty() && low.isEmpty()));
  }

  /** How often a key became ready; never too many, and while operations run perhaps too few. */
  long announcements() {
    long offers = high.offers() + normal.offers() + low.offers();
    return offers - extras.sum();
  }

  long references() {
    return high.size() + normal.size() + low.size();
  }

  private SegmentQueue<Node<K>> queue(Lane lane) {
    return switch (lane) {
      case HIGH -> high;
      case NORMAL -> normal;
      case LOW -> low;
    };
  }
}
