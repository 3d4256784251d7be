package io.heddle.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** Go itself: the same workloads from a Go program, which is built once and run for each measurement. */
final class GoContestant implements Contestant {
  private static final int LONGEST_BUILD_SECONDS = 120;
  private static final int LONGEST_MEASUREMENT_SECONDS = 60;

  private final Path program;
  private final Path rawResults;

  private GoContestant(Path program, Path rawResults) {
    this.program = program;
    this.rawResults = rawResults;
  }

  /**
   * Builds the program, if Go is installed.
   *
   * @param sources the folder of the Go module
   * @return empty if there is no {@code go} on the path
   * @throws IOException if the program does not build
   */
  static Optional<GoContestant> build(Path sources, Path output, Path rawResults)
      throws IOException, InterruptedException {
    if (!installed()) {
      return Optional.empty();
    }
    Path program = output.toAbsolutePath().resolve("go-benchmarks");
    ProcessBuilder build = new ProcessBuilder("go", "build", "-o", program.toString(), ".").directory(sources.toFile());
    // The module needs nothing but Go: neither another toolchain nor anything from the network.
    build.environment().putAll(Map.of("GOTOOLCHAIN", "local", "GOPROXY", "off"));
    run(build, rawResults.resolve("go-build.log"), LONGEST_BUILD_SECONDS);
    return Optional.of(new GoContestant(program, rawResults));
  }

  private static boolean installed() {
    return Stream.of(Optional.ofNullable(System.getenv("PATH")).orElse("").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "go")));
  }

  @Override
  public String peer() {
    return "go";
  }

  @Override
  public Sample measure(Row row, int round, Timing timing) throws IOException, InterruptedException {
    Path log = rawResults.resolve(row.fileName() + "-go-" + round + ".log");
    ProcessBuilder measurement = new ProcessBuilder(
        program.toString(),
        "-workload=" + row.workload(),
        "-warmups=" + timing.warmups(),
        "-warmup=" + timing.warmupMillis() + "ms",
        "-iterations=" + timing.iterations(),
        "-iteration=" + timing.iterationMillis() + "ms");
    run(measurement, log, LONGEST_MEASUREMENT_SECONDS);
    List<String> lines = Files.readAllLines(log);
    return new Sample(
        figures(lines, "nanos", log),
        figures(lines, "bytes", log).get(0),
        figures(lines, "cpu", log).get(0));
  }

  private static List<Double> figures(List<String> lines, String name, Path log) throws IOException {
    String line = lines.stream()
        .filter(candidate -> candidate.startsWith(name + " "))
        .findFirst()
        .orElseThrow(() -> new IOException("the Go program printed no \"" + name + "\", see " + log));
    return Arrays.stream(line.split(" ")).skip(1).map(Double::valueOf).toList();
  }

  private static void run(ProcessBuilder command, Path log, int seconds) throws IOException, InterruptedException {
    Process process =
        command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(seconds, TimeUnit.SECONDS)) {
        throw new IOException("the Go program did not end within " + seconds + " s, see " + log);
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      throw new IOException("the Go program exited with " + process.exitValue() + ", see " + log);
    }
  }
}
