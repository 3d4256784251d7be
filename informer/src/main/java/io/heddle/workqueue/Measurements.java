package io.heddle.workqueue;

import io.micrometer.core.instrument.FunctionCounter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.TimeGauge;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/**
 * A queue's meters, under the names that client-go's have in Prometheus.
 *
 * <p>Counts and sizes are read from the queue when somebody asks; only the two histograms are fed as things happen.
 */
final class Measurements {
  /** From 10 ns to 10 s, each ten times the one before, as client-go's. */
  static final Duration[] BUCKETS =
      Stream.iterate(Duration.ofNanos(10), bound -> bound.compareTo(Duration.ofSeconds(10)) <= 0, bound -> bound.multipliedBy(10)).toArray(Duration[]::new);

  private final QueueClock clock;
  private final MeterRegistry registry;
  private final Timer queueDuration;
  private final Timer workDuration;
  private final List<Meter> meters;
  private final InFlight inFlight = new InFlight();
  private final LongAdder adds = new LongAdder();
  private final LongAdder retries = new LongAdder();

  Measurements(WorkQueue<?> queue, String name, QueueClock clock, MeterRegistry registry) {
    this.clock = clock;
    this.registry = registry;
    if (registry.find("workqueue.depth").tag("name", name).meter() != null) {
      throw new IllegalStateException(
          "the registry has the meters of another workqueue \"" + name + "\": give this one another name, or shut that one down first");
    }
    queueDuration =
        Timer.builder("workqueue.queue.duration")
            .description("How long in seconds an item stays in workqueue before being requested")
            .tag("name", name)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    workDuration =
        Timer.builder("workqueue.work.duration")
            .description("How long in seconds processing an item from workqueue takes")
            .tag("name", name)
            .serviceLevelObjectives(BUCKETS)
            .register(registry);
    meters =
        List.of(
            queueDuration,
            workDuration,
            Gauge.builder("workqueue.depth", queue, WorkQueue::size).description("Current depth of workqueue").tag("name", name).register(registry),
            FunctionCounter.builder("workqueue.adds", adds, LongAdder::sum)
                .description("Total number of adds handled by workqueue")
                .tag("name", name)
                .register(registry),
            FunctionCounter.builder("workqueue.retries", retries, LongAdder::sum)
                .description("Total number of retries handled by workqueue")
                .tag("name", name)
                .register(registry),
            FunctionCounter.builder("workqueue.adds.ignored", queue, WorkQueue::ignoredAdds)
                .description("Total number of adds ignored because the workqueue was shut down")
                .tag("name", name)
                .register(registry),
            TimeGauge.builder("workqueue.unfinished.work", this, TimeUnit.NANOSECONDS, Measurements::unfinishedNanos)
                .description("How many seconds of work has been done that is in progress and has not been observed by work_duration")
                .tag("name", name)
                .register(registry),
            TimeGauge.builder("workqueue.longest.running.processor", this, TimeUnit.NANOSECONDS, Measurements::longestRunningNanos)
                .description("How many seconds has the longest running processor for workqueue been running")
                .tag("name", name)
                .register(registry));
  }

  long nanoTime() {
    return clock.nanoTime();
  }

  /** A key became dirty. */
  void added() {
    adds.increment();
  }

  /** A key was asked to be added later. */
  void retried() {
    retries.increment();
  }

  /** A key was handed out. */
  @SuppressWarnings("PreferJavaTimeOverload") // a Duration for each key would be garbage
  InFlight.Slot started(long waitedNanos, long startedAtNanos) {
    queueDuration.record(waitedNanos, TimeUnit.NANOSECONDS);
    return inFlight.enter(startedAtNanos);
  }

  /** The work on a key ended. */
  @SuppressWarnings("PreferJavaTimeOverload") // a Duration for each key would be garbage
  void ended(InFlight.Slot slot, long startedAtNanos) {
    slot.leave();
    workDuration.record(nanoTime() - startedAtNanos, TimeUnit.NANOSECONDS);
  }

  /** Takes the meters out of the registry. */
  void remove() {
    meters.forEach(registry::remove);
  }

  private double unfinishedNanos() {
    long now = nanoTime();
    double[] sum = new double[1];
    inFlight.forEach(startedAt -> sum[0] += Math.max(0, now - startedAt));
    return sum[0];
  }

  private double longestRunningNanos() {
    long now = nanoTime();
    long[] longest = new long[1];
    inFlight.forEach(startedAt -> longest[0] = Math.max(longest[0], now - startedAt));
    return longest[0];
  }
}
