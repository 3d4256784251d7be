package io.heddle.benchmarks;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
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
 * @param rounds how often each row is measured for each peer
 * @param budget how long the measuring may take in all
 * @param java the executable that runs the peers on the JVM
 * @param beside executables of other JVMs, on which Heddle is measured as peers of its own
 * @param goModule the folder of the Go module
 * @param output the folder for everything a run writes
 */
record BenchOptions(
    Suite suite,
    boolean quick,
    Pattern rows,
    List<String> peers,
    int rounds,
    Duration budget,
    String java,
    List<String> beside,
    Path goModule,
    Path output) {
  private static final String USAGE =
      """
      mvn -q -Pbench [-Dbench=SUITE] [-Dbench.quick] [-Dbench.args="OPTIONS"], of which the options are
        --rows REGEX     only the workloads in whose name this is found
        --peers A,B,...  only these beside heddle
        --rounds N       measure each row N times; with -Dbench.quick 1, else 3
        --seconds N      measure for so long in all; with -Dbench.quick 160, else 2280
        --jvm PATH       the java that runs the peers on the JVM
        --beside PATH    measure Heddle on this java too, as a peer of its own; may be given again
        --help           show this""";

  boolean takesPart(String peer) {
    return peer.equals(Suite.OURS) || peers.isEmpty() || peers.contains(peer);
  }

  List<Row> chosenRows() {
    return suite.rows().stream().filter(row -> rows.matcher(row.workload()).find()).toList();
  }

  /** What somebody types to measure the same, but for paths of this machine. */
  String command() {
    StringBuilder args = new StringBuilder();
    if (!rows.pattern().isEmpty()) {
      args.append(" --rows ").append(rows.pattern());
    }
    if (!peers.isEmpty()) {
      args.append(" --peers ").append(String.join(",", peers));
    }
    if (rounds != usualRounds(quick)) {
      args.append(" --rounds ").append(rounds);
    }
    if (!budget.equals(usualBudget(quick))) {
      args.append(" --seconds ").append(budget.toSeconds());
    }
    args.append(" --beside JAVA".repeat(beside.size()));
    return "mvn -q -Pbench -Dbench=" + suite.name() + (quick ? " -Dbench.quick" : "")
        + (args.isEmpty() ? "" : " -Dbench.args=\"" + args.substring(1) + "\"");
  }

  private static int usualRounds(boolean quick) {
    return quick ? 1 : 3;
  }

  private static Duration usualBudget(boolean quick) {
    return quick ? Duration.ofSeconds(160) : Duration.ofMinutes(38);
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
    int rounds = 0;
    int seconds = 0;
    String java = ProcessHandle.current().info().command().orElse("java");
    List<String> beside = new ArrayList<>();
    Path goModule = Path.of("go");
    Path output = Path.of("target");
    while (!left.isEmpty()) {
      String option = left.pop();
      if (option.equals("--help")) {
        throw new IllegalArgumentException(USAGE);
      }
      if (left.isEmpty()) {
        throw new IllegalArgumentException(option + " needs a value; usage: " + USAGE);
      }
      String value = left.pop();
      switch (option) {
        case "--suite" -> suite = value;
        case "--quick" -> quick = !value.equals("false");
        case "--rows" -> rows = pattern(value);
        case "--peers" -> peers = List.of(value.split(","));
        case "--rounds" -> rounds = positive(option, value);
        case "--seconds" -> seconds = positive(option, value);
        case "--jvm" -> java = value;
        case "--beside" -> beside.add(value);
        case "--go" -> goModule = Path.of(value);
        case "--output" -> output = Path.of(value);
        default -> throw new IllegalArgumentException("no option \"" + option + "\"; usage: " + USAGE);
      }
    }
    Suite found = suiteNamed(suite);
    for (String peer : peers) {
      if (!found.peers().containsKey(peer)) {
        throw new IllegalArgumentException(
            "no peer \"" + peer + "\" in " + found.name() + ", only " + String.join(", ", found.peers().keySet()));
      }
    }
    int roundsOrUsual = rounds != 0 ? rounds : usualRounds(quick);
    Duration budget = seconds != 0 ? Duration.ofSeconds(seconds) : usualBudget(quick);
    return new BenchOptions(found, quick, rows, peers, roundsOrUsual, budget, java, List.copyOf(beside), goModule, output);
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

  private static int positive(String option, String value) {
    try {
      int number = Integer.parseInt(value);
      if (number > 0) {
        return number;
      }
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException(option + " takes a number, not \"" + value + "\"", e);
    }
    throw new IllegalArgumentException(option + " takes a number from 1 on, not " + value);
  }
}
