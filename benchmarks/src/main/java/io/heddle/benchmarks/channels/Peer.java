package io.heddle.benchmarks.channels;

/** A library beside which Heddle is measured, or Heddle itself: one method for each workload, which sets it up. */
interface Peer {
  /** So many senders and as many receivers on one channel; a round moves {@code values} values in all. */
  Workload manyToMany(int pairs, int capacity, int values);

  /** One value goes back and forth over two unbuffered channels; a round is {@code trips} round trips. */
  Workload pingPong(int trips);

  /** Threads in a row with a channel between each two; a round hands {@code values} values from the first to the last. */
  Workload chain(int threads, int capacity, int values);

  /** A sender on each of so many channels and one receiver that selects over all of them; a round moves {@code values} values. */
  Workload select(int cases, int capacity, int values);

  /** Selects over two empty channels with a default; a round is {@code times} selects. */
  Workload selectDefault(int times);

  /** Starts {@code batch} threads that do nothing and waits for them; a round does so {@code batches} times. */
  Workload start(int batch, int batches);

  /** Finds the first {@code primes} primes, one thread for each, every receive in a select beside a quiet channel; a round is one sieve. */
  Workload sieve(int primes);

  /** The peer of that name. */
  static Peer named(String name) {
    return switch (name) {
      case "heddle" -> new ThreadPeer<>(new HeddleKit());
      case "jox" -> new ThreadPeer<>(new JoxKit());
      case "kotlin" -> new KotlinPeer();
      case "jdk" -> new ThreadPeer<>(new JdkKit());
      default -> throw new IllegalArgumentException("no peer \"" + name + "\": there are heddle, jox, kotlin, jdk");
    };
  }
}
