package io.heddle.controller;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What one controller counts, under the names that controller-runtime gives it, so that the dashboards made for Go fit. The dots become
 * underscores and the units are added by Micrometer's naming for Prometheus. All tags are fixed when the controller is registered:
 * no name of an object ever becomes one.
 */
final class ReconcileMetrics implements AutoCloseable {

  /** How a reconcile ended, in controller-runtime's words. */
  enum Ending {
    SUCCESS,
    ERROR,
    REQUEUE,
    REQUEUE_AFTER
  }

  /** The upper bounds of controller-runtime's buckets, in milliseconds. */
  private static final Duration[] BUCKETS =
      Stream.of(
              5, 10, 25, 50, 100, 150, 200, 250, 300, 350, 400, 450, 500, 600, 700, 800, 900, 1_000, 1_250, 1_500, 1_750, 2_000, 2_500, 3_000,
              3_500, 4_000, 4_500, 5_000, 6_000, 7_000, 8_000, 9_000, 10_000, 15_000, 20_000, 25_000, 30_000, 40_000, 50_000, 60_000)
          .map(Duration::ofMillis)
          .toArray(Duration[]::new);

  private final MeterRegistry registry;
  private final List<Meter> meters = new ArrayList<>();
  private final Map<Ending, Counter> endings;
  private final Counter errors;
  private final Counter terminalErrors;
  private final Counter panics;
  private final Timer time;
  private final AtomicInteger active = new AtomicInteger();

  ReconcileMetrics(MeterRegistry registry, String controller, int concurrency) {
    this.registry = registry;
    Tags tags = Tags.of("controller", controller);
    endings =
        Stream.of(Ending.values())
            .collect(
                Collectors.toMap(
                    ending -> ending,
                    ending -> counter("reconcile", "Reconciles, by how they ended", tags.and("result", ending.name().toLowerCase(Locale.ROOT)))));
    errors = counter("reconcile.errors", "Reconciles that failed", tags);
    terminalErrors = counter("terminal.reconcile.errors", "Reconciles that failed and are not tried again", tags);
    panics = counter("reconcile.panics", "Reconciles that threw an unchecked exception or an error", tags);
    time =
        added(
            Timer.builder("controller.runtime.reconcile.time")
                .description("How long reconciles take")
                .tags(tags)
                .serviceLevelObjectives(BUCKETS)
                .register(registry));
    gauge("max.concurrent.reconciles", "Workers of the controller", tags, new AtomicInteger(concurrency));
    gauge("active.workers", "Workers that are reconciling now", tags, active);
  }

  void started() {
    active.incrementAndGet();
  }

  /** A reconcile that began at {@code startNanos} of {@link System#nanoTime} has ended; to be followed by how. */
  void finished(long startNanos) {
    active.decrementAndGet();
    time.record(Duration.ofNanos(System.nanoTime() - startNanos));
  }

  void ended(Ending ending) {
    Objects.requireNonNull(endings.get(ending)).increment();
  }

  void failed(boolean terminal, boolean panic) {
    ended(Ending.ERROR);
    errors.increment();
    if (terminal) {
      terminalErrors.increment();
    }
    if (panic) {
      panics.increment();
    }
  }

  /** Takes the meters out of the registry: gauges of a controller that is no more would stand in the way of its successor's. */
  @Override
  public void close() {
    meters.forEach(registry::remove);
  }

  private Counter counter(String name, String description, Tags tags) {
    return added(Counter.builder("controller.runtime." + name).description(description).tags(tags).register(registry));
  }

  private void gauge(String name, String description, Tags tags, AtomicInteger value) {
    added(Gauge.builder("controller.runtime." + name, value, AtomicInteger::get).description(description).tags(tags).strongReference(true).register(registry));
  }

  private <M extends Meter> M added(M meter) {
    meters.add(meter);
    return meter;
  }
}
