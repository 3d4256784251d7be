package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.kubernetes.WatchQuery;
import io.heddle.kubernetes.WatchStream;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;

/** With time and chance in the test's hand, a server does the same each time. */
class TimeTest {

  /** A clock that moves when it is told to. */
  private static final class Clock implements Timeline {

    private record Entry(Instant due, Runnable action) {}

    private final ReentrantLock lock = new ReentrantLock();
    private final List<Entry> entries = new ArrayList<>();
    private Instant now = Instant.parse("2030-01-01T00:00:00Z");

    @Override
    public Instant now() {
      lock.lock();
      try {
        return now;
      } finally {
        lock.unlock();
      }
    }

    @Override
    public void after(Duration delay, Runnable action) {
      lock.lock();
      try {
        entries.add(new Entry(now.plus(delay), action));
      } finally {
        lock.unlock();
      }
    }

    void advance(Duration by) {
      List<Entry> due;
      lock.lock();
      try {
        now = now.plus(by);
        due = entries.stream().filter(entry -> !entry.due().isAfter(now)).toList();
        entries.removeAll(due);
      } finally {
        lock.unlock();
      }
      due.forEach(entry -> entry.action().run());
    }

    @Override
    public void close() {}
  }

  private static final String PODS = "/api/v1/namespaces/default/pods";
  private static final String POD =
      "{\"metadata\":{\"generateName\":\"p-\"},\"spec\":{\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"main\",\"image\":\"app\"}]}}";

  @Test
  void pod_succeedsWhenItsTimeIsUpAndNotBefore() throws Exception {
    Clock clock = new Clock();
    try (ApiServer server = ApiServer.builder().timeline(clock).podRunTime(Duration.ofMinutes(5)).start();
        Cluster cluster = new Cluster(server.config());
        WatchStream watch = cluster.watch(PodContract.PODS, "default", WatchQuery.from("").withBookmarks(false))) {
      cluster.post(PODS, POD);
      Cluster.framesUntil(watch, frame -> frame.phase().equals("Running"));
      String name = Json.text(Json.list(cluster.get(PODS).body(), "items").getFirst(), "metadata", "name");
      // The controllers deal with the change of this Pod after the one that set the timer of the first.
      cluster.post(PODS, POD);
      Cluster.framesUntil(watch, frame -> frame.phase().equals("Running"));
      clock.advance(Duration.ofMinutes(4));
      assertThat(cluster.get(PODS + "/" + name).text("status", "phase")).isEqualTo("Running");
      clock.advance(Duration.ofMinutes(1));
      var last = Cluster.framesUntil(watch, frame -> frame.phase().equals("Succeeded")).getLast();
      assertThat(Json.text(Json.list(last.object(), "status", "containerStatuses").getFirst(), "state", "terminated", "finishedAt"))
          .isEqualTo("2030-01-01T00:05:00Z");
    }
  }

  @Test
  void sameSeedAndTime_sameObjects() throws Exception {
    List<Object> runs = new ArrayList<>();
    for (int run = 0; run < 2; run++) {
      try (ApiServer server = ApiServer.builder().nodes(0).timeline(new Clock()).random(new SplittableRandom(42)).start();
          Cluster cluster = new Cluster(server.config())) {
        runs.add(cluster.post(PODS, POD).body());
      }
    }
    assertThat(runs.get(0)).isEqualTo(runs.get(1));
  }
}
