package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * The meters of one informer. They are removed when it closes. An empty composite registry makes all of them do nothing.
 *
 * <p>In Prometheus: {@code heddle_informer_lists_total}, {@code _watches_total}, {@code _relists_total{reason}}, {@code
 * _events_total{event}}, {@code _coalesced_total}, {@code _outdated_total}, {@code _unreadable_total}, {@code _handler_failures_total},
 * {@code _items}, {@code _queued}, {@code _pending}, {@code _silence_seconds}, all with the tags {@code resource} and {@code namespace}.
 */
final class InformerMeters {
  private static final String PREFIX = "heddle.informer.";

  private final MeterRegistry registry;
  private final Tags tags;
  private final Set<Meter> meters = ConcurrentHashMap.newKeySet();

  private final Counter lists;
  private final Counter watches;
  private final Counter added;
  private final Counter updated;
  private final Counter resynced;
  private final Counter deleted;
  private final Counter coalesced;
  private final Counter outdated;
  private final Counter unreadable;
  private final Counter handlerFailures;

  InformerMeters(MeterRegistry registry, String resource, String namespace) {
    this.registry = registry;
    this.tags = Tags.of("resource", resource, "namespace", namespace);
    this.lists = counter("lists", "pages of lists that arrived", Tags.empty());
    this.watches = counter("watches", "watches that the server accepted", Tags.empty());
    this.added = events("added");
    this.updated = events("updated");
    this.resynced = events("resynced");
    this.deleted = events("deleted");
    this.coalesced = counter("coalesced", "events that were merged with one that was not told yet", Tags.empty());
    this.outdated = counter("outdated", "events dropped because the cache had a newer state", Tags.empty());
    this.unreadable = counter("unreadable", "objects that could not be decoded", Tags.empty());
    this.handlerFailures = counter("handler.failures", "exceptions thrown by handlers", Tags.empty());
  }

  private Counter events(String event) {
    return counter("events", "changes applied to the cache", Tags.of("event", event));
  }

  private Counter counter(String name, String description, Tags more) {
    Counter counter = Counter.builder(PREFIX + name).description(description).tags(tags.and(more)).register(registry);
    meters.add(counter);
    return counter;
  }

  /** Shows a number of an object, which the registry does not keep alive. */
  <S> void gauge(String name, String unit, String description, S source, ToDoubleFunction<S> value) {
    meters.add(Gauge.builder(PREFIX + name, source, value).baseUnit(unit).description(description).tags(tags).register(registry));
  }

  void listed() {
    lists.increment();
  }

  void watched() {
    watches.increment();
  }

  void relisted(String reason) {
    // Reasons are few, and known only as they happen; the registry gives the same counter for the same one.
    counter("relists", "lists that took the place of a watch, or began again", Tags.of("reason", reason)).increment();
  }

  void event(Event<? extends HasMetadata> event) {
    Counter counter =
        switch (event) {
          case Event.Added<?> add -> added;
          case Event.Updated<?> update -> update.resync() ? resynced : updated;
          case Event.Deleted<?> delete -> deleted;
        };
    counter.increment();
  }

  void coalesced() {
    coalesced.increment();
  }

  void outdated() {
    outdated.increment();
  }

  void unreadable() {
    unreadable.increment();
  }

  void handlerFailed() {
    handlerFailures.increment();
  }

  void close() {
    meters.forEach(registry::remove);
  }
}
