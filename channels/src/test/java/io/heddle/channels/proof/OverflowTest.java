package io.heddle.channels.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import io.heddle.channels.Received;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.util.ArrayList;
import java.util.List;

/** Channels that never make a sender wait: each value is received or told of as undelivered, once. */
public class OverflowTest {
  /** An unlimited channel keeps its values in chunks of so many. */
  private static final int CHUNK = 64;

  private final Ledger ledger = new Ledger();
  private final List<Integer> undelivered = new ArrayList<>();

  private Channel<Integer> dropping(Sim sim, int capacity) {
    return sim.random(2) == 0 ? Channel.dropOldest(capacity, undelivered::add) : Channel.dropLatest(capacity, undelivered::add);
  }

  /** Two senders and a receiver of a channel that drops. */
  @SimTest
  public void dropping_eachValueIsReceivedOrToldOf(Sim sim) {
    Channel<Integer> channel = dropping(sim, 1 + sim.random(2));
    ledger.twoSenders(sim, channel);
    sim.go("receiver", () -> {
      ledger.received(channel.receive());
      sim.settle();
      while (channel.tryReceive() instanceof Received.Value<Integer>(Integer value)) {
        ledger.received(value);
      }
    });
    sim.join();
    ledger.checkNothingLostOrDoubled(undelivered);
    Ledger.checkFifoPerSender(ledger.received());
  }

  /** A cancel against senders and a receiver: what was sent and not received was told of, and nobody waits any more. */
  @SimTest
  public void cancel_eachValueIsReceivedOrToldOf(Sim sim) {
    Channel<Integer> channel = dropping(sim, 2);
    ledger.twoSenders(sim, channel);
    sim.go("receiver", () -> {
      for (int value : channel) {
        ledger.received(value);
      }
    });
    sim.go("canceller", channel::cancel);
    sim.join();
    assertThat(channel.size()).isZero();
    ledger.checkNothingLostOrDoubled(undelivered);
    Ledger.checkFifoPerSender(ledger.received());
  }

  /** Two senders fill up a chunk of an unlimited channel and begin the next, while a receiver empties the first. */
  @SimTest
  public void unlimited_fromChunkToChunk_allValuesArriveOnceAndInOrder(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.unlimited();
    for (int i = 1; i < CHUNK; i++) {
      channel.send(Ledger.value(3, i));
      ledger.sent(Ledger.value(3, i));
    }
    for (int i = 1; i < CHUNK; i++) {
      ledger.received(channel.receive());
    }
    ledger.twoSenders(sim, channel);
    sim.go("receiver", () -> {
      for (int i = 0; i < 4; i++) {
        ledger.received(channel.receive());
      }
    });
    sim.join();
    ledger.checkNothingLostOrDoubled();
    Ledger.checkFifoPerSender(ledger.received());
    assertThat(channel.size()).isZero();
  }
}
