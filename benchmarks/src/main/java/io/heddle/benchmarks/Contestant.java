package io.heddle.benchmarks;

import java.io.IOException;

/** Measures rows for one peer, each measurement in a process of its own. */
interface Contestant {
  /** The peer's name, as rows and results have it. */
  String peer();

  /**
   * Measures a row once.
   *
   * @param round which time this is, from 1, for the names of raw results
   * @throws IOException if the process failed; the message says where its output is
   */
  Sample measure(Row row, int round, Timing timing) throws IOException, InterruptedException;
}
