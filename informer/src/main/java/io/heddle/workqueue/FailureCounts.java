package io.heddle.workqueue;

import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;

/** How often each key failed since it was last forgotten. A key without failures takes no room. */
final class FailureCounts<K> {
  private final ConcurrentHashMap<K, Integer> counts = new ConcurrentHashMap<>();

  /** Counts one more failure, at most {@link Integer#MAX_VALUE}, and returns the new count. */
  int increment(K key) {
    return Objects.requireNonNull(counts.merge(key, 1, (count, one) -> count == Integer.MAX_VALUE ? count : count + one));
  }

  void forget(K key) {
    counts.remove(key);
  }

  int count(K key) {
    return counts.getOrDefault(key, 0);
  }
}
