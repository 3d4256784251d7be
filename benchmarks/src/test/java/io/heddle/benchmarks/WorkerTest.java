package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class WorkerTest {
  private static final Duration LONG = Duration.ofMinutes(1);

  @TempDir
  Path folder;

  private Process worker;

  @BeforeEach
  void startWorker() throws IOException {
    worker = start();
  }

  private static Process start(String... options) throws IOException {
    List<String> command = new ArrayList<>(List.of(ProcessHandle.current().info().command().orElseThrow()));
    command.addAll(List.of(options));
    command.addAll(List.of("-cp", System.getProperty("java.class.path"), Worker.class.getName()));
    return new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.DISCARD).start();
  }

  @AfterEach
  void endWorker() {
    worker.destroyForcibly();
  }

  @Test
  void order_measurementHangs_writesDownTheThreadsAndEnds() throws Exception {
    Path threads = folder.resolve("x.threads");
    tell(new Order("channels", "idle/1000", "jdk", new Timing(0, 1, 1, 60_000), 0, Duration.ofSeconds(2), threads.toString()));
    assertThat(worker.inputReader().readLine()).isNull();
    assertThat(worker.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
    assertThat(worker.exitValue()).isEqualTo(3);
    assertThat(threads).content().contains("SynchronousQueue");
  }

  @Test
  void orders_oneFailing_areAnsweredInTurn() throws Exception {
    Timing timing = new Timing(0, 1, 2, 10);
    String threads = folder.resolve("x.threads").toString();
    tell(new Order("channels", "close/10000", "jdk", timing, 0, LONG, threads));
    assertThat(worker.inputReader().readLine()).startsWith("failed ");
    tell(new Order("channels", "create/16", "jdk", timing, 0, LONG, threads));
    Sample sample = Sample.parse(worker.inputReader().readLine());
    assertThat(sample.nanosPerOp()).hasSize(2);
    assertThat(sample.bytesPerOp()).isBetween(100.0, 400.0);
    assertThat(sample.cpuNanosPerOp()).hasSize(2).allSatisfy(nanos -> assertThat(nanos).isPositive());
    assertThat(sample.coresApart()).hasSize(2);
  }

  @Test
  void order_notToLookAtTheProcessors_saysNothingOfThem() throws Exception {
    Timing timing = new Timing(0, 1, 2, 10);
    tell(new Order("channels", "create/16", "jdk", timing, CoreDistance.NOT_LOOKED_AT, LONG, folder.resolve("x.threads").toString()));
    assertThat(Sample.parse(worker.inputReader().readLine()).coresApart()).containsExactly(0.0, 0.0);
  }

  @Test
  void order_processorsNeverNearEnough_isMeasuredAllTheSame() throws Exception {
    double nearerThanAny = 0.001;
    tell(new Order("channels", "create/16", "jdk", new Timing(0, 1, 2, 10), nearerThanAny, LONG, folder.resolve("x.threads").toString()));
    assertThat(Sample.parse(worker.inputReader().readLine()).nanosPerOp()).hasSize(2);
  }

  /** A round of the warm-up counts too, and so there is one figure more than there are iterations. */
  @Test
  void workloadThatFindsItsFiguresItself_isReportedByThem() throws Exception {
    tell(new Order("workqueue", "late", "heddle", new Timing(1, 1, 2, 10), 0, LONG, folder.resolve("x.threads").toString()));
    assertThat(Sample.parse(worker.inputReader().readLine()).nanosPerOp()).hasSize(3).allSatisfy(nanos -> assertThat(nanos).isPositive());
  }

  /** Threads that wait for each other on their core, by looks or yields, cannot all run there; the one must not keep the others from it for ever. */
  @ParameterizedTest
  @ValueSource(strings = {"floor-spin", "floor-claim", "floor-offer/1", "floor-offer/8", "floor-yield", "floor-close/10000"})
  void workloadThatLooksOnItsCore_onOneCarrier_ends(String workload) throws Exception {
    worker.destroyForcibly();
    worker = start("-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1");
    tell(new Order("channels", workload, "jdk", new Timing(0, 1, 1, 1), 0, LONG, folder.resolve("x.threads").toString()));
    assertThat(Sample.parse(worker.inputReader().readLine()).nanosPerOp()).hasSize(1);
  }

  private void tell(Order order) throws IOException {
    BufferedWriter orders = worker.outputWriter();
    orders.write(order.toLine());
    orders.newLine();
    orders.flush();
  }
}
