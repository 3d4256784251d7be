package io.heddle.benchmarks.channels;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Threads that do nothing, started a thousand at a time and waited for; an operation is one thread. */
public class Start extends ChannelBenchmark {
  static final int BATCH = 1_000;
  static final int BATCHES = 10;

  @Override
  Workload workload(Peer peer) {
    return peer.start(BATCH, BATCHES);
  }

  @Benchmark
  @OperationsPerInvocation(BATCH * BATCHES)
  public void round() throws InterruptedException {
    current().round();
  }
}
