package io.heddle.benchmarks;

import io.heddle.benchmarks.channels.ChannelSuite;
import java.util.List;
import java.util.Optional;

/**
 * The rows that one run compares.
 *
 * @param name what {@code -Dbench} says to run it
 */
public record Suite(String name, List<Row> rows) {
  public Suite {
    rows = List.copyOf(rows);
  }

  /** Every suite there is. */
  static List<Suite> all() {
    return List.of(ChannelSuite.suite());
  }

  static Optional<Suite> named(String name) {
    return all().stream().filter(suite -> suite.name().equals(name)).findFirst();
  }
}
