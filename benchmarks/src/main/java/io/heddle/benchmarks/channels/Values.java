package io.heddle.benchmarks.channels;

/** What the workloads send. */
final class Values {
  private Values() {}

  /** The i-th value: small and never zero, so that boxing it takes no memory and losing it is seen. */
  static Integer value(int i) {
    return (i & 63) + 1;
  }
}
