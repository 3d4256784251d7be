package io.heddle.benchmarks;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The comparison as programs read it: an array with an object for each workload and peer. */
final class ComparisonJson {
  private ComparisonJson() {}

  static String of(List<Figures> figures) {
    return figures.stream().map(ComparisonJson::object).collect(Collectors.joining(",\n  ", "[\n  ", "\n]\n"));
  }

  /** Workloads and peers are names of ours, of letters, digits, dashes and slashes: nothing in them needs escaping. */
  private static String object(Figures figures) {
    return String.format(
        Locale.ROOT,
        "{\"workload\": \"%s\", \"peer\": \"%s\", \"nanosPerOp\": %.3f, \"min\": %.3f, \"max\": %.3f,"
            + " \"bytesPerOp\": %.3f, \"cpuNanosPerOp\": %.3f, \"near\": %d, \"iterations\": %d}",
        figures.workload(),
        figures.peer(),
        figures.nanosPerOp(),
        figures.min(),
        figures.max(),
        figures.bytesPerOp(),
        figures.cpuNanosPerOp(),
        figures.near(),
        figures.iterations());
  }
}
