package io.heddle.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * The command behind {@code mvn -q -Pbench}: measures every row of a suite for every peer and prints the comparison.
 *
 * <p>The peers of a row are measured one right after the other, in rounds that each start with another peer, so that whatever else
 * the machine does hits all of them alike: the ratios of one run can be trusted where its figures cannot.
 */
public final class Bench {
  private final BenchOptions options;
  private final PrintStream out;
  private final Map<String, Contestant> contestants = new LinkedHashMap<>();
  private final Map<Row, Map<String, List<Sample>>> samples = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();

  private Bench(BenchOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Exits 0 if every measurement succeeded, 1 if one failed, 2 if the arguments are wrong. */
  public static void main(String[] args) throws IOException, InterruptedException {
    System.setProperty("jmh.ignoreLock", "true");
    BenchOptions options;
    try {
      options = BenchOptions.parse(args);
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      System.exit(2);
      return;
    }
    System.exit(new Bench(options, System.out).run() ? 0 : 1);
  }

  private boolean run() throws IOException, InterruptedException {
    Path raw = Files.createDirectories(options.output().resolve("jmh"));
    for (String peer : List.of("heddle", "jox", "kotlin", "jdk")) {
      enter(new JvmContestant(peer, raw));
    }
    if (options.takesPart("go")) {
      GoContestant.build(options.goSources(), options.output(), raw)
          .ifPresentOrElse(this::enter, () -> out.println("no go on the path: Go's own channels do not take part"));
    }
    List<Row> rows = options.suite().rows().stream()
        .filter(row -> options.rows().matcher(row.workload()).find())
        .map(row -> row.among(List.copyOf(contestants.keySet())))
        .toList();
    if (rows.isEmpty()) {
      out.println("no workload of " + options.suite().name() + " matches " + options.rows() + "; there are: "
          + String.join(", ", options.suite().rows().stream().map(Row::workload).toList()));
      return false;
    }
    introduce(rows);
    measure(rows);
    report(rows);
    return failures.isEmpty();
  }

  private void enter(Contestant contestant) {
    String peer = contestant.peer();
    if (options.takesPart(peer)) {
      contestants.put(peer, contestant);
    }
  }

  private void introduce(List<Row> rows) {
    out.printf(
        "%s: %d workloads, %d peers (%s), at most %d minutes; Java %s, %d processors%n",
        options.suite().name(),
        rows.size(),
        contestants.size(),
        String.join(", ", contestants.keySet()),
        options.budget().plusMinutes(1).toMinutes(),
        System.getProperty("java.vm.version"),
        Runtime.getRuntime().availableProcessors());
  }

  private void measure(List<Row> rows) throws InterruptedException {
    int perRound = rows.stream().mapToInt(row -> row.peers().size()).sum();
    Schedule schedule =
        new Schedule(now(), options.budget(), perRound * options.rounds(), options.longestMeasurement());
    for (int round = 1; round <= options.rounds(); round++) {
      int done = 0;
      for (Row row : rows) {
        out.printf("round %d of %d, %2d/%d %s:", round, options.rounds(), ++done, rows.size(), row.workload());
        out.flush();
        int peers = row.peers().size();
        for (int i = 0; i < peers; i++) {
          measure(row, row.peers().get((i + round - 1) % peers), round, schedule);
        }
        out.println();
      }
    }
  }

  private void measure(Row row, String peer, int round, Schedule schedule) throws InterruptedException {
    Contestant contestant = Objects.requireNonNull(contestants.get(peer), peer);
    long start = now();
    Timing timing = schedule.next(start);
    out.print("  " + peer + " ");
    out.flush();
    try {
      Sample sample = contestant.measure(row, round, timing);
      samples.computeIfAbsent(row, key -> new LinkedHashMap<>())
          .computeIfAbsent(peer, key -> new ArrayList<>())
          .add(sample);
      out.print(ComparisonTable.number(
          Figures.of(row.workload(), peer, List.of(sample)).nanosPerOp()));
    } catch (IOException e) {
      failures.add(row.workload() + " of " + peer + " failed: " + e.getMessage());
      out.print("failed");
    }
    schedule.took(timing, now() - start);
    out.flush();
  }

  private void report(List<Row> rows) throws IOException {
    List<Figures> figures = new ArrayList<>();
    samples.forEach((row, byPeer) ->
        byPeer.forEach((peer, found) -> figures.add(Figures.of(row.workload(), peer, found))));
    Path json = options.output().resolve("comparison.json");
    Files.writeString(json, ComparisonJson.of(figures));
    Path chart = options.output().resolve("comparison.svg");
    Files.writeString(chart, ComparisonChart.of(rows, List.copyOf(contestants.keySet()), figures));
    out.println();
    out.print(ComparisonTable.of(rows, List.copyOf(contestants.keySet()), figures));
    out.println("written: " + json + ", " + chart);
    failures.forEach(out::println);
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }
}
