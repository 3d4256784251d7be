package io.heddle.benchmarks;

import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * A peer on the JVM, measured by a {@link Worker}: one for each measurement, or one that goes on from row to row, which saves the
 * start of a JVM but lets what the compiler has seen of one row have its say in the next.
 */
final class JvmContestant implements Contestant {
  private static final Duration LAST_WORDS = Duration.ofSeconds(5);

  private final String name;
  private final String peer;
  private final String java;
  private final String suite;
  private final boolean lasting;
  private final Path logs;
  private @Nullable Process worker;

  /**
   * @param name the name in tables and results
   * @param peer the name in the rows
   * @param java the executable that runs the worker
   * @param lasting whether one worker measures all rows
   * @param logs the folder for what workers print
   */
  JvmContestant(String name, String peer, String java, String suite, boolean lasting, Path logs) {
    this.name = name;
    this.peer = peer;
    this.java = java;
    this.suite = suite;
    this.lasting = lasting;
    this.logs = logs;
  }

  @Override
  public String name() {
    return name;
  }

  @Override
  public boolean takesPart(Row row) {
    return row.onJvm().containsKey(peer);
  }

  @Override
  public Sample measure(Row row, int round, Timing timing, double near) throws IOException {
    Path log = logs.resolve(lasting ? name + ".log" : row.fileName() + "-" + name + "-" + round + ".log");
    Path threads = logs.resolve(row.fileName() + "-" + name + ".threads").toAbsolutePath();
    Files.deleteIfExists(threads);
    boolean measured = false;
    try {
      Process process = worker;
      if (process == null) {
        process = start(log);
        worker = process;
      }
      String answer = ask(process, new Order(suite, row.workload(), peer, timing, near, timing.limit(), threads.toString()));
      Sample sample = Sample.parse(answer);
      measured = true;
      return sample;
    } catch (IOException e) {
      String hung = Files.exists(threads) ? "hung, and was ended; its threads are in " + threads : e.getMessage();
      throw new IOException(hung + "; see " + log, e);
    } finally {
      if (!measured || !lasting) {
        close();
      }
    }
  }

  private Process start(Path log) throws IOException {
    List<String> command = new ArrayList<>(List.of(java));
    // JMH reaches into Unsafe, of which newer JDKs warn and of whose option older ones do not know.
    command.addAll(List.of("-XX:+IgnoreUnrecognizedVMOptions", "--sun-misc-unsafe-memory-access=allow"));
    command.addAll(List.of("-Xms512m", "-Xmx3g", "-cp", System.getProperty("java.class.path"), Worker.class.getName()));
    return new ProcessBuilder(command)
        .redirectError(ProcessBuilder.Redirect.appendTo(log.toFile()))
        .start();
  }

  private static String ask(Process process, Order order) throws IOException {
    Duration limit = order.limit().plus(LAST_WORDS);
    AtomicBoolean killed = new AtomicBoolean();
    Thread guard = Thread.ofVirtual().start(() -> killAfter(process, limit, killed));
    try {
      BufferedWriter orders = process.outputWriter();
      orders.write(order.toLine());
      orders.newLine();
      orders.flush();
      BufferedReader answers = process.inputReader();
      String answer = answers.readLine();
      if (answer == null) {
        throw new IOException(killed.get() ? "hung, and was ended" : "ended without an answer");
      }
      return answer;
    } finally {
      guard.interrupt();
    }
  }

  /** A worker that hangs says so and ends by itself; this is for one that cannot even do that. */
  private static void killAfter(Process process, Duration limit, AtomicBoolean killed) {
    try {
      Thread.sleep(limit);
      killed.set(true);
      process.destroyForcibly();
    } catch (InterruptedException answered) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public void close() {
    Process process = worker;
    worker = null;
    if (process != null) {
      process.destroyForcibly();
    }
  }
}
