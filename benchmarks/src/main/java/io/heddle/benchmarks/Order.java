package io.heddle.benchmarks;

import java.time.Duration;

/**
 * What a {@link Worker} is told to measure, and the line in which it is told.
 *
 * @param near how far apart processors may be for an iteration to begin at once, see {@link CoreDistance}; 0 if that is not known, {@link CoreDistance#NOT_LOOKED_AT} if they are not looked at
 * @param limit after how long the measurement counts as hanging
 * @param threadDump the file for what all threads wait for, should the measurement hang
 */
record Order(String suite, String workload, String peer, Timing timing, double near, Duration limit, String threadDump) {
  private static final int WORDS = 10;

  String toLine() {
    return String.join(
        " ",
        suite,
        workload,
        peer,
        String.valueOf(timing.warmups()),
        String.valueOf(timing.warmupMillis()),
        String.valueOf(timing.iterations()),
        String.valueOf(timing.iterationMillis()),
        String.valueOf(near),
        String.valueOf(limit.toMillis()),
        threadDump);
  }

  /** The file comes last, for there may be spaces in its name. */
  static Order parse(String line) {
    String[] words = line.split(" ", WORDS);
    if (words.length != WORDS) {
      throw new IllegalArgumentException("an order is suite, workload, peer, timing, limit and a file, not: " + line);
    }
    Timing timing = new Timing(
        Integer.parseInt(words[3]), Integer.parseInt(words[4]), Integer.parseInt(words[5]), Integer.parseInt(words[6]));
    return new Order(
        words[0], words[1], words[2], timing, Double.parseDouble(words[7]), Duration.ofMillis(Long.parseLong(words[8])), words[9]);
  }
}
