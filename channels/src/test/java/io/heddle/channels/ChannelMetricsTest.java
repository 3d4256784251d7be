package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChannelMetricsTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final MeterRegistry registry = new SimpleMeterRegistry();

  private double gauge(String name, String channel, String... tags) {
    return registry.get(name).tag("channel", channel).tags(tags).gauge().value();
  }

  @Test
  void gauges_followTheChannel() throws Exception {
    Channel<Integer> orders = Channel.<Integer>buffered(2).named("orders");
    try (ChannelMetrics metrics = ChannelMetrics.of(orders)) {
      metrics.bindTo(registry);
      assertThat(gauge("heddle.channel.size", "orders")).isZero();
      assertThat(gauge("heddle.channel.capacity", "orders")).isEqualTo(2);
      orders.sendAll(List.of(1, 2));
      assertThat(gauge("heddle.channel.size", "orders")).isEqualTo(2);
      goroutines.goBlocked(() -> orders.send(3));
      goroutines.goBlocked(() -> Select.select(Select.send(orders, 4, () -> 0)));
      assertThat(gauge("heddle.channel.waiters", "orders", "operation", "send")).isEqualTo(2);
      assertThat(gauge("heddle.channel.waiters", "orders", "operation", "receive")).isZero();
      for (int i = 0; i < 4; i++) {
        orders.receive();
      }
      goroutines.join();
      goroutines.goBlocked(orders::receive);
      assertThat(gauge("heddle.channel.waiters", "orders", "operation", "send")).isZero();
      assertThat(gauge("heddle.channel.waiters", "orders", "operation", "receive")).isEqualTo(1);
      orders.send(5);
      goroutines.join();
    }
  }

  @Test
  void unlimited_hasTheGreatestCapacity() {
    Channel<Integer> log = Channel.<Integer>unlimited().named("log");
    ChannelMetrics.of(log).bindTo(registry);
    log.trySend(1);
    assertThat(gauge("heddle.channel.size", "log")).isEqualTo(1);
    assertThat(gauge("heddle.channel.capacity", "log")).isEqualTo(Integer.MAX_VALUE);
  }

  @Test
  void close_removesItsOwnGaugesFromEveryRegistry() {
    Channel<Integer> orders = Channel.<Integer>buffered(2).named("orders");
    Channel<Integer> bills = Channel.<Integer>buffered(2).named("bills");
    MeterRegistry second = new SimpleMeterRegistry();
    ChannelMetrics metrics = ChannelMetrics.of(orders);
    metrics.bindTo(registry);
    metrics.bindTo(registry);
    metrics.bindTo(second);
    ChannelMetrics.of(bills).bindTo(registry);
    assertThat(registry.getMeters()).hasSize(8);
    assertThat(second.getMeters()).hasSize(4);
    metrics.close();
    metrics.close();
    assertThat(registry.getMeters()).hasSize(4).allMatch(meter -> "bills".equals(meter.getId().getTag("channel")));
    assertThat(second.getMeters()).isEmpty();
    assertThatThrownBy(() -> metrics.bindTo(registry)).isInstanceOf(IllegalStateException.class).hasMessageContaining("ChannelMetrics.of");
    ChannelMetrics.of(orders).bindTo(registry);
    assertThat(gauge("heddle.channel.capacity", "orders")).isEqualTo(2);
  }

  @Test
  void channel_isNotKeptFromBeingCollected() {
    List<WeakReference<?>> forgotten = new ArrayList<>();
    ChannelMetrics metrics = metricsOfAForgottenChannel(forgotten);
    await().atMost(Duration.ofSeconds(30)).until(() -> {
      System.gc();
      return forgotten.getFirst().get() == null;
    });
    assertThat(gauge("heddle.channel.size", "orders")).isNaN();
    metrics.bindTo(new CompositeMeterRegistry());
    metrics.close();
    assertThat(registry.getMeters()).isEmpty();
  }

  private ChannelMetrics metricsOfAForgottenChannel(List<WeakReference<?>> forgotten) {
    Channel<Integer> orders = Channel.<Integer>buffered(2).named("orders");
    forgotten.add(new WeakReference<>(orders));
    ChannelMetrics metrics = ChannelMetrics.of(orders);
    metrics.bindTo(registry);
    return metrics;
  }

  @Test
  void channelsThatCannotBeToldApart_areRefused() {
    Channel<Integer> orders = Channel.<Integer>buffered(2).named("orders");
    Channel<Integer> others = Channel.<Integer>buffered(3).named("orders");
    assertThatThrownBy(() -> ChannelMetrics.of(orders, others)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("two of the channels have the name 'orders'");
    ChannelMetrics.of(orders).bindTo(registry);
    assertThatThrownBy(() -> ChannelMetrics.of(Channel.<Integer>buffered(1).named("bills"), others).bindTo(registry))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("another channel under the name 'orders'");
    assertThat(registry.getMeters()).hasSize(4);
    assertThatThrownBy(() -> ChannelMetrics.of(Channel.buffered(1))).isInstanceOf(IllegalArgumentException.class).hasMessageMatching("channel 'channel-\\d+' .* has no name .*");
    assertThatThrownBy(() -> ChannelMetrics.of(Channel.never())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("'never' cannot be measured");
  }
}
