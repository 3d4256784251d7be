package io.heddle.benchmarks;

import java.time.Duration;

/** How long one measurement takes: warm-up iterations, then measured ones, all of whole milliseconds. */
record Timing(int warmups, int warmupMillis, int iterations, int iterationMillis) {
  private static final Duration GRACE = Duration.ofSeconds(20);
  private static final int WARMUPS = 2;
  private static final int FEWEST_ITERATIONS = 5;
  private static final int MOST_ITERATIONS = 20;

  /** Short, so that the processors often stay where they are in an iteration, see {@link CoreDistance}. */
  private static final int ITERATION_MILLIS = 90;

  /**
   * A measurement that takes about so many milliseconds: two fifths of them to warm up, in which the compiler does its work.
   *
   * @param roundMillis how long a round of the workload takes, and so an iteration at least; {@link Long#MAX_VALUE} if that is not known
   */
  static Timing within(long millis, long roundMillis) {
    int measured = Math.toIntExact(millis * 3 / 5);
    int iterations = Math.clamp(measured / Math.max(ITERATION_MILLIS, roundMillis), FEWEST_ITERATIONS, MOST_ITERATIONS);
    return new Timing(WARMUPS, Math.toIntExact(millis * 2 / 5 / WARMUPS), iterations, measured / iterations);
  }

  /** All iterations together. */
  Duration total() {
    return Duration.ofMillis((long) warmups * warmupMillis + (long) iterations * iterationMillis);
  }

  /** How long the measurement may take before it counts as hanging: a round of a slow workload may outlast an iteration by far. */
  Duration limit() {
    return total().multipliedBy(2).plus(GRACE);
  }
}
