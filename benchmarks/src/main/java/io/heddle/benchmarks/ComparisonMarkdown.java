package io.heddle.benchmarks;

import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BiFunction;
import java.util.stream.Collectors;

/** The comparison as a document to keep: where the figures are from, who won, and every figure of every peer. */
final class ComparisonMarkdown {
  private final Comparison comparison;
  private final StringBuilder text = new StringBuilder();

  private ComparisonMarkdown(Comparison comparison) {
    this.comparison = comparison;
  }

  /**
   * @param about the peers and what they are
   * @param failures what could not be measured, in sentences; after a semicolon, where on this machine to look
   */
  static String of(Comparison comparison, BenchOptions options, Map<String, String> about, List<String> failures) {
    ComparisonMarkdown markdown = new ComparisonMarkdown(comparison);
    markdown.write(options, about, failures);
    return markdown.text.toString();
  }

  private void write(BenchOptions options, Map<String, String> about, List<String> failures) {
    line("# Results of the " + options.suite().name() + " benchmarks");
    line("");
    line("Measured on " + LocalDate.now(ZoneOffset.UTC) + " on " + Machine.describe() + ", with `" + options.command() + "`.");
    line("Each row was measured " + times(options.rounds()) + " for each peer, the peers in turn; a figure is the median of "
        + (comparison.wasFar() ? "the iterations that count, see [Near and far](#near-and-far)." : "all iterations."));
    line("Only ratios within one run mean something: other machines, and other days of this one, give other figures.");
    line("");
    about.forEach((peer, what) -> line("- **" + peer + "**: " + what));
    line("");
    line("## Who is ahead");
    line("");
    comparison.verdicts(Integer.MAX_VALUE).forEach(verdict -> line("- " + capital(verdict) + "."));
    failures.forEach(failure -> line("- Not measured: " + failure.split(";", 2)[0] + "."));
    line("");
    line("## Compared");
    line("");
    line("Nanoseconds an operation, or what stands behind the workload's name. In brackets how many times as much as Heddle the peer takes;");
    line("bold where that is less than Heddle.");
    line("");
    table(this::compared);
    line("## Memory");
    line("");
    line("Bytes that an operation allocates, on average, or holds on to where a row is compared by that.");
    line("");
    table((row, figures) -> Comparison.number(figures.bytesPerOp()));
    line("## CPU time");
    line("");
    line("Nanoseconds an operation, of all cores together.");
    line("");
    table((row, figures) -> Comparison.number(figures.cpuNanosPerOp()));
    line("## Spread");
    line("");
    line("The fastest and the slowest iteration, in nanoseconds an operation.");
    line("");
    table((row, figures) -> Comparison.number(figures.min()) + " - " + Comparison.number(figures.max()));
    if (comparison.wasFar()) {
      nearAndFar();
    }
    line("## The workloads");
    line("");
    workloads().forEach((what, names) -> line("- " + names + ": " + what));
  }

  private void nearAndFar() {
    line("## Near and far");
    line("");
    line("In how many iterations, of how many, the two processors were near each other, and the median of the others, in nanoseconds an operation.");
    line("Those of a virtual machine are neighbours now and far apart a second later, and what goes from one to the other takes several times");
    line("as long then. So the time that a word takes there and back is measured before and after each iteration. Near is at most twice what it");
    line("was in the nearest twentieth of all. Only such iterations count; where they are fewer than five, all count.");
    line("");
    table((row, figures) -> figures.near() + " of " + figures.iterations()
        + (figures.wasFar() ? "; " + Comparison.number(figures.farNanosPerOp()) : ""));
  }

  private String compared(Row row, Figures figures) {
    String value = Comparison.number(row.compared().of(figures));
    double ratio = comparison.ratio(row, figures.peer());
    if (figures.peer().equals(Suite.OURS) || Double.isNaN(ratio)) {
      return value;
    }
    String cell = value + " (" + Comparison.times(ratio) + ")";
    return ratio < 1 ? "**" + cell + "**" : cell;
  }

  private void table(BiFunction<Row, Figures, String> cell) {
    line("| workload | " + String.join(" | ", comparison.peers()) + " |");
    line("|---|" + "---:|".repeat(comparison.peers().size()));
    for (Row row : comparison.rows()) {
      line("| " + row.title() + " | " + comparison.peers().stream().map(peer -> cell(row, peer, cell)).collect(Collectors.joining(" | "))
          + " |");
    }
    line("");
  }

  private String cell(Row row, String peer, BiFunction<Row, Figures, String> cell) {
    Figures figures = comparison.figures(row, peer);
    return figures == null ? "" : cell.apply(row, figures);
  }

  /** The names of the rows of one kind, for each kind. */
  private Map<String, String> workloads() {
    return comparison.rows().stream().collect(Collectors.groupingBy(
        Row::what, LinkedHashMap::new, Collectors.mapping(row -> "`" + row.workload() + "`", Collectors.joining(", "))));
  }

  private void line(String words) {
    text.append(words).append('\n');
  }

  private static String capital(String sentence) {
    return Character.toUpperCase(sentence.charAt(0)) + sentence.substring(1);
  }

  private static String times(int count) {
    return count == 1 ? "once" : count + " times";
  }
}
