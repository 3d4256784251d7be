package io.heddle.benchmarks.channels;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;
import org.openjdk.jmh.annotations.Param;

/** A sender on each of some channels, one receiver that selects over all of them; an operation is one value moved. */
public class SelectReceive extends ChannelBenchmark {
  static final int VALUES = 40_000;

  @Param({"2", "8"})
  public int cases;

  @Param({"0", "128"})
  public int capacity;

  @Override
  Workload workload(Peer peer) {
    return peer.select(cases, capacity, VALUES);
  }

  @Benchmark
  @OperationsPerInvocation(VALUES)
  public void round() throws InterruptedException {
    current().round();
  }
}
