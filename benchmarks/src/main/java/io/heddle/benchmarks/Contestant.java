package io.heddle.benchmarks;

import java.io.IOException;

/** Measures rows for one peer, in another process. */
interface Contestant extends AutoCloseable {
  /** The peer's name in tables and results. */
  String name();

  /** Whether this peer has what the row is about. */
  boolean takesPart(Row row);

  /**
   * Measures a row once.
   *
   * @param round which time this is, from 1, for the names of logs
   * @param near how far apart processors may be for an iteration to begin at once, see {@link CoreDistance}; 0 if that is not known, {@link CoreDistance#NOT_LOOKED_AT} if they are not looked at
   * @throws IOException if the process failed or hung; it has ended then, and the message says where its output is
   */
  Sample measure(Row row, int round, Timing timing, double near) throws IOException, InterruptedException;

  /** Ends what is still running. */
  @Override
  default void close() {}
}
