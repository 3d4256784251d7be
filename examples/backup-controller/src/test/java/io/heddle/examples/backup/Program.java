package io.heddle.examples.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.awaitility.Awaitility;

/** The program as its user starts it: a process of its own, with what it writes to standard error in a file. */
final class Program implements AutoCloseable {
  private final Process process;
  private final Path log;

  private Program(Process process, Path log) {
    this.process = process;
    this.log = log;
  }

  /** Starts it with that command line. */
  static Program start(Path log, String... args) throws IOException {
    List<String> command = new ArrayList<>(List.of(Path.of(System.getProperty("java.home"), "bin", "java").toString()));
    command.addAll(List.of("-Xmx256m", "-cp", System.getProperty("java.class.path"), Main.class.getName()));
    command.addAll(List.of(args));
    Files.createDirectories(log.toAbsolutePath().getParent());
    return new Program(new ProcessBuilder(command).redirectError(log.toFile()).redirectOutput(ProcessBuilder.Redirect.DISCARD).start(), log);
  }

  /** What it has written so far, line by line. */
  List<String> lines() throws IOException {
    return Files.readAllLines(log);
  }

  /** Waits until it has written a line with that in it. */
  void awaitLine(String text) {
    Awaitility.await()
        .atMost(Duration.ofSeconds(50))
        .pollInterval(Duration.ofMillis(20))
        .untilAsserted(
            () -> {
              assertThat(lines()).anyMatch(line -> line.contains(text));
              assertThat(process.isAlive()).isTrue();
            });
  }

  /** Waits until it has ended by itself. */
  int exitCode() throws InterruptedException {
    assertThat(process.waitFor(50, TimeUnit.SECONDS)).as("the program ends").isTrue();
    return process.exitValue();
  }

  /** Sends SIGTERM and returns how long it took to end. */
  Duration terminate() throws InterruptedException {
    long startNanos = System.nanoTime();
    process.destroy();
    exitCode();
    return Duration.ofNanos(System.nanoTime() - startNanos);
  }

  /** Kills it, if it runs. */
  @Override
  public void close() {
    process.destroyForcibly();
  }
}
