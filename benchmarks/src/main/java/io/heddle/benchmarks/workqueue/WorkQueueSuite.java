package io.heddle.benchmarks.workqueue;

import io.heddle.benchmarks.Compared;
import io.heddle.benchmarks.Row;
import io.heddle.benchmarks.Suite;
import io.heddle.benchmarks.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The rows of {@code -Dbench=workqueue}. The names and numbers are those that the Go program in {@code go/workqueue} knows. */
public final class WorkQueueSuite {
  private static final int TIMES = 100_000;
  private static final int KEYS = 65_536;
  private static final int MANY_KEYS = 1_000_000;
  private static final int SOON_KEYS = 2_000;
  private static final int LIVE_KEYS = 200_000;
  private static final String[] ON_JVM = {"heddle", "pinned", "mutex"};
  private static final String[] IN_GO = {"client-go", "client-go-bare", "controller-runtime"};
  private static final int[][] CROWDS = {{1, 1}, {8, 1}, {1, 8}, {8, 8}, {8, 1000}};

  private final List<Row> rows = new ArrayList<>();

  private WorkQueueSuite() {}

  /** A workload for a peer on the JVM. */
  @FunctionalInterface
  private interface SetUp {
    Workload of(String peer, int ops);
  }

  public static Suite suite() {
    WorkQueueSuite suite = new WorkQueueSuite();
    suite.fill();
    Map<String, String> peers = new LinkedHashMap<>();
    peers.put("heddle", "Heddle, keys as they come, with meters");
    peers.put("pinned", "Heddle, keys with pinned places, with meters");
    peers.put("client-go", "client-go v0.36.3, with Prometheus metrics");
    peers.put("client-go-bare", "client-go v0.36.3, without metrics");
    peers.put("controller-runtime", "the priority queue of controller-runtime v0.24.1, with Prometheus metrics");
    peers.put("mutex", "client-go's queue in Java: sets under a lock, without metrics");
    peers.put("floor", "no queue, but what a queue needs of the machine");
    return new Suite("workqueue", peers, Map.of("client-go", "workqueue", "client-go-bare", "workqueue", "controller-runtime", "workqueue"), suite.rows);
  }

  private void fill() {
    add(Row.of("cycle", "one goroutine adds a key, gets it and is done with it; an operation is all three", TIMES), Workloads::cycle, ON_JVM);
    add(Row.of("queued", "one goroutine adds a key that waits already; an operation is one add", TIMES), Workloads::queued, ON_JVM);
    for (int[] crowd : CROWDS) {
      add(
          Row.of(
              "many/" + crowd[0] + "/" + crowd[1],
              "so many producers add 65,536 keys, so many workers get them and are done; an operation is one key",
              KEYS),
          (peer, ops) -> Workloads.many(peer, crowd[0], crowd[1], ops),
          ON_JVM);
    }
    add(
        Row.of("add-after", "a million keys are added with delays of hours, until the queue has them all; an operation is one key", MANY_KEYS),
        Workloads::addAfter,
        "heddle");
    add(
        Row.of(
            "late",
            "with a million keys delayed by hours 2,000 more come within 0.2 s; the figure is how late they reach a worker, the 99th percentile of a round",
            SOON_KEYS),
        Lateness::new,
        "heddle");
    add(
        Row.of("live", "a new queue takes 200,000 keys and hands them out; an operation is one key, its memory what it takes while all wait, its name not counted", LIVE_KEYS)
            .by(Compared.BYTES),
        Workloads::live,
        ON_JVM);
    rows.add(
        Row.of(
                "floor-steps",
                "no queue: one goroutine takes the atomic steps of a key's way: three changes of its word and a fence, a ticket and a slot to put it in, a ticket to take it out; an operation is all of them",
                TIMES)
            .with("floor", Workloads::steps));
    rows.add(
        Row.of(
                "floor-tickets",
                "no queue: two goroutines put 65,536 keys into slots and take them out, by a ticket of one counter for each, as a queue of segments does; an operation is one key",
                KEYS)
            .with("floor", Workloads::tickets));
  }

  private void add(Row row, SetUp setUp, String... onJvm) {
    Row more = row;
    for (String peer : onJvm) {
      more = more.with(peer, ops -> setUp.of(peer, ops));
    }
    for (String peer : IN_GO) {
      more = more.withGo(peer);
    }
    rows.add(more);
  }
}
