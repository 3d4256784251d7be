package io.heddle.channels;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.lang.ref.WeakReference;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.ToDoubleFunction;

/**
 * Shows channels as gauges of a Micrometer registry: those that are given here and no others, each under its name. Needs {@code io.micrometer:micrometer-core}, which the
 * library does without otherwise.
 *
 * {@snippet :
 * Channel<Order> orders = Channel.<Order>buffered(100).named("orders");
 * try (ChannelMetrics metrics = ChannelMetrics.of(orders)) {
 *   metrics.bindTo(registry);
 *   serve(orders);
 * }
 * }
 *
 * <p>The gauges, with the tag {@code channel} for the name the channel had when it was bound:
 *
 * <ul>
 *   <li>{@code heddle.channel.size}, the values in the buffer;
 *   <li>{@code heddle.channel.capacity}, what the buffer holds at most, {@link Integer#MAX_VALUE} for an unlimited channel;
 *   <li>{@code heddle.channel.waiters}, the goroutines and threads that wait at the channel, selects included, with the tag {@code operation}: {@code send} or {@code
 *       receive}.
 * </ul>
 *
 * <p>They are read when the registry is, at no cost to the channel in between. Neither this nor the registry keeps a channel from being collected; its gauges are then not a
 * number. Every method may be called by any thread and none blocks.
 */
public final class ChannelMetrics implements MeterBinder, AutoCloseable {
  private static final String PREFIX = "heddle.channel.";

  private final List<WeakReference<RingChannel<?>>> channels = new ArrayList<>();

  /** What is to be removed in the end, by registry. */
  private final Map<MeterRegistry, List<Meter>> bound = new ConcurrentHashMap<>();

  private volatile boolean closed;

  private ChannelMetrics(Channel<?>[] given) {
    Set<String> names = new HashSet<>();
    for (Channel<?> channel : given) {
      if (!(Objects.requireNonNull(channel, "channel") instanceof RingChannel<?> ring)) {
        throw new IllegalArgumentException(channel + " cannot be measured: nothing ever happens on it");
      }
      if (!ring.isNamed()) {
        throw new IllegalArgumentException(channel + " has no name to show its gauges under: give it one with named(...)");
      }
      if (!names.add(ring.name())) {
        throw new IllegalArgumentException("two of the channels have the name '" + ring.name() + "', under which only one can be shown: name them apart with named(...)");
      }
      channels.add(new WeakReference<>(ring));
    }
  }

  /**
   * Gauges of the given channels, in no registry yet.
   *
   * @param channels the channels, each with a name of its own
   * @return the gauges, for {@link #bindTo}
   * @throws IllegalArgumentException if a channel was not given a name by {@link Channel#named}, two have the same, or one is {@link Channel#never()}
   */
  public static ChannelMetrics of(Channel<?>... channels) {
    return new ChannelMetrics(channels);
  }

  /**
   * Registers the gauges; has no effect if this has been bound to the registry already.
   *
   * @param registry where the gauges are to be shown
   * @throws IllegalArgumentException if the registry shows another channel of the same name; nothing has been registered
   * @throws IllegalStateException if this is closed; nothing has been registered
   */
  @Override
  public void bindTo(MeterRegistry registry) {
    if (closed) {
      throw new IllegalStateException("the gauges of these channels were closed: make new ones with ChannelMetrics.of(...)");
    }
    bound.computeIfAbsent(registry, this::register);
    if (closed) {
      close();
    }
  }

  private List<Meter> register(MeterRegistry registry) {
    List<RingChannel<?>> present = new ArrayList<>();
    for (WeakReference<RingChannel<?>> reference : channels) {
      RingChannel<?> channel = reference.get();
      if (channel != null) {
        if (registry.find(PREFIX + "size").tag("channel", channel.name()).meter() != null) {
          throw new IllegalArgumentException("the registry shows another channel under the name '" + channel.name() + "': name them apart with named(...)");
        }
        present.add(channel);
      }
    }
    List<Meter> meters = new ArrayList<>();
    for (RingChannel<?> channel : present) {
      Tags name = Tags.of("channel", channel.name());
      meters.add(gauge(registry, "size", "values in the buffer", name, channel, RingChannel::size));
      meters.add(gauge(registry, "capacity", "values that the buffer holds at most", name, channel, RingChannel::capacity));
      meters.add(gauge(registry, "waiters", "operations that wait", name.and("operation", "send"), channel, RingChannel::waitingSenders));
      meters.add(gauge(registry, "waiters", "operations that wait", name.and("operation", "receive"), channel, RingChannel::waitingReceivers));
    }
    return meters;
  }

  private static Meter gauge(MeterRegistry registry, String name, String description, Tags tags, RingChannel<?> channel, ToDoubleFunction<RingChannel<?>> value) {
    return Gauge.builder(PREFIX + name, channel, value).description(description).tags(tags).register(registry);
  }

  /** Removes the gauges from every registry that this was bound to. Has no effect on the channels, nor if it is called again. */
  @Override
  public void close() {
    closed = true;
    for (MeterRegistry registry : List.copyOf(bound.keySet())) {
      List<Meter> meters = bound.remove(registry);
      if (meters != null) {
        meters.forEach(registry::remove);
      }
    }
  }
}
