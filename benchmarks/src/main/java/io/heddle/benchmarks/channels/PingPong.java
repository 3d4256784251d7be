package io.heddle.benchmarks.channels;

import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.OperationsPerInvocation;

/** Two threads and two unbuffered channels; an operation is one round trip, which is two hand-offs. */
public class PingPong extends ChannelBenchmark {
  static final int TRIPS = 20_000;

  @Override
  Workload workload(Peer peer) {
    return peer.pingPong(TRIPS);
  }

  @Benchmark
  @OperationsPerInvocation(TRIPS)
  public void round() throws InterruptedException {
    current().round();
  }
}
