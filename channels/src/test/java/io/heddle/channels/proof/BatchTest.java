package io.heddle.channels.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import io.heddle.channels.ChannelClosedException;
import io.heddle.channels.Probe;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A batch is as if its values went one by one: nothing is lost, doubled or out of order, and what a batch that ended early says of itself is true. */
public class BatchTest {
  private static final List<Integer> THREE = List.of(Ledger.value(1, 1), Ledger.value(1, 2), Ledger.value(1, 3));

  private final Ledger ledger = new Ledger();

  private void sent(int first) {
    THREE.subList(0, first).forEach(ledger::sent);
  }

  private void received(List<Integer> batch) {
    batch.forEach(ledger::received);
    Ledger.checkFifoPerSender(batch);
  }

  private static void checkQuiet(Channel<Integer> channel) {
    assertThat(Probe.linkedWaiters(channel)).isZero();
    assertThat(Probe.heldValues(channel)).isZero();
  }

  /** Batches and single values at both ends of one channel. */
  @SimTest
  public void batchesAndSingles_allValuesArriveOnceAndInOrder(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    sim.go("batch sender", () -> sent(channel.sendAll(THREE)));
    sim.go("sender", () -> {
      channel.send(Ledger.value(2, 1));
      ledger.sent(Ledger.value(2, 1));
    });
    sim.go("batch receiver", () -> received(channel.receiveMany(2)));
    sim.go("receiver", () -> ledger.received(channel.receive()));
    sim.settle();
    while (ledger.received().size() < 4) {
      received(channel.receiveMany(4));
    }
    sim.join();
    ledger.checkNothingLostOrDoubled();
    checkQuiet(channel);
  }

  /** Receivers that wait are served by a batch, each with one value, in the order in which they came. */
  @SimTest
  public void receiversThatWait_areServedByABatch(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    int[] got = new int[2];
    for (int i = 0; i < 2; i++) {
      int receiver = i;
      sim.go("receiver-" + i, () -> got[receiver] = channel.receive());
      sim.settle();
    }
    sim.go("late receiver", () -> received(channel.receiveMany(3)));
    sent(channel.sendAll(THREE));
    sim.join();
    received(List.of(got[0], got[1]));
    ledger.checkNothingLostOrDoubled();
    checkQuiet(channel);
  }

  /** Senders that wait are relieved by one who drains, together with what is in the buffer and in order. */
  @SimTest
  public void sendersThatWait_areRelievedByADrain(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    int senders = 1 + sim.random(3);
    for (int s = 1; s <= senders; s++) {
      int value = Ledger.value(1, s);
      sim.go("sender-" + s, () -> {
        channel.send(value);
        ledger.sent(value);
      });
      sim.settle();
    }
    List<Integer> drained = new ArrayList<>();
    assertThat(channel.drainTo(drained, 3)).isEqualTo(senders);
    assertThat(drained).isEqualTo(THREE.subList(0, senders));
    received(drained);
    sim.join();
    ledger.checkNothingLostOrDoubled();
    checkQuiet(channel);
  }

  /** Close against a batch: the values of which the sender hears that they were sent are the first ones, and they arrive; the others do not. */
  @SimTest
  public void closeAgainstBatch_whatWasSentArrives(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    sim.go("batch sender", () -> {
      try {
        sent(channel.sendAll(THREE));
      } catch (ChannelClosedException nothingWasSent) {
        assertThat(channel.isClosed()).isTrue();
      }
    });
    sim.go("closer", channel::close);
    sim.go("batch receiver", () -> {
      List<Integer> all = new ArrayList<>();
      try {
        while (true) {
          all.addAll(channel.receiveMany(2));
        }
      } catch (ChannelClosedException drained) {
        received(all);
      }
    });
    sim.join();
    ledger.checkNothingLostOrDoubled();
    checkQuiet(channel);
  }

  /** Interrupt against a batch: the same, and the interrupt is kept if some were sent. */
  @SimTest
  public void interruptAgainstBatch_whatWasSentArrives(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    boolean[] over = new boolean[1];
    Thread victim = sim.go("batch sender", () -> {
      try {
        int first = channel.sendAll(THREE);
        assertThat(first == 3 || Thread.currentThread().isInterrupted()).as("ended early by an interrupt that is kept").isTrue();
        sent(first);
      } catch (InterruptedException nothingWasSent) {
        assertThat(Thread.currentThread().isInterrupted()).isFalse();
      }
      over[0] = true;
    });
    sim.go("interrupter", victim::interrupt);
    List<Integer> all = new ArrayList<>();
    sim.go("drainer", () -> {
      channel.drainTo(all, 2);
      channel.drainTo(all, 2);
    });
    sim.settle();
    while (!over[0] || channel.size() > 0) {
      channel.drainTo(all, 2);
      sim.settle();
    }
    received(all);
    sim.join();
    ledger.checkNothingLostOrDoubled();
    checkQuiet(channel);
  }

  /** Senders whose time runs out against one who drains: a value is drained if and only if its send says so. */
  @SimTest
  public void drainAgainstTimedSends_agreeOnWhatHappened(Sim sim) {
    sim.letTimeRace();
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    for (int s = 1; s <= 2; s++) {
      int value = Ledger.value(s, 1);
      sim.go("sender-" + s, () -> {
        if (channel.send(value, Duration.ofMillis(5))) {
          ledger.sent(value);
        }
      });
    }
    List<Integer> drained = new ArrayList<>();
    sim.go("drainer", () -> {
      channel.drainTo(drained, 2);
      channel.drainTo(drained, 2);
    });
    sim.join();
    channel.drainTo(drained, 2);
    received(drained);
    ledger.checkNothingLostOrDoubled();
    checkQuiet(channel);
  }
}
