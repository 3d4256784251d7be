package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.Timer;
import io.micrometer.core.instrument.distribution.CountAtBucket;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** client-go's TestMetrics and TestMetricShutdown, re-expressed, and what they leave out. */
final class MeasurementsTest {
  private final ManualClock clock = new ManualClock();
  private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private final WorkQueue<String> queue = WorkQueue.<String>named("test").clock(clock).meters(registry).build();

  private double gauge(String name) {
    return registry.get(name).tag("name", "test").gauge().value();
  }

  private double count(String name) {
    return registry.get(name).tag("name", "test").functionCounter().count();
  }

  private Timer timer(String name) {
    return registry.get(name).tag("name", "test").timer();
  }

  @Test
  void addGetDone_areMeasuredAsInClientGo() throws Exception {
    assertThat(gauge("workqueue.depth")).isZero();
    queue.add("foo");
    assertThat(count("workqueue.adds")).isEqualTo(1);
    assertThat(gauge("workqueue.depth")).isEqualTo(1);

    clock.advance(Duration.ofNanos(50_000));
    assertThat(queue.get()).isEqualTo("foo");
    assertThat(gauge("workqueue.depth")).isZero();
    assertThat(timer("workqueue.queue.duration").count()).isEqualTo(1);
    assertThat(timer("workqueue.queue.duration").totalTime(TimeUnit.NANOSECONDS)).isEqualTo(50_000);

    // Added while it is worked on: one add, whatever happens between, and no depth yet.
    queue.add("foo");
    queue.add("foo");
    assertThat(count("workqueue.adds")).isEqualTo(2);
    assertThat(gauge("workqueue.depth")).isZero();

    clock.advance(Duration.ofNanos(25_000));
    queue.done("foo");
    assertThat(timer("workqueue.work.duration").count()).isEqualTo(1);
    assertThat(timer("workqueue.work.duration").totalTime(TimeUnit.NANOSECONDS)).isEqualTo(25_000);
    assertThat(gauge("workqueue.depth")).isEqualTo(1);

    // The time in the queue counts from the add, the work before included.
    clock.advance(Duration.ofNanos(10_000));
    assertThat(queue.get()).isEqualTo("foo");
    assertThat(timer("workqueue.queue.duration").count()).isEqualTo(2);
    assertThat(timer("workqueue.queue.duration").totalTime(TimeUnit.NANOSECONDS)).isEqualTo(85_000);
    queue.done("foo");
  }

  @Test
  void unfinishedWork_growsUntilDone() throws Exception {
    for (int i = 0; i < 20; i++) {
      queue.add("key-" + i);
    }
    for (int i = 0; i < 20; i++) {
      assertThat(queue.get()).isEqualTo("key-" + i);
      clock.advance(Duration.ofSeconds(1));
    }
    assertThat(gauge("workqueue.unfinished.work")).isEqualTo(210);
    assertThat(gauge("workqueue.longest.running.processor")).isEqualTo(20);
    queue.done("key-0");
    assertThat(gauge("workqueue.unfinished.work")).isEqualTo(190);
    assertThat(gauge("workqueue.longest.running.processor")).isEqualTo(19);
    for (int i = 1; i < 20; i++) {
      queue.done("key-" + i);
    }
    assertThat(gauge("workqueue.unfinished.work")).isZero();
    assertThat(gauge("workqueue.longest.running.processor")).isZero();
  }

  @Test
  void addAfter_isCountedAsRetry() {
    queue.addAfter("foo", Duration.ofSeconds(1));
    queue.addRateLimited("foo");
    queue.addAfter("foo", Duration.ZERO);
    assertThat(count("workqueue.retries")).isEqualTo(3);
    assertThat(count("workqueue.adds")).isEqualTo(1);
  }

  @Test
  void pinnedKey_isMeasuredToo() throws Exception {
    WorkItem<String> item = queue.pin("foo");
    clock.advance(Duration.ofSeconds(5));
    item.add();
    clock.advance(Duration.ofSeconds(1));
    queue.getItem();
    assertThat(timer("workqueue.queue.duration").totalTime(TimeUnit.SECONDS)).isEqualTo(1);
    clock.advance(Duration.ofSeconds(2));
    item.done();
    assertThat(timer("workqueue.work.duration").totalTime(TimeUnit.SECONDS)).isEqualTo(2);
    assertThat(count("workqueue.adds")).isEqualTo(1);
  }

  /** A node that is idle for long is to be small. */
  @Test
  void pinnedKey_holdsNoTimesWhileIdle() throws Exception {
    TimedNode<String> node = (TimedNode<String>) queue.pin("foo");
    node.add();
    queue.getItem();
    assertThat(node.hasTimes()).isTrue();
    node.done();
    assertThat(node.hasTimes()).isFalse();
  }

  /** At one and the same moment there is no time for the clock: keys beyond the budget are sampled, but everything is counted. */
  @Test
  void storm_isCountedExactlyAndTimedInPart() throws Exception {
    int budget = (int) (Measurements.SAVINGS_NANOS / Measurements.PRICE_NANOS);
    int keys = 3 * budget;
    for (int i = 0; i < keys; i++) {
      queue.add("key-" + i);
    }
    assertThat(count("workqueue.adds")).isEqualTo(keys);
    assertThat(gauge("workqueue.depth")).isEqualTo(keys);
    clock.advance(Duration.ofSeconds(1));
    for (int i = 0; i < keys; i++) {
      queue.done(queue.get());
    }
    long timed = timer("workqueue.queue.duration").count();
    assertThat(timed).isBetween((long) budget, (long) budget + 5L * keys / Measurements.SAMPLING);
    assertThat(timer("workqueue.queue.duration").mean(TimeUnit.SECONDS)).isEqualTo(1);
    assertThat(timer("workqueue.work.duration").count()).isEqualTo(timed);
  }

  /** Two keys that take turns, one quick and one slow, are timed alike, and so are the odd and the even turns of a key. */
  @Test
  void stormOfPinnedKeys_isTimedFairly() throws Exception {
    int budget = (int) (Measurements.SAVINGS_NANOS / Measurements.PRICE_NANOS);
    WorkItem<String> spender = queue.pin("spender");
    for (int i = 0; i < budget; i++) {
      spender.add();
      queue.getItem().done();
    }
    long before = timer("workqueue.queue.duration").count();
    List<WorkItem<String>> items = List.of(queue.pin("a"), queue.pin("b"));
    int turns = 100 * Measurements.SAMPLING;
    long[] timed = new long[4];
    for (int i = 0; i < turns; i++) {
      for (int key = 0; key < 2; key++) {
        items.get(key).add();
        queue.getItem().done();
        long now = timer("workqueue.queue.duration").count();
        timed[2 * key + i % 2] += now - before;
        before = now;
      }
    }
    assertThat(Arrays.stream(timed)).as("of 12,800 turns each, one in 256").allSatisfy(times -> assertThat(times).isBetween(40L, 60L));
  }

  /** After a storm each key is timed again as soon as a worker found none. */
  @Test
  void afterAStorm_eachKeyIsTimedAgain() throws Exception {
    int keys = 2 * (int) (Measurements.SAVINGS_NANOS / Measurements.PRICE_NANOS);
    for (int i = 0; i < keys; i++) {
      queue.add("foo");
      queue.done(queue.get());
    }
    clock.advance(Duration.ofSeconds(2));
    assertThat(queue.tryGet()).isEmpty();
    long before = timer("workqueue.work.duration").count();
    for (int i = 0; i < 100; i++) {
      queue.add("foo");
      queue.done(queue.get());
    }
    assertThat(timer("workqueue.work.duration").count()).isEqualTo(before + 100);
  }

  /** Work that was not timed is seen all the same, from when somebody looked. */
  @Test
  void untimedWork_isSeenFromTheFirstLook() throws Exception {
    int keys = 2 * (int) (Measurements.SAVINGS_NANOS / Measurements.PRICE_NANOS);
    for (int i = 0; i < keys; i++) {
      queue.add("key-" + i);
    }
    for (int i = 0; i < keys; i++) {
      queue.get();
    }
    assertThat(gauge("workqueue.longest.running.processor")).isZero();
    clock.advance(Duration.ofSeconds(7));
    assertThat(gauge("workqueue.longest.running.processor")).isEqualTo(7);
    assertThat(gauge("workqueue.unfinished.work")).isEqualTo(7.0 * keys);
    for (int i = 0; i < keys; i++) {
      queue.done("key-" + i);
    }
    assertThat(gauge("workqueue.unfinished.work")).isZero();
    assertThat(timer("workqueue.work.duration").max(TimeUnit.SECONDS)).isEqualTo(7);
  }

  /** The names, and the buckets, under which dashboards and alerts made for client-go look. */
  @Test
  void scrape_hasClientGosNames() throws Exception {
    queue.add("foo");
    clock.advance(Duration.ofMillis(5));
    queue.done(queue.get());
    assertThat(registry.scrape().lines())
        .contains(
            "workqueue_depth{name=\"test\"} 0.0",
            "workqueue_adds_total{name=\"test\"} 1.0",
            "workqueue_retries_total{name=\"test\"} 0.0",
            "workqueue_unfinished_work_seconds{name=\"test\"} 0.0",
            "workqueue_longest_running_processor_seconds{name=\"test\"} 0.0",
            "workqueue_queue_duration_seconds_bucket{name=\"test\",le=\"1.0E-8\"} 0",
            "workqueue_queue_duration_seconds_bucket{name=\"test\",le=\"0.001\"} 0",
            "workqueue_queue_duration_seconds_bucket{name=\"test\",le=\"0.01\"} 1",
            "workqueue_queue_duration_seconds_bucket{name=\"test\",le=\"10.0\"} 1",
            "workqueue_queue_duration_seconds_count{name=\"test\"} 1",
            "workqueue_queue_duration_seconds_sum{name=\"test\"} 0.005",
            "workqueue_work_duration_seconds_count{name=\"test\"} 1");
  }

  @Test
  void histograms_haveClientGosBuckets() {
    double[] seconds = Arrays.stream(timer("workqueue.work.duration").takeSnapshot().histogramCounts()).mapToDouble(CountAtBucket::bucket).map(nanos -> nanos / 1e9).toArray();
    assertThat(seconds).containsExactly(1e-8, 1e-7, 1e-6, 1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1, 10);
  }

  @Test
  void shutDown_removesTheMeters() {
    queue.shutDown();
    assertThat(registry.getMeters()).isEmpty();
    queue.add("late");
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void shutDownWithDrain_removesTheMetersInTheEnd() throws Exception {
    queue.add("foo");
    queue.get();
    Thread drainer =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    queue.shutDownWithDrain();
                  } catch (InterruptedException e) {
                    throw new AssertionError(e);
                  }
                });
    await().until(queue::isShuttingDown);
    queue.add("late");
    assertThat(count("workqueue.adds.ignored")).isEqualTo(1);
    queue.done("foo");
    drainer.join();
    assertThat(registry.getMeters()).isEmpty();
  }

  @Test
  void sameNameTwice_isTold() {
    assertThatThrownBy(() -> WorkQueue.<String>named("test").meters(registry).build()).isInstanceOf(IllegalStateException.class).hasMessageContaining("another workqueue \"test\"");
    try (WorkQueue<String> other = WorkQueue.<String>named("other").meters(registry).build()) {
      other.add("foo");
      assertThat(count("workqueue.adds")).isZero();
    }
    assertThat(count("workqueue.adds")).isZero();
    queue.shutDown();
    WorkQueue.<String>named("test").meters(registry).build().shutDown();
  }
}
