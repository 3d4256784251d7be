package io.heddle.benchmarks;

import java.util.List;
import java.util.OptionalDouble;

/** A workload set up for one peer: rounds of a fixed number of operations, which are measured, and an end. */
public interface Workload {
  /**
   * Does one round: as many operations as its {@link Row} says.
   *
   * @throws IllegalStateException if what the round was to do did not come out, such as a value lost or doubled on its way
   */
  void round() throws InterruptedException;

  /** Ends the workload's threads. */
  default void end() throws InterruptedException {}

  /**
   * The memory that an operation holds on to, for workloads that are about that and not about what an operation allocates. Asked
   * once, after the last round.
   *
   * @return bytes an operation; empty if what it allocates is to be reported
   */
  default OptionalDouble retainedBytesPerOp() throws InterruptedException {
    return OptionalDouble.empty();
  }

  /**
   * What the rounds have found, for workloads that are about another time than the one that a round takes. Asked once, after the last round.
   *
   * @return nanoseconds, a figure for each round, those of the warm-up too; empty if the time that rounds take is to be reported
   */
  default List<Double> foundNanos() {
    return List.of();
  }
}
