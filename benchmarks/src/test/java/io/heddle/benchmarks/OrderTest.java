package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class OrderTest {
  @Test
  void parse_whatToLineWrote_isTheSame() {
    Order order = new Order("channels", "one-to-one/16", "heddle", new Timing(1, 20, 3, 40), 92.5, Duration.ofSeconds(5), "/a folder/x.threads");
    assertThat(Order.parse(order.toLine())).isEqualTo(order);
  }

  @Test
  void parse_somethingElse_saysSo() {
    assertThatThrownBy(() -> Order.parse("channels ping-pong"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("an order is suite, workload, peer, timing, limit and a file, not: channels ping-pong");
  }
}
