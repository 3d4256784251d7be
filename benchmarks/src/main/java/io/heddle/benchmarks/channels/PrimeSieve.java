package io.heddle.benchmarks.channels;

import org.openjdk.jmh.annotations.Benchmark;

/** The first 500 primes, found by a thread for each, with every receive in a select; an operation is the whole sieve. */
public class PrimeSieve extends ChannelBenchmark {
  static final int PRIMES = 500;

  @Override
  Workload workload(Peer peer) {
    return peer.sieve(PRIMES);
  }

  @Benchmark
  public void round() throws InterruptedException {
    current().round();
  }
}
