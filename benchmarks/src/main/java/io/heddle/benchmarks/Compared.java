package io.heddle.benchmarks;

/** The figure by which a row holds its peers against each other. */
public enum Compared {
  /** The wall time of an operation. */
  TIME("ns"),
  /** The CPU time of an operation, on all cores. */
  CPU("cpu ns"),
  /** The memory of an operation. */
  BYTES("B");

  private final String unit;

  Compared(String unit) {
    this.unit = unit;
  }

  String unit() {
    return unit;
  }

  double of(Figures figures) {
    return switch (this) {
      case TIME -> figures.nanosPerOp();
      case CPU -> figures.cpuNanosPerOp();
      case BYTES -> figures.bytesPerOp();
    };
  }
}
