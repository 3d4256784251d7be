package io.heddle.channels.proof;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import io.heddle.channels.Probe;
import io.heddle.channels.Received;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.time.Duration;

/** A timeout against a hand-off: one of them wins, for both sides the same one; and a timeout fires in time, never early. */
public class TimeoutTest {
  private static final Duration SOON = Duration.ofMillis(5);
  private final Ledger ledger = new Ledger();

  /** A receive with a timeout against a send with a timeout. */
  @SimTest
  public void timedSendAgainstTimedReceive_agreeOnWhatHappened(Sim sim) {
    sim.letTimeRace();
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    sim.go("sender", () -> {
      if (channel.send(Ledger.value(1, 1), SOON)) {
        ledger.sent(Ledger.value(1, 1));
      }
    });
    sim.go("receiver", () -> {
      if (channel.receive(SOON) instanceof Received.Value<Integer>(Integer value)) {
        ledger.received(value);
      }
    });
    sim.join();
    assertThat(Probe.linkedWaiters(channel)).isZero();
    if (channel.tryReceive() instanceof Received.Value<Integer>(Integer value)) {
      ledger.received(value);
    }
    ledger.checkNothingLostOrDoubled();
  }

  /** A select with a timeout against a send that waits as long as it takes. */
  @SimTest
  public void selectWithTimeoutAgainstSend_valueIsNotLost(Sim sim) throws Exception {
    sim.letTimeRace();
    Channel<Integer> channel = Channel.unbuffered();
    sim.go("sender", () -> {
      channel.send(Ledger.value(1, 1));
      ledger.sent(Ledger.value(1, 1));
    });
    boolean timedOut = select(
        receive(channel, value -> {
          ledger.received(value);
          return false;
        }),
        after(SOON, () -> true));
    if (timedOut) {
      ledger.received(channel.receive());
    }
    sim.join();
    ledger.checkNothingLostOrDoubled();
  }

  /** Timeouts of several goroutines on the one wheel: each fires, none before its time. */
  @SimTest
  public void timeouts_fireInTimeAndNeverEarly(Sim sim) {
    Channel<Integer> quiet = Channel.unbuffered();
    for (int g = 1; g <= 3; g++) {
      Duration timeout = Duration.ofNanos(1 + sim.random(1 << (10 + 10 * sim.random(3))));
      sim.go("waiter-" + g, () -> {
        Duration start = sim.elapsed();
        assertThat(quiet.receive(timeout)).isInstanceOf(Received.Empty.class);
        Duration waited = sim.elapsed().minus(start);
        assertThat(waited).isGreaterThanOrEqualTo(timeout);
        assertThat(waited).isLessThan(timeout.plusMillis(5));
      });
    }
    sim.join();
  }

  /** Without a partner in sight the clock alone decides; with one, the clock stands still and the partner wins. */
  @SimTest
  public void handOffBeforeTheDeadline_wins(Sim sim) {
    Channel<Integer> channel = Channel.unbuffered();
    sim.go("receiver", () -> assertThat(channel.receive(SOON)).isEqualTo(new Received.Value<>(7)));
    sim.go("sender", () -> channel.send(7));
    sim.join();
    assertThat(Probe.pendingTimeouts()).as("timeouts left on the wheel").isZero();
  }

  /** A timer, a partner whose time runs out too, and an interrupt against one select: one outcome, for all the same. */
  @SimTest
  public void timerPartnerAndInterruptAgainstSelect_agreeOnWhatHappened(Sim sim) {
    sim.letTimeRace();
    Channel<Integer> channel = Channel.unbuffered();
    Channel<Integer> quiet = Channel.unbuffered();
    Thread victim = sim.go("selector", () -> {
      try {
        int value = select(receive(quiet, v -> v), receive(channel, v -> v), after(SOON, () -> 0));
        if (value != 0) {
          ledger.received(value);
        }
      } catch (InterruptedException e) {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
    });
    sim.go("sender", () -> {
      if (channel.send(Ledger.value(1, 1), SOON)) {
        ledger.sent(Ledger.value(1, 1));
      }
    });
    sim.go("interrupter", victim::interrupt);
    sim.join();
    ledger.checkNothingLostOrDoubled();
    assertThat(Probe.linkedWaiters(channel) + Probe.linkedWaiters(quiet)).isZero();
  }
}
