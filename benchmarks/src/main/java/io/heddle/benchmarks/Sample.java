package io.heddle.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What one measurement found, and the line in which a program that measures tells it: {@code nanos} and the times, {@code bytes},
 * {@code cpu} and {@code apart}, each word before its numbers.
 *
 * @param nanosPerOp the wall time of an operation, one figure an iteration, or more or less of them if the workload finds them itself
 * @param bytesPerOp the memory of an operation
 * @param cpuNanosPerOp the CPU time of an operation, of all cores, one figure an iteration
 * @param coresApart how far from each other the processors were in each iteration, see {@link CoreDistance}; empty if the workload finds its times itself
 */
record Sample(List<Double> nanosPerOp, double bytesPerOp, List<Double> cpuNanosPerOp, List<Double> coresApart) {
  Sample {
    nanosPerOp = List.copyOf(nanosPerOp);
    cpuNanosPerOp = List.copyOf(cpuNanosPerOp);
    coresApart = List.copyOf(coresApart);
    if (nanosPerOp.isEmpty()
        || cpuNanosPerOp.isEmpty()
        || (!coresApart.isEmpty() && (coresApart.size() != nanosPerOp.size() || coresApart.size() != cpuNanosPerOp.size()))) {
      throw new IllegalArgumentException("not one figure an iteration: " + nanosPerOp + ", " + cpuNanosPerOp + ", " + coresApart);
    }
  }

  String toLine() {
    return String.format(
        Locale.ROOT, "nanos %s bytes %.3f cpu %s apart %s", words(nanosPerOp), bytesPerOp, words(cpuNanosPerOp), words(coresApart)).strip();
  }

  private static String words(List<Double> figures) {
    return figures.stream().map(figure -> String.format(Locale.ROOT, "%.3f", figure)).collect(Collectors.joining(" "));
  }

  /** @throws IOException if the line says something else, such as that the measurement failed */
  static Sample parse(String line) throws IOException {
    List<String> words = Arrays.asList(line.split(" "));
    int bytes = words.indexOf("bytes");
    int cpu = words.indexOf("cpu");
    int apart = words.indexOf("apart");
    if (!words.get(0).equals("nanos") || bytes < 2 || cpu != bytes + 2 || apart < cpu + 2) {
      throw new IOException(line);
    }
    try {
      return new Sample(
          figures(words.subList(1, bytes)),
          Double.parseDouble(words.get(bytes + 1)),
          figures(words.subList(cpu + 1, apart)),
          figures(words.subList(apart + 1, words.size())));
    } catch (IllegalArgumentException e) {
      throw new IOException(line, e);
    }
  }

  private static List<Double> figures(List<String> words) {
    return words.stream().map(Double::valueOf).toList();
  }
}
