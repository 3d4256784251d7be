package io.heddle.benchmarks;

import java.util.List;
import java.util.Map;

/**
 * One line of the comparison: a workload, the JMH class that is that workload, and who takes part in it.
 *
 * @param workload the name in tables and results, such as {@code one-to-one/16}; peers outside the JVM know the workload by it
 * @param benchmark the JMH class
 * @param params the JMH parameters that make this row of the class, but for the peer
 * @param peers the names of those who have such a thing, Heddle first
 */
public record Row(String workload, Class<?> benchmark, Map<String, String> params, List<String> peers) {
  public Row {
    params = Map.copyOf(params);
    peers = List.copyOf(peers);
  }

  /** The same row among fewer: only those for whom there is somebody to measure them. */
  Row among(List<String> present) {
    return new Row(workload, benchmark, params, peers.stream().filter(present::contains).toList());
  }

  /** The workload as a part of a file's name. */
  String fileName() {
    return workload.replace('/', '_');
  }
}
