package io.heddle.benchmarks;

import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What JMH measures: the rounds of one workload of one peer. The {@link Worker} tells JMH how many operations a round is. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class RoundBenchmark {
  private static volatile OptionalDouble retainedBytesPerOp = OptionalDouble.empty();
  private static volatile List<Double> foundNanos = List.of();

  @Param("channels")
  public String suite = "";

  @Param("one-to-one/16")
  public String workload = "";

  @Param("heddle")
  public String peer = "";

  private @Nullable Workload current;

  @Setup
  public void setUp() {
    Row row = Suite.named(suite).orElseThrow().row(workload);
    current = row.setUp(peer, row.ops());
  }

  @Benchmark
  public void round() throws InterruptedException {
    current().round();
  }

  @TearDown
  public void tearDown() throws InterruptedException {
    retainedBytesPerOp = current().retainedBytesPerOp();
    foundNanos = current().foundNanos();
    current().end();
  }

  /** What the workload that was measured last said of the memory it holds on to. */
  static OptionalDouble retainedBytesPerOp() {
    return retainedBytesPerOp;
  }

  /** What the workload that was measured last found itself. */
  static List<Double> foundNanos() {
    return foundNanos;
  }

  private Workload current() {
    Workload set = current;
    if (set == null) {
      throw new IllegalStateException("not set up");
    }
    return set;
  }
}
