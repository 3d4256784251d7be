package io.heddle.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.stream.Collectors;

/** The comparison as a person reads it in a terminal: a line for each workload, a column for each peer. */
final class ComparisonTable {
  private static final String OURS = "heddle";
  private static final String NOTHING = "-";

  private ComparisonTable() {}

  /**
   * @param rows the lines, in their order
   * @param peers the columns, Heddle among them
   * @param figures what was found; a cell without is a dash
   */
  static String of(List<Row> rows, List<String> peers, List<Figures> figures) {
    List<String> others = peers.stream().filter(peer -> !peer.equals(OURS)).toList();
    List<List<String>> cells = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("workload", OURS, "B/op", "cpu ns"));
    others.forEach(other -> head.addAll(List.of(other, "")));
    cells.add(head);
    for (Row row : rows) {
      Map<String, Figures> found = figures.stream()
          .filter(figure -> figure.workload().equals(row.workload()))
          .collect(Collectors.toMap(Figures::peer, figure -> figure));
      cells.add(line(row, found, others));
    }
    return aligned(cells)
        + """

        ns an operation, the median of all iterations. Behind a peer's figure: how many times as long as Heddle it takes,
        so 2.0x is a peer twice as slow and 0.5x one twice as fast. B/op: bytes allocated; cpu: CPU time of all cores; both Heddle's.
        """;
  }

  private static List<String> line(Row row, Map<String, Figures> found, List<String> others) {
    Figures ours = found.get(OURS);
    List<String> line = new ArrayList<>();
    line.add(row.workload());
    line.add(ours == null ? NOTHING : number(ours.nanosPerOp()));
    line.add(ours == null ? NOTHING : number(ours.bytesPerOp()));
    line.add(ours == null ? NOTHING : number(ours.cpuNanosPerOp()));
    for (String other : others) {
      Figures theirs = found.get(other);
      line.add(theirs == null ? NOTHING : number(theirs.nanosPerOp()));
      line.add(theirs == null || ours == null ? "" : String.format(Locale.ROOT, "%.2fx", theirs.nanosPerOp() / ours.nanosPerOp()));
    }
    return line;
  }

  /** Three digits that count, and commas where there are many. */
  static String number(double value) {
    String format = value < 9.95 ? "%.1f" : "%,.0f";
    return String.format(Locale.ROOT, format, value);
  }

  private static String aligned(List<List<String>> cells) {
    StringBuilder text = new StringBuilder();
    int columns = cells.get(0).size();
    int[] widths = new int[columns];
    for (int column = 0; column < columns; column++) {
      int at = column;
      widths[column] = cells.stream().mapToInt(line -> Math.max(1, line.get(at).length())).max().orElse(1);
    }
    for (List<String> line : cells) {
      text.append(String.format("%-" + widths[0] + "s", line.get(0)));
      for (int column = 1; column < columns; column++) {
        text.append(String.format("  %" + widths[column] + "s", line.get(column)));
      }
      text.append(System.lineSeparator());
    }
    return text.toString();
  }
}
