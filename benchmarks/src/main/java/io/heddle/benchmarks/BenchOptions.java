package io.heddle.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.regex.Pattern;
import java.util.regex.PatternSyntaxException;

/**
 * What the command line asks for.
 *
 * @param suite which rows there are
 * @param quick a few minutes, to see that all is well, in place of a run whose figures are to be kept
 * @param rows only the workloads in whose name this is found
 * @param peers only these, or all if empty; Heddle always takes part
 * @param goSources the folder of the Go module
 * @param output the folder for everything a run writes
 */
record BenchOptions(Suite suite, boolean quick, Pattern rows, List<String> peers, Path goSources, Path output) {
  private static final String USAGE =
      "-Dbench=SUITE [-Dbench.quick] [-Dbench.args=\"[--rows REGEX] [--peers jox,jdk,...]\"]";

  boolean takesPart(String peer) {
    return peer.equals("heddle") || peers.isEmpty() || peers.contains(peer);
  }

  /** How long the measuring may take in all. */
  Duration budget() {
    return quick ? Duration.ofSeconds(220) : Duration.ofMinutes(38);
  }

  /** How often each row is measured for each peer. */
  int rounds() {
    return quick ? 1 : 3;
  }

  /** What one measurement needs at most. */
  Duration longestMeasurement() {
    return quick ? Duration.ofSeconds(2) : Duration.ofSeconds(6);
  }

  /** @throws IllegalArgumentException with a sentence for whoever typed the command */
  static BenchOptions parse(String[] args) {
    Deque<String> left = new ArrayDeque<>(List.of(args));
    String suite = "";
    boolean quick = false;
    Pattern rows = Pattern.compile("");
    List<String> peers = List.of();
    Path goSources = Path.of("go");
    Path output = Path.of("target");
    while (!left.isEmpty()) {
      String option = left.pop();
      if (left.isEmpty()) {
        throw new IllegalArgumentException(option + " needs a value; usage: " + USAGE);
      }
      String value = left.pop();
      switch (option) {
        case "--suite" -> suite = value;
        case "--quick" -> quick = !value.equals("false");
        case "--rows" -> rows = pattern(value);
        case "--peers" -> peers = List.of(value.split(","));
        case "--go" -> goSources = Path.of(value);
        case "--output" -> output = Path.of(value);
        default -> throw new IllegalArgumentException("no option \"" + option + "\"; usage: " + USAGE);
      }
    }
    return new BenchOptions(suiteNamed(suite), quick, rows, peers, goSources, output);
  }

  private static Suite suiteNamed(String name) {
    return Suite.named(name)
        .orElseThrow(() -> new IllegalArgumentException("no benchmarks \"" + name + "\"; -Dbench can be: "
            + String.join(", ", Suite.all().stream().map(Suite::name).toList())));
  }

  private static Pattern pattern(String regex) {
    try {
      return Pattern.compile(regex);
    } catch (PatternSyntaxException e) {
      throw new IllegalArgumentException("--rows " + regex + " is no regular expression: " + e.getDescription(), e);
    }
  }
}
