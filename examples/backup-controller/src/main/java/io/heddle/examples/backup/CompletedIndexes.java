package io.heddle.examples.backup;

import java.util.BitSet;
import java.util.StringJoiner;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A set of Pod indexes, written as Kubernetes writes the completed indexes of a Job: ascending, runs joined, such as {@code 0-2,5}.
 *
 * <p>It is what a Backup remembers of the Pods that succeeded, since a Pod can be removed and its success must outlive it. Immutable.
 */
final class CompletedIndexes {
  /** One index or a run of them; the CRD allows 100 replicas, so two digits are enough for each. */
  private static final Pattern RUN = Pattern.compile("([0-9]{1,2})(?:-([0-9]{1,2}))?");

  private final BitSet indexes;

  private CompletedIndexes(BitSet indexes) {
    this.indexes = indexes;
  }

  /**
   * Reads what {@link #toString} wrote.
   *
   * @param text the written form; null or empty is the empty set
   * @throws IllegalArgumentException if it is not in that form
   */
  static CompletedIndexes parse(@Nullable String text) {
    BitSet indexes = new BitSet();
    if (text != null && !text.isEmpty()) {
      for (String run : text.split(",", -1)) {
        Matcher matcher = RUN.matcher(run);
        if (!matcher.matches()) {
          throw new IllegalArgumentException("status.completedIndexes is \"" + text + "\", which is not of the form 0-2,5");
        }
        int first = Integer.parseInt(matcher.group(1));
        int last = matcher.group(2) == null ? first : Integer.parseInt(matcher.group(2));
        indexes.set(Math.min(first, last), last + 1);
      }
    }
    return new CompletedIndexes(indexes);
  }

  /** These indexes, and one more. */
  CompletedIndexes plus(int index) {
    BitSet more = copy();
    more.set(index);
    return new CompletedIndexes(more);
  }

  /** Those of these indexes that are less than the given one. */
  CompletedIndexes below(int limit) {
    BitSet fewer = copy();
    fewer.clear(limit, Math.max(limit, fewer.length()));
    return new CompletedIndexes(fewer);
  }

  boolean contains(int index) {
    return indexes.get(index);
  }

  int size() {
    return indexes.cardinality();
  }

  private BitSet copy() {
    return BitSet.valueOf(indexes.toLongArray());
  }

  @Override
  public boolean equals(@Nullable Object other) {
    return other instanceof CompletedIndexes that && indexes.equals(that.indexes);
  }

  @Override
  public int hashCode() {
    return indexes.hashCode();
  }

  @Override
  public String toString() {
    StringJoiner runs = new StringJoiner(",");
    for (int first = indexes.nextSetBit(0); first >= 0; ) {
      int end = indexes.nextClearBit(first);
      runs.add(end - first == 1 ? String.valueOf(first) : first + "-" + (end - 1));
      first = indexes.nextSetBit(end);
    }
    return runs.toString();
  }
}
