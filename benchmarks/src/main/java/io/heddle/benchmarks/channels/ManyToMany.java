package io.heddle.benchmarks.channels;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** As many senders as receivers on one channel; an operation is one value moved. */
public class ManyToMany extends ChannelBenchmark {
  /** What all senders send, in equal shares. */
  static final int VALUES = 100_000;

  @Param({"8", "100", "1000"})
  public int pairs;

  @Param({"0", "16", "128"})
  public int capacity;

  @Override
  Workload workload(Peer peer) {
    return peer.manyToMany(pairs, capacity, VALUES);
  }

  @Benchmark
  @OperationsPerInvocation(VALUES)
  public void round() throws InterruptedException {
    current().round();
  }
}
