package io.heddle.benchmarks;

import java.util.ArrayList;
import java.util.List;

/**
 * What a run found for one workload and one peer, over all its rounds. Of the iterations those count during which the two processors were near each other, see {@link CoreDistance}, or all if
 * those are too few: figures from near and from far processors do not compare, and which of them a peer meets is chance.
 *
 * @param nanosPerOp the median of the iterations that count
 * @param min of all iterations
 * @param max of all iterations
 * @param bytesPerOp the median of the rounds
 * @param cpuNanosPerOp the median of the iterations that count
 * @param near in how many iterations the processors were near each other
 * @param iterations how many there were
 * @param farNanosPerOp the median of the others; NaN if there are none
 */
record Figures(
    String workload,
    String peer,
    double nanosPerOp,
    double min,
    double max,
    double bytesPerOp,
    double cpuNanosPerOp,
    int near,
    int iterations,
    double farNanosPerOp) {
  private static final int FEWEST = 5;

  /** Processors are near as long as they are not more than so many times as far apart as in the nearest twentieth of the iterations. */
  private static final double NEAR = 2;

  private static final int TWENTIETH = 20;

  /** How far apart processors may be to be near, by all samples of one peer: programs do not all measure that in the same way. */
  static double near(List<Sample> samples) {
    double[] apart = samples.stream().flatMap(sample -> sample.coresApart().stream()).mapToDouble(Double::doubleValue).sorted().toArray();
    return apart.length == 0 ? 0 : NEAR * apart[apart.length / TWENTIETH];
  }

  /**
   * @param samples one for each round, at least one
   * @param near how far apart processors may be to be near
   */
  static Figures of(String workload, String peer, List<Sample> samples, double near) {
    List<Double> nanos = samples.stream().flatMap(sample -> sample.nanosPerOp().stream()).toList();
    List<Double> cpu = samples.stream().flatMap(sample -> sample.cpuNanosPerOp().stream()).toList();
    List<Double> nearNanos = new ArrayList<>();
    List<Double> nearCpu = new ArrayList<>();
    List<Double> farNanos = new ArrayList<>();
    for (Sample sample : samples) {
      for (int i = 0; i < sample.coresApart().size(); i++) {
        if (sample.coresApart().get(i) <= near) {
          nearNanos.add(sample.nanosPerOp().get(i));
          nearCpu.add(sample.cpuNanosPerOp().get(i));
        } else {
          farNanos.add(sample.nanosPerOp().get(i));
        }
      }
    }
    boolean enough = nearNanos.size() >= FEWEST;
    return new Figures(
        workload,
        peer,
        median(enough ? nearNanos : nanos),
        nanos.stream().mapToDouble(Double::doubleValue).min().orElseThrow(),
        nanos.stream().mapToDouble(Double::doubleValue).max().orElseThrow(),
        median(samples.stream().map(Sample::bytesPerOp).toList()),
        median(enough ? nearCpu : cpu),
        nanos.size() - farNanos.size(),
        nanos.size(),
        farNanos.isEmpty() ? Double.NaN : median(farNanos));
  }

  /** Whether the processors were far from each other in some iterations. */
  boolean wasFar() {
    return near < iterations;
  }

  private static double median(List<Double> figures) {
    double[] sorted = figures.stream().mapToDouble(Double::doubleValue).sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
