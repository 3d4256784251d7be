package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.time.Duration;
import java.time.Instant;
import org.junit.jupiter.api.Test;

public class TickerTest {
  public TickerTest() {}

  @Test
  void ticks_comeUntilClosed() throws Exception {
    ReceiveChannel<Instant> ticks;
    try (Ticker ticker = Ticker.every(Duration.ofMillis(2))) {
      ticks = ticker.ticks();
      Instant first = ticks.receive();
      assertThat(ticks.receive()).isAfterOrEqualTo(first);
    }
    ticks.tryReceive();
    assertThat(ticks.tryReceive()).isEqualTo(new Received.Closed<>());
  }

  @Test
  void close_twice_isHarmless() {
    Ticker ticker = Ticker.every(Duration.ofHours(1));
    ticker.close();
    ticker.close();
    assertThat(ticker.ticks().isClosed()).isTrue();
  }

  @Test
  void periodThatIsNone_isRefused() {
    assertThatThrownBy(() -> Ticker.every(Duration.ZERO)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("positive");
    assertThatThrownBy(() -> Ticker.every(Duration.ofSeconds(-1))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void after_givesOneValue() throws Exception {
    long start = System.nanoTime();
    ReceiveChannel<Instant> after = Ticker.after(Duration.ofMillis(3));
    assertThat(after.receive(Duration.ofSeconds(20))).isInstanceOf(Received.Value.class);
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3_000_000);
    assertThat(Ticker.after(Duration.ZERO).size()).isOne();
    assertThat(after.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  /** A day of seconds, of which a receiver sleeps through most: the ticks do not pile up, nor drift. */
  @SimTest(share = 0.005, steps = 2_000_000)
  public void slowReceiver_missesTicksButNotTheBeat(Sim sim) {
    long start = World.current().nanoTime();
    Ticker ticker = Ticker.every(Duration.ofSeconds(1));
    sim.go("slow", () -> {
      for (int i = 0; i < 24; i++) {
        Thread.sleep(Duration.ofMinutes(1));
        ticker.ticks().receive();
        ticker.ticks().receive();
        assertThat((World.current().nanoTime() - start) % 1_000_000_000L).isLessThan(4L << 20);
        assertThat(ticker.ticks().size()).isZero();
      }
      ticker.close();
    });
    sim.join();
  }
}
