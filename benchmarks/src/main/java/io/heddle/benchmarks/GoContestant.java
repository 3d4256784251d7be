package io.heddle.benchmarks;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;

/** A peer in Go: the same workloads from a Go program, which is built once and run for each measurement. */
record GoContestant(String name, Path program, Path logs) implements Contestant {
  private static final Duration LONGEST_BUILD = Duration.ofMinutes(3);

  /** Whether there is a {@code go} on the path. */
  static boolean installed() {
    return Stream.of(System.getenv().getOrDefault("PATH", "").split(File.pathSeparator))
        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "go")));
  }

  /**
   * Builds a program, and says where it is.
   *
   * @param module the folder of the Go module
   * @param folder the program's folder in the module
   * @throws IOException if it does not build
   */
  static Path build(Path module, String folder, Path output, Path logs) throws IOException, InterruptedException {
    Path program = output.toAbsolutePath().resolve("go-" + folder);
    ProcessBuilder build =
        new ProcessBuilder("go", "build", "-o", program.toString(), "./" + folder).directory(module.toFile());
    build.environment().put("GOTOOLCHAIN", "local"); // the Go that is installed is the one to be measured
    run(build, logs.resolve("go-build-" + folder + ".log"), LONGEST_BUILD);
    return program;
  }

  /** The version of Go that is installed. */
  static String version(Path logs) throws IOException, InterruptedException {
    Path log = logs.resolve("go-version.log");
    run(new ProcessBuilder("go", "env", "GOVERSION"), log, LONGEST_BUILD);
    return Files.readString(log).strip();
  }

  @Override
  public boolean takesPart(Row row) {
    return row.inGo().contains(name);
  }

  @Override
  public Sample measure(Row row, int round, Timing timing, double near) throws IOException, InterruptedException {
    Path log = logs.resolve(row.fileName() + "-" + name + "-" + round + ".log");
    ProcessBuilder measurement = new ProcessBuilder(
        program.toString(),
        "-peer=" + name,
        "-workload=" + row.workload(),
        "-warmups=" + timing.warmups(),
        "-warmup=" + timing.warmupMillis() + "ms",
        "-iterations=" + timing.iterations(),
        "-iteration=" + timing.iterationMillis() + "ms",
        "-near=" + near);
    run(measurement, log, timing.limit());
    String answer = Files.readString(log).strip();
    try {
      return Sample.parse(answer);
    } catch (IOException e) {
      throw new IOException("printed something else than its figures, see " + log, e);
    }
  }

  private static void run(ProcessBuilder command, Path log, Duration limit) throws IOException, InterruptedException {
    Process process =
        command.redirectErrorStream(true).redirectOutput(log.toFile()).start();
    try {
      if (!process.waitFor(limit.toMillis(), TimeUnit.MILLISECONDS)) {
        throw new IOException("hung, and was ended; see " + log);
      }
    } finally {
      process.destroyForcibly();
    }
    if (process.exitValue() != 0) {
      List<String> said = Files.readAllLines(log);
      throw new IOException("exited with " + process.exitValue() + (said.isEmpty() ? "" : ": " + said.get(0)) + "; see " + log);
    }
  }
}
