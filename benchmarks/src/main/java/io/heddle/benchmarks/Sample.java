package io.heddle.benchmarks;

import java.util.List;

/**
 * What one measurement found.
 *
 * @param nanosPerOp the wall time of an operation, one figure an iteration
 * @param bytesPerOp what an operation allocates
 * @param cpuNanosPerOp the CPU time of an operation, of all cores
 */
record Sample(List<Double> nanosPerOp, double bytesPerOp, double cpuNanosPerOp) {
  Sample {
    nanosPerOp = List.copyOf(nanosPerOp);
  }
}
