package io.heddle.benchmarks.channels;

import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;
import org.openjdk.jmh.annotations.TearDown;

/** What the channel benchmarks share: the peer, the workload it set up, and how a round is timed. */
@State(Scope.Benchmark)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public abstract class ChannelBenchmark {
  @Param({"heddle", "jox", "kotlin", "jdk"})
  public String peer = "";

  private @Nullable Workload workload;

  /** The workload of this benchmark, for a peer. */
  abstract Workload workload(Peer peer);

  @Setup
  public void setUp() {
    workload = workload(Peer.named(peer));
  }

  @TearDown
  public void tearDown() throws InterruptedException {
    current().end();
  }

  /** The workload that was set up. */
  final Workload current() {
    Workload current = workload;
    if (current == null) {
      throw new IllegalStateException("not set up");
    }
    return current;
  }
}
