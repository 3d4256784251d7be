package io.heddle.benchmarks;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The comparison as a person reads it in a terminal: a line for each workload, a column for each peer. */
final class ComparisonTable {
  private static final String NOTHING = "-";

  /** How many of the rows in which Heddle is behind are named, for each peer. */
  private static final int LOSSES = 6;

  private ComparisonTable() {}

  /** A cell without a figure is a dash. */
  static String of(Comparison comparison) {
    List<List<String>> cells = new ArrayList<>();
    List<String> head = new ArrayList<>(List.of("workload", Suite.OURS, "B/op", "cpu ns"));
    comparison.others().forEach(other -> head.addAll(List.of(other, "")));
    cells.add(head);
    for (Row row : comparison.rows()) {
      cells.add(line(row, comparison));
    }
    StringBuilder text = new StringBuilder(aligned(cells));
    text.append(
        """

        ns an operation, or what stands behind the workload's name: the median of the iterations that count, which RESULTS.md explains.
        Behind a peer's figure: how many times as much as Heddle it takes, so 2.00x is a peer twice as slow and 0.50x one twice as fast.
        B/op: memory; cpu ns: CPU time of all cores; both Heddle's. Every peer's stand in RESULTS.md.

        """);
    comparison.verdicts(LOSSES).forEach(verdict -> text.append(verdict).append(System.lineSeparator()));
    return text.toString();
  }

  private static List<String> line(Row row, Comparison comparison) {
    Figures ours = comparison.figures(row, Suite.OURS);
    List<String> line = new ArrayList<>();
    line.add(row.title());
    line.add(compared(row, ours));
    line.add(ours == null ? NOTHING : Comparison.number(ours.bytesPerOp()));
    line.add(ours == null ? NOTHING : Comparison.number(ours.cpuNanosPerOp()));
    for (String other : comparison.others()) {
      double ratio = comparison.ratio(row, other);
      line.add(compared(row, comparison.figures(row, other)));
      line.add(Double.isNaN(ratio) ? "" : Comparison.times(ratio));
    }
    return line;
  }

  private static String compared(Row row, @Nullable Figures figures) {
    return figures == null ? NOTHING : Comparison.number(row.compared().of(figures));
  }

  private static int trailingSpaces(CharSequence text) {
    int spaces = 0;
    while (text.charAt(text.length() - 1 - spaces) == ' ') {
      spaces++;
    }
    return spaces;
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
      text.setLength(text.length() - trailingSpaces(text));
      text.append(System.lineSeparator());
    }
    return text.toString();
  }
}
