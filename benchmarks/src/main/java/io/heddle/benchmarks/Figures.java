package io.heddle.benchmarks;

import java.util.List;

/**
 * What a run found for one workload and one peer, over all its rounds.
 *
 * @param nanosPerOp the median of all iterations, as are the other two that are no bounds
 */
record Figures(
    String workload,
    String peer,
    double nanosPerOp,
    double min,
    double max,
    double bytesPerOp,
    double cpuNanosPerOp) {

  /** @param samples one for each round, at least one */
  static Figures of(String workload, String peer, List<Sample> samples) {
    double[] nanos = samples.stream()
        .flatMap(sample -> sample.nanosPerOp().stream())
        .mapToDouble(Double::doubleValue)
        .sorted()
        .toArray();
    return new Figures(
        workload,
        peer,
        median(nanos),
        nanos[0],
        nanos[nanos.length - 1],
        median(samples.stream().mapToDouble(Sample::bytesPerOp).sorted().toArray()),
        median(samples.stream().mapToDouble(Sample::cpuNanosPerOp).sorted().toArray()));
  }

  private static double median(double[] sorted) {
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
