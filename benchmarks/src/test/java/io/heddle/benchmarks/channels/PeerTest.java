package io.heddle.benchmarks.channels;

import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Every workload of every peer, small: a round that loses or doubles a value throws. */
class PeerTest {
  private static final List<String> ALL = List.of("heddle", "jox", "kotlin", "jdk");
  private static final List<String> WITH_SELECT = List.of("heddle", "jox", "kotlin");
  private static final List<String> WITH_DEFAULT = List.of("heddle", "jox");
  private static final List<String> WITH_THREADS = List.of("heddle", "kotlin", "jdk");

  private static final Map<String, Function<Peer, Workload>> EVERYWHERE = Map.of(
      "one to one, unbuffered", peer -> peer.manyToMany(1, 0, 1_000),
      "one to one, capacity 1", peer -> peer.manyToMany(1, 1, 1_000),
      "many to many, unbuffered", peer -> peer.manyToMany(20, 0, 1_000),
      "many to many, capacity 16", peer -> peer.manyToMany(20, 16, 1_000),
      "ping-pong", peer -> peer.pingPong(500),
      "chain, unbuffered", peer -> peer.chain(30, 0, 20),
      "chain, capacity 16", peer -> peer.chain(30, 16, 20));

  private static final Map<String, Function<Peer, Workload>> SELECTS = Map.of(
      "select over 2", peer -> peer.select(2, 0, 1_000),
      "select over 8, capacity 128", peer -> peer.select(8, 128, 1_000),
      "sieve", peer -> peer.sieve(30));

  private static final Map<String, Function<Peer, Workload>> DEFAULTS =
      Map.of("select with a default", peer -> peer.selectDefault(1_000));

  private static final Map<String, Function<Peer, Workload>> STARTS = Map.of("start", peer -> peer.start(100, 3));

  static Stream<Arguments> workloads() {
    return Stream.of(cases(ALL, EVERYWHERE), cases(WITH_SELECT, SELECTS), cases(WITH_DEFAULT, DEFAULTS), cases(WITH_THREADS, STARTS))
        .flatMap(Function.identity());
  }

  private static Stream<Arguments> cases(List<String> peers, Map<String, Function<Peer, Workload>> workloads) {
    return peers.stream().flatMap(peer -> workloads.entrySet().stream()
        .map(workload -> arguments(peer, workload.getKey(), workload.getValue())));
  }

  @ParameterizedTest(name = "{0}: {1}")
  @MethodSource("workloads")
  void round_repeated_losesAndDoublesNothing(String peer, String name, Function<Peer, Workload> workload)
      throws InterruptedException {
    Workload running = workload.apply(Peer.named(peer));
    try {
      for (int i = 0; i < 3; i++) {
        running.round();
      }
    } finally {
      running.end();
    }
  }
}
