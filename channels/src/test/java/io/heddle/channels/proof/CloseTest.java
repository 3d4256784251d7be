package io.heddle.channels.proof;

import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.heddle.channels.Channel;
import io.heddle.channels.ChannelClosedException;
import io.heddle.channels.Probe;
import io.heddle.channels.Received;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.util.ArrayList;
import java.util.List;

/** A close ends every wait, and of each send it is certain whether it happened. */
public class CloseTest {
  private final Ledger ledger = new Ledger();

  /** Close against two senders and a receiver that takes until the end: what was sent arrives, what failed does not. */
  @SimTest
  public void closeAgainstSend_eachSendArrivesOrThrows(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    ledger.twoSenders(sim, channel);
    sim.go("closer", channel::close);
    sim.go("receiver", () -> {
      for (int value : channel) {
        ledger.received(value);
      }
    });
    sim.join();
    ledger.checkNothingLostOrDoubled();
    Ledger.checkFifoPerSender(ledger.received());
  }

  /** Close against a select that sends, and that nobody receives from: it learns of the close. */
  @SimTest
  public void closeAgainstSelectedSend_throws(Sim sim) {
    Channel<Integer> channel = Channel.unbuffered();
    Channel<Integer> quiet = Channel.unbuffered();
    sim.go("selector", () -> assertThatExceptionOfType(ChannelClosedException.class)
        .isThrownBy(() -> select(receive(quiet, value -> value), send(channel, 101, () -> 101))));
    sim.go("closer", channel::close);
    sim.join();
    assertThat(Probe.linkedWaiters(quiet)).isZero();
  }

  /** Close against a select that receives, and that nobody sends to: the closed channel is the case that is ready. */
  @SimTest
  public void closeAgainstSelectedReceive_isChosen(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    Channel<Integer> quiet = Channel.unbuffered();
    int[] chosen = new int[1];
    sim.go("selector", () -> chosen[0] = select(receive(quiet, value -> value), receive(channel, value -> value, () -> 1)));
    sim.go("closer", channel::close);
    sim.join();
    assertThat(chosen[0]).isEqualTo(1);
    assertThat(Probe.linkedWaiters(quiet)).isZero();
  }

  /** Close with waiting receivers: all learn of it, and a value that was sent before reaches one of them. */
  @SimTest
  public void closeAgainstReceive_wakesEveryReceiver(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    for (int r = 1; r <= 3; r++) {
      sim.go("receiver-" + r, () -> {
        try {
          ledger.received(channel.receive());
        } catch (ChannelClosedException closed) {
          assertThat(channel.isClosed()).isTrue();
        }
      });
    }
    sim.go("sender and closer", () -> {
      channel.send(Ledger.value(1, 1));
      ledger.sent(Ledger.value(1, 1));
      channel.close();
    });
    sim.join();
    ledger.checkNothingLostOrDoubled();
  }

  /** Two close at once: one has closed it, the other is told. */
  @SimTest
  public void twoCloses_oneThrows(Sim sim) {
    Channel<Integer> channel = Channel.buffered(1);
    List<String> told = new ArrayList<>();
    for (int c = 1; c <= 2; c++) {
      sim.go("closer-" + c, () -> {
        try {
          channel.close();
        } catch (ChannelClosedException closed) {
          told.add("told");
        }
      });
    }
    sim.join();
    assertThat(told).hasSize(1);
    assertThat(channel.isClosed()).isTrue();
  }

  /** Closed never reverts, and a closed channel that still holds values gives them out before it says closed. */
  @SimTest
  public void closedChannel_isDrainedThenClosedForGood(Sim sim) {
    Channel<Integer> channel = Channel.buffered(2);
    sim.go("sender", () -> {
      channel.send(1);
      channel.send(2);
      channel.close();
    });
    sim.go("receiver", () -> {
      List<Integer> values = new ArrayList<>();
      boolean wasClosed = false;
      while (true) {
        wasClosed |= channel.isClosed();
        Received<Integer> got = channel.tryReceive();
        if (got instanceof Received.Value<Integer>(Integer value)) {
          values.add(value);
        } else if (got instanceof Received.Closed<Integer>) {
          break;
        } else {
          assertThat(wasClosed).as("empty after closed").isFalse();
          Thread.onSpinWait();
        }
      }
      assertThat(values).containsExactly(1, 2);
      assertThat(channel.tryReceive()).isInstanceOf(Received.Closed.class);
    });
    sim.join();
  }

  /** A receiver cancels while senders send: each learns of it or has sent, nobody waits for ever and nothing is kept. */
  @SimTest
  public void cancelAgainstSend_everySenderLearns(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    ledger.twoSenders(sim, channel);
    sim.go("canceller", channel::cancel);
    sim.join();
    assertThat(channel.size()).isZero();
    assertThat(Probe.linkedWaiters(channel)).isZero();
    assertThat(Probe.heldValues(channel)).isZero();
  }
}
