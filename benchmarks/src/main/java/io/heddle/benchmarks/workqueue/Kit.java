package io.heddle.benchmarks.workqueue;

import io.heddle.workqueue.RateLimiters;
import io.heddle.workqueue.WorkItem;
import io.heddle.workqueue.WorkQueue;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;

/** A queue as the workloads use it, with a number for each key. */
interface Kit {
  void add(int key);

  /** Gets the next key and is done with it. */
  String work() throws InterruptedException;

  default void addAfter(int key, Duration delay) {
    throw new UnsupportedOperationException("no delays");
  }

  void shutDown();

  static Kit named(String peer, List<String> keys) {
    return switch (peer) {
      case "heddle" -> new ByKey(keys);
      case "pinned" -> new Pinned(keys);
      case "mutex" -> new Mutex(keys);
      default -> throw new IllegalArgumentException("no kit for \"" + peer + "\"");
    };
  }

  /** Measured, as in use. */
  private static WorkQueue<String> queue() {
    MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    return WorkQueue.<String>named("bench").limiter(RateLimiters.none()).meters(meters).build();
  }

  /** Heddle's queue with keys as they come. */
  final class ByKey implements Kit {
    private final WorkQueue<String> queue = queue();
    private final List<String> keys;

    ByKey(List<String> keys) {
      this.keys = keys;
    }

    @Override
    public void add(int key) {
      queue.add(keys.get(key));
    }

    @Override
    public String work() throws InterruptedException {
      String key = queue.get();
      queue.done(key);
      return key;
    }

    @Override
    public void addAfter(int key, Duration delay) {
      queue.addAfter(keys.get(key), delay);
    }

    @Override
    public void shutDown() {
      queue.shutDown();
    }
  }

  /** Heddle's queue with keys that have their places in it. */
  final class Pinned implements Kit {
    private final WorkQueue<String> queue = queue();
    private final List<WorkItem<String>> items;

    Pinned(List<String> keys) {
      items = keys.stream().map(queue::pin).toList();
    }

    @Override
    public void add(int key) {
      items.get(key).add();
    }

    @Override
    public String work() throws InterruptedException {
      WorkItem<String> item = queue.getItem();
      item.done();
      return item.key();
    }

    @Override
    public void shutDown() {
      queue.shutDown();
    }
  }

  /** The contract under a lock, not measured. */
  final class Mutex implements Kit {
    private final MutexQueue<String> queue = new MutexQueue<>();
    private final List<String> keys;

    Mutex(List<String> keys) {
      this.keys = keys;
    }

    @Override
    public void add(int key) {
      queue.add(keys.get(key));
    }

    @Override
    public String work() throws InterruptedException {
      String key = queue.get();
      queue.done(key);
      return key;
    }

    @Override
    public void shutDown() {}
  }
}
