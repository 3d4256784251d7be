package io.heddle.benchmarks.channels;

/** A workload set up for one peer. */
interface Workload {
  /**
   * Does one round: as many operations as the workload's JMH class states.
   *
   * @throws IllegalStateException if a value was lost or doubled on the way
   */
  void round() throws InterruptedException;

  /** Ends the workload's threads. */
  void end() throws InterruptedException;
}
