package io.heddle.benchmarks;

import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/**
 * What one measurement found, and the line in which a program that measures tells it: {@code nanos} and the times, {@code bytes},
 * {@code cpu}, each word before its numbers.
 *
 * @param nanosPerOp the wall time of an operation, one figure an iteration
 * @param bytesPerOp the memory of an operation
 * @param cpuNanosPerOp the CPU time of an operation, of all cores
 */
record Sample(List<Double> nanosPerOp, double bytesPerOp, double cpuNanosPerOp) {
  Sample {
    nanosPerOp = List.copyOf(nanosPerOp);
  }

  String toLine() {
    return String.format(
        Locale.ROOT,
        "nanos %s bytes %.3f cpu %.3f",
        nanosPerOp.stream().map(nanos -> String.format(Locale.ROOT, "%.3f", nanos)).collect(Collectors.joining(" ")),
        bytesPerOp,
        cpuNanosPerOp);
  }

  /** @throws IOException if the line says something else, such as that the measurement failed */
  static Sample parse(String line) throws IOException {
    List<String> words = Arrays.asList(line.split(" "));
    int bytes = words.indexOf("bytes");
    int cpu = words.indexOf("cpu");
    if (!words.get(0).equals("nanos") || bytes < 2 || cpu != bytes + 2 || words.size() != cpu + 2) {
      throw new IOException(line);
    }
    try {
      return new Sample(
          words.subList(1, bytes).stream().map(Double::valueOf).toList(),
          Double.parseDouble(words.get(bytes + 1)),
          Double.parseDouble(words.get(cpu + 1)));
    } catch (NumberFormatException e) {
      throw new IOException(line, e);
    }
  }
}
