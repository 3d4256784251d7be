package io.heddle.benchmarks.channels;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** A select over two empty channels with a default; an operation is one select, which finds nothing ready. */
public class SelectDefault extends ChannelBenchmark {
  static final int SELECTS = 100_000;

  @Override
  Workload workload(Peer peer) {
    return peer.selectDefault(SELECTS);
  }

  @Benchmark
  @OperationsPerInvocation(SELECTS)
  public void round() throws InterruptedException {
    current().round();
  }
}
