package io.heddle.benchmarks;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** What a run found, and who won where. */
final class Comparison {
  private final List<Row> rows;
  private final List<String> peers;
  private final Map<String, Map<String, Figures>> found = new HashMap<>();

  /**
   * @param rows in their order
   * @param peers as columns, Heddle first
   * @param figures for a row and a peer at most one
   */
  Comparison(List<Row> rows, List<String> peers, List<Figures> figures) {
    this.rows = List.copyOf(rows);
    this.peers = List.copyOf(peers);
    for (Figures figure : figures) {
      found.computeIfAbsent(figure.workload(), key -> new HashMap<>()).put(figure.peer(), figure);
    }
  }

  List<Row> rows() {
    return rows;
  }

  List<String> peers() {
    return peers;
  }

  /** All peers but Heddle. */
  List<String> others() {
    return peers.stream().filter(peer -> !peer.equals(Suite.OURS)).toList();
  }

  @Nullable Figures figures(Row row, String peer) {
    return found.getOrDefault(row.workload(), Map.of()).get(peer);
  }

  /** Whether the processors were far from each other in some iterations. */
  boolean wasFar() {
    return found.values().stream().flatMap(byPeer -> byPeer.values().stream()).anyMatch(Figures::wasFar);
  }

  /** How many times as much as Heddle the peer takes in this row; NaN if one of them has no figure, or Heddle takes nothing. */
  double ratio(Row row, String peer) {
    Figures ours = figures(row, Suite.OURS);
    Figures theirs = figures(row, peer);
    return ours == null || theirs == null || row.compared().of(ours) == 0
        ? Double.NaN
        : row.compared().of(theirs) / row.compared().of(ours);
  }

  /** A line for each peer: in how many rows Heddle is ahead of it, and in which it is behind, the worst first and no more than asked for. */
  List<String> verdicts(int most) {
    return others().stream().map(peer -> verdict(peer, most)).filter(line -> !line.isEmpty()).toList();
  }

  private String verdict(String peer, int most) {
    List<Row> both = rows.stream().filter(row -> !Double.isNaN(ratio(row, peer))).toList();
    if (both.isEmpty()) {
      return "";
    }
    List<Row> lost = new ArrayList<>(both.stream().filter(row -> ratio(row, peer) < 1).toList());
    lost.sort(Comparator.comparingDouble(row -> ratio(row, peer)));
    String ahead = "ahead of " + peer + " in " + (both.size() - lost.size()) + " of " + both.size() + " rows";
    return lost.isEmpty()
        ? ahead
        : ahead + ", behind in " + lost.stream()
            .limit(most)
            .map(row -> row.workload() + " (" + times(ratio(row, peer)) + ")")
            .collect(Collectors.joining(", ", "", lost.size() > most ? " and " + (lost.size() - most) + " more" : ""));
  }

  /** A ratio as people read it. */
  static String times(double ratio) {
    return String.format(Locale.ROOT, ratio < 99.5 ? "%.2fx" : "%,.0fx", ratio);
  }

  /** Three digits that count, and commas where there are many. */
  static String number(double value) {
    return String.format(Locale.ROOT, value < 9.95 ? "%.1f" : "%,.0f", value);
  }
}
