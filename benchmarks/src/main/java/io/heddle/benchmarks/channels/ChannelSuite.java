package io.heddle.benchmarks.channels;

import io.heddle.benchmarks.Row;
import io.heddle.benchmarks.Suite;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The rows of {@code -Dbench=channels}. The names are those that the Go module knows. */
public final class ChannelSuite {
  private static final List<String> ALL = List.of("heddle", "jox", "kotlin", "jdk", "go");
  private static final List<String> WITH_SELECT = List.of("heddle", "jox", "kotlin", "go");
  private static final List<String> WITH_DEFAULT = List.of("heddle", "jox", "go");
  private static final List<String> WITH_THREADS = List.of("heddle", "kotlin", "jdk", "go");

  private final List<Row> rows = new ArrayList<>();

  private ChannelSuite() {}

  public static Suite suite() {
    ChannelSuite suite = new ChannelSuite();
    for (int capacity : new int[] {0, 1, 16, 128, 1024}) {
      suite.add("one-to-one/" + capacity, OneToOne.class, Map.of("capacity", capacity), ALL);
    }
    suite.add("ping-pong", PingPong.class, Map.of(), ALL);
    for (int pairs : new int[] {8, 100, 1000}) {
      for (int capacity : new int[] {0, 16, 128}) {
        suite.add(
            "many-to-many/" + pairs + "/" + capacity,
            ManyToMany.class,
            Map.of("pairs", pairs, "capacity", capacity),
            ALL);
      }
    }
    for (int capacity : new int[] {0, 16}) {
      suite.add("chain/" + capacity, Chain.class, Map.of("capacity", capacity), ALL);
    }
    for (int cases : new int[] {2, 8}) {
      for (int capacity : new int[] {0, 128}) {
        suite.add(
            "select/" + cases + "/" + capacity,
            SelectReceive.class,
            Map.of("cases", cases, "capacity", capacity),
            WITH_SELECT);
      }
    }
    suite.add("select-default", SelectDefault.class, Map.of(), WITH_DEFAULT);
    suite.add("start", Start.class, Map.of(), WITH_THREADS);
    suite.add("sieve", PrimeSieve.class, Map.of(), WITH_SELECT);
    return new Suite("channels", suite.rows);
  }

  private void add(String workload, Class<?> benchmark, Map<String, Integer> params, List<String> peers) {
    Map<String, String> texts = new HashMap<>();
    params.forEach((name, value) -> texts.put(name, value.toString()));
    rows.add(new Row(workload, benchmark, texts, peers));
  }
}
