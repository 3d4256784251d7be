package io.heddle.benchmarks.channels;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** A thousand threads in a row, a channel between each two; an operation is one value moved over one channel. */
public class Chain extends ChannelBenchmark {
  static final int CHANNELS = 1_000;
  static final int VALUES = 100;

  @Param({"0", "16"})
  public int capacity;

  @Override
  Workload workload(Peer peer) {
    return peer.chain(CHANNELS, capacity, VALUES);
  }

  @Benchmark
  @OperationsPerInvocation(CHANNELS * VALUES)
  public void round() throws InterruptedException {
    current().round();
  }
}
