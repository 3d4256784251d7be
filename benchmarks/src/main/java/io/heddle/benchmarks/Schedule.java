package io.heddle.benchmarks;

import java.time.Duration;

/**
 * Shares a budget of time out among the measurements of a run, so that a run ends in time whatever is added to it and however slow
 * the machine: each measurement gets an equal part of what is left, less what starting a process has been seen to cost.
 */
final class Schedule {
  /** Below this a measurement means nothing; a budget too small for it is overrun. */
  private static final long LEAST_MILLIS = 300;

  private static final long FIRST_GUESS_OF_OVERHEAD_MILLIS = 1_000;

  private final long deadlineMillis;
  private final long mostMillis;
  private int left;
  private long overheadMillis = FIRST_GUESS_OF_OVERHEAD_MILLIS;

  /**
   * @param nowMillis the time now, of the same clock as in the other calls
   * @param measurements how many there will be
   * @param most what one measurement needs at most; more would be waste
   */
  Schedule(long nowMillis, Duration budget, int measurements, Duration most) {
    deadlineMillis = nowMillis + budget.toMillis();
    mostMillis = most.toMillis();
    left = measurements;
  }

  /** The timing of the next measurement, of a workload whose rounds take so long, see {@link Timing#within}. */
  Timing next(long nowMillis, long roundMillis) {
    long share = (deadlineMillis - nowMillis) / Math.max(1, left) - overheadMillis;
    return Timing.within(Math.max(LEAST_MILLIS, Math.min(share, mostMillis)), roundMillis);
  }

  /** Notes that a measurement with that timing took so long in all. */
  void took(Timing timing, long millis) {
    left--;
    overheadMillis += (Math.max(0, millis - timing.total().toMillis()) - overheadMillis) / 4;
  }
}
