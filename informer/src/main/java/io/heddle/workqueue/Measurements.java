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
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/** A queue's meters, under the names that client-go's have in Prometheus. */
final class Measurements {
  /*
   * Counts, sizes and what is going on are read from the queue when somebody asks; only the two histograms are fed as things happen.
   *
   * To time a key's way through the queue takes three looks at the clock and two records, which is several times what the way itself takes. So there
   * is a budget: so many keys are timed a second, with those of a tenth of a second in advance, and these are all there are but for a queue under
   * extreme load. Beyond it one key in SAMPLING is timed, chosen by lot when it is added: under a steady load the histograms then hold a fair sample,
   * but of a burst larger than the savings the first keys are all timed and weigh more. A worker that finds no key brings the timing of each key
   * back, so that the first keys after a storm are not left out.
   *
   * The budget is kept as in the generic cell rate algorithm: each timed key moves paidUntil on by its price, and as long as that is in the past
   * there is budget left. Adders race on the two fields without care. What they lose is a key more or less.
   */

  /** From 10 ns to 10 s, each ten times the one before, as client-go's. */
  static final Duration[] BUCKETS =
      Stream.iterate(Duration.ofNanos(10), bound -> bound.compareTo(Duration.ofSeconds(10)) <= 0, bound -> bound.multipliedBy(10)).toArray(Duration[]::new);

  /** In the place of a time: this key is not timed. */
  static final long UNTIMED = 0;

  private static final int SAMPLING_BITS = 8;

  /** One add in so many is timed when the budget is spent. */
  static final int SAMPLING = 1 << SAMPLING_BITS;

  /** What timing one key costs of the budget: that gives 100,000 a second. */
  static final long PRICE_NANOS = 10_000;

  /** How much of the budget can be saved up: that is 10,000 keys at once, each of which takes memory for its times until it is done. */
  static final long SAVINGS_NANOS = 100_000_000;

  private final WorkQueue<?> queue;
  private final QueueClock clock;
  private final MeterRegistry registry;
  private final Timer queueDuration;
  private final Timer workDuration;
  private final List<Meter> meters;
  private final AtomicLong adds = new AtomicLong();
  private final LongAdder retries = new LongAdder();
  private long paidUntilNanos = -SAVINGS_NANOS;
  private boolean sampling;

  Measurements(WorkQueue<?> queue, String name, QueueClock clock, MeterRegistry registry) {
    this.queue = queue;
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
            FunctionCounter.builder("workqueue.adds", this, Measurements::adds)
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

  /** The time, which is never {@link #UNTIMED}. */
  long now() {
    return clock.nanoTime() + 1;
  }

  /**
   * The time, if the key that is being added is to be timed; {@link #UNTIMED} if not.
   *
   * @param draw a number whose upper bits are as good as drawn by lot; they decide if the budget is spent
   */
  long sample(int draw) {
    if (sampling && draw >>> (Integer.SIZE - SAMPLING_BITS) != 0) {
      return UNTIMED;
    }
    long now = now();
    long paidUntil = Math.max(paidUntilNanos, now - SAVINGS_NANOS) + PRICE_NANOS;
    paidUntilNanos = paidUntil;
    setSampling(paidUntil > now);
    return now;
  }

  /** A worker found no key. */
  void idle() {
    setSampling(false);
  }

  /** Leaves the field alone if it is so already: it is read by all the time. */
  private void setSampling(boolean sampling) {
    if (this.sampling != sampling) {
      this.sampling = sampling;
    }
  }

  /** A key was asked to be added later. */
  void retried() {
    retries.increment();
  }

  /** A key was handed out that had waited so long. */
  @SuppressWarnings("PreferJavaTimeOverload") // a Duration for each key would be garbage
  void waited(long nanos) {
    queueDuration.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** The work on a key ended. */
  @SuppressWarnings("PreferJavaTimeOverload") // a Duration for each key would be garbage
  void worked(long nanos) {
    workDuration.record(nanos, TimeUnit.NANOSECONDS);
  }

  /** Takes the meters out of the registry. */
  void remove() {
    meters.forEach(registry::remove);
  }

  /** A count that is read in pieces may be a little behind itself; who scrapes must never see it go back. */
  private double adds() {
    return adds.accumulateAndGet(queue.adds(), Math::max);
  }

  private double unfinishedNanos() {
    return queue.running(now()).sum();
  }

  private double longestRunningNanos() {
    return queue.running(now()).max().orElse(0);
  }
}
