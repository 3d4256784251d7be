package io.heddle.benchmarks.channels;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** One sender, one receiver; an operation is one value moved. */
public class OneToOne extends ChannelBenchmark {
  static final int VALUES = 100_000;

  @Param({"0", "1", "16", "128", "1024"})
  public int capacity;

  @Override
  Workload workload(Peer peer) {
    return peer.manyToMany(1, capacity, VALUES);
  }

  @Benchmark
  @OperationsPerInvocation(VALUES)
  public void round() throws InterruptedException {
    current().round();
  }
}
