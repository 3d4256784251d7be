package io.heddle.benchmarks;

import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * The command behind {@code mvn -q -Pbench}: measures every row of a suite for every peer and prints the comparison.
 *
 * <p>The peers of a row are measured one right after the other, in rounds that each start with another peer, so that whatever else
 * the machine does hits all of them alike: the ratios of one run can be trusted where its figures cannot.
 */
public final class Bench {
  private final BenchOptions options;
  private final PrintStream out;
  private final List<Contestant> contestants = new ArrayList<>();
  private final Map<String, String> about = new LinkedHashMap<>();
  private final Map<Row, Map<String, List<Sample>>> samples = new LinkedHashMap<>();
  private final List<String> failures = new ArrayList<>();

  private Bench(BenchOptions options, PrintStream out) {
    this.options = options;
    this.out = out;
  }

  /** Exits 0 if every measurement succeeded, 1 if one failed, 2 if the arguments are wrong. */
  public static void main(String[] args) throws IOException, InterruptedException {
    int exit;
    try {
      exit = run(args, System.out) ? 0 : 1;
    } catch (IllegalArgumentException e) {
      System.err.println(e.getMessage());
      exit = 2;
    }
    System.exit(exit);
  }

  /**
   * Runs a comparison from beginning to end.
   *
   * @return whether every measurement succeeded
   * @throws IllegalArgumentException if the arguments are wrong
   */
  static boolean run(String[] args, PrintStream out) throws IOException, InterruptedException {
    BenchOptions options = BenchOptions.parse(args);
    List<Row> rows = options.chosenRows();
    if (rows.isEmpty()) {
      throw new IllegalArgumentException("no workload of " + options.suite().name() + " matches " + options.rows()
          + "; there are: " + String.join(", ", options.suite().rows().stream().map(Row::workload).toList()));
    }
    Bench bench = new Bench(options, out);
    try {
      bench.gather();
      bench.introduce(rows);
      bench.measure(rows);
      bench.report(rows);
    } finally {
      bench.contestants.forEach(Contestant::close);
    }
    return bench.failures.isEmpty();
  }

  /** Finds out who takes part. */
  private void gather() throws IOException, InterruptedException {
    Path logs = Files.createDirectories(options.output().resolve("logs"));
    Suite suite = options.suite();
    Jvm jvm = Jvm.at(options.java());
    Map<String, Path> built = new HashMap<>();
    for (Map.Entry<String, String> entry : suite.peers().entrySet()) {
      String peer = entry.getKey();
      String program = suite.goPrograms().get(peer);
      if (!options.takesPart(peer)) {
        continue;
      }
      if (program == null) {
        enter(jvmContestant(peer, peer, jvm, logs), entry.getValue(), jvm.version());
      } else if (!GoContestant.installed()) {
        out.println("no go on the path: " + peer + " does not take part");
      } else {
        enterGo(peer, entry.getValue(), program, built, logs);
      }
    }
    for (String java : options.beside()) {
      Jvm other = Jvm.at(java);
      String name = Suite.OURS + "-" + other.feature();
      enter(jvmContestant(name, Suite.OURS, other, logs), "Heddle on another JVM", other.version());
    }
  }

  private Contestant jvmContestant(String name, String peer, Jvm jvm, Path logs) {
    return new JvmContestant(name, peer, jvm.java(), options.suite().name(), options.quick(), logs);
  }

  private void enterGo(String peer, String what, String program, Map<String, Path> built, Path logs)
      throws InterruptedException {
    try {
      Path executable = built.get(program);
      if (executable == null) {
        executable = GoContestant.build(options.goModule(), program, options.output(), logs);
        built.put(program, executable);
      }
      enter(new GoContestant(peer, executable, logs), what, GoContestant.version(logs));
    } catch (IOException e) {
      failures.add(peer + " does not take part: its program does not build: " + e.getMessage());
    }
  }

  private void enter(Contestant contestant, String what, String on) {
    contestants.add(contestant);
    about.put(contestant.name(), what + ", on " + on);
  }

  private void introduce(List<Row> rows) {
    out.printf(
        "%s: %d workloads, at most %d minutes; %s%n",
        options.suite().name(), rows.size(), options.budget().plusMinutes(1).toMinutes(), Machine.describe());
    about.forEach((peer, what) -> out.println("  " + peer + ": " + what));
  }

  private void measure(List<Row> rows) throws InterruptedException {
    int perRound = rows.stream().mapToInt(row -> takingPart(row).size()).sum();
    Schedule schedule =
        new Schedule(now(), options.budget(), perRound * options.rounds(), options.longestMeasurement());
    for (int round = 1; round <= options.rounds(); round++) {
      int done = 0;
      for (Row row : rows) {
        out.printf("round %d of %d, %2d/%d %s:", round, options.rounds(), ++done, rows.size(), row.title());
        out.flush();
        List<Contestant> peers = takingPart(row);
        for (int i = 0; i < peers.size(); i++) {
          measure(row, peers.get((i + round - 1) % peers.size()), round, schedule);
        }
        out.println();
      }
    }
  }

  private List<Contestant> takingPart(Row row) {
    return contestants.stream().filter(contestant -> contestant.takesPart(row)).toList();
  }

  private void measure(Row row, Contestant contestant, int round, Schedule schedule) throws InterruptedException {
    String peer = contestant.name();
    long start = now();
    Timing timing = schedule.next(start, roundMillis(row, peer));
    out.print("  " + peer + " ");
    out.flush();
    try {
      Sample sample = contestant.measure(row, round, timing, options.quick() ? CoreDistance.NOT_LOOKED_AT : near(peer));
      samples.computeIfAbsent(row, key -> new LinkedHashMap<>())
          .computeIfAbsent(peer, key -> new ArrayList<>())
          .add(sample);
      out.print(Comparison.number(row.compared().of(Figures.of(row.workload(), peer, List.of(sample), Figures.near(List.of(sample))))));
    } catch (IOException e) {
      failures.add(row.workload() + " of " + peer + " failed: " + e.getMessage());
      out.print("failed");
    }
    schedule.took(timing, now() - start);
    out.flush();
  }

  /** How long a round of the workload takes at most, by what has been measured; {@link Long#MAX_VALUE} if nothing has, or not that. */
  private long roundMillis(Row row, String peer) {
    List<Sample> found = samples.getOrDefault(row, Map.of()).getOrDefault(peer, List.of());
    return found.stream().filter(sample -> !sample.coresApart().isEmpty()).flatMap(sample -> sample.nanosPerOp().stream())
        .mapToLong(nanos -> (long) (nanos * row.ops() / 1_000_000)).max().orElse(Long.MAX_VALUE);
  }

  /** How far apart processors may be to be near, by all samples of the peer so far; 0 if there are none. */
  private double near(String peer) {
    return Figures.near(samples.values().stream().flatMap(byPeer -> byPeer.getOrDefault(peer, List.of()).stream()).toList());
  }

  private void report(List<Row> rows) throws IOException {
    List<Figures> figures = new ArrayList<>();
    samples.forEach((row, byPeer) ->
        byPeer.forEach((peer, found) -> figures.add(Figures.of(row.workload(), peer, found, near(peer)))));
    Comparison comparison = new Comparison(rows, List.copyOf(about.keySet()), figures);
    Map<String, String> files = new LinkedHashMap<>();
    files.put("comparison.json", ComparisonJson.of(figures));
    files.put("comparison.svg", ComparisonChart.of(comparison));
    files.put("RESULTS.md", ComparisonMarkdown.of(comparison, options, about, failures));
    out.println();
    out.print(ComparisonTable.of(comparison));
    for (Map.Entry<String, String> file : files.entrySet()) {
      Path written = options.output().resolve(file.getKey());
      Files.writeString(written, file.getValue());
      out.println("written: " + written);
    }
    failures.forEach(out::println);
  }

  private static long now() {
    return System.nanoTime() / 1_000_000;
  }
}
