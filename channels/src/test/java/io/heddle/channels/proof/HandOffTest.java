package io.heddle.channels.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import io.heddle.channels.Received;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Whoever waits is woken: every value that is sent is received, once and in order, whatever the capacity. */
public class HandOffTest {
  private final Ledger ledger = new Ledger();

  /** Two senders, two receivers, capacity 0 to 2: all end. */
  @SimTest
  public void sendersAndReceivers_allValuesArriveOnceAndInOrder(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    for (int s = 1; s <= 2; s++) {
      int sender = s;
      sim.go("sender-" + s, () -> {
        for (int i = 1; i <= 2; i++) {
          channel.send(Ledger.value(sender, i));
          ledger.sent(Ledger.value(sender, i));
        }
      });
    }
    for (int r = 1; r <= 2; r++) {
      sim.go("receiver-" + r, () -> {
        List<Integer> mine = new ArrayList<>();
        for (int i = 0; i < 2; i++) {
          int value = channel.receive();
          mine.add(value);
          ledger.received(value);
        }
        Ledger.checkFifoPerSender(mine);
      });
    }
    sim.join();
    ledger.checkNothingLostOrDoubled();
    assertThat(channel.size()).isZero();
  }

  /** A value goes there and back over two channels without a buffer. */
  @SimTest
  public void pingPong_ends(Sim sim) {
    Channel<Integer> there = Channel.unbuffered();
    Channel<Integer> back = Channel.unbuffered();
    sim.go("echo", () -> {
      for (int i = 0; i < 2; i++) {
        back.send(there.receive() + 1);
      }
    });
    sim.go("caller", () -> {
      for (int i = 0; i < 2; i++) {
        there.send(10 * i);
        assertThat(back.receive()).isEqualTo(10 * i + 1);
      }
    });
    sim.join();
  }

  /** A send without a buffer returns only when its value has been received. */
  @SimTest
  public void unbufferedSend_returnsAfterItsReceiveBegan(Sim sim) {
    Channel<Integer> channel = Channel.unbuffered();
    boolean[] receiving = new boolean[1];
    sim.go("sender", () -> {
      channel.send(1);
      assertThat(receiving[0]).as("someone receives").isTrue();
    });
    sim.go("receiver", () -> {
      receiving[0] = true;
      channel.receive();
    });
    sim.join();
  }

  /** A try takes what a sender offers without a buffer, once, and nothing is left behind. */
  @SimTest
  public void triesAgainstOneWhoOffers_takeIt(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    sim.go("sender", () -> {
      for (int i = 1; i <= 2; i++) {
        channel.send(i);
      }
    });
    for (int i = 1; i <= 2; i++) {
      Received<Integer> received = channel.tryReceive();
      while (received instanceof Received.Empty<Integer>) {
        assertThat(channel.size()).isZero();
        sim.step();
        received = channel.tryReceive();
      }
      assertThat(received).isEqualTo(new Received.Value<>(i));
    }
    sim.join();
    assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  /** Senders of the same object without a buffer: none returns before its own was received, and each is received. */
  @SimTest
  public void sendersOfOneObject_returnWhenItIsReceived(Sim sim) {
    Channel<Integer> channel = Channel.unbuffered();
    AtomicInteger begun = new AtomicInteger();
    AtomicInteger sent = new AtomicInteger();
    for (int s = 1; s <= 3; s++) {
      sim.go("sender-" + s, () -> {
        channel.send(1);
        assertThat(sent.incrementAndGet()).isLessThanOrEqualTo(begun.get());
      });
    }
    sim.go("receiver", () -> {
      for (int i = 0; i < 2; i++) {
        begun.incrementAndGet();
        channel.receive();
      }
    });
    begun.incrementAndGet();
    while (channel.tryReceive() instanceof Received.Empty<Integer>) {
      Thread.onSpinWait();
    }
    sim.join();
    assertThat(sent).hasValue(3);
  }

  /** The operations that never block, against those that do: what a try reports is what happened. */
  @SimTest
  public void tries_reportWhatHappened(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    sim.go("sender", () -> {
      channel.send(Ledger.value(1, 1));
      ledger.sent(Ledger.value(1, 1));
    });
    sim.go("trying sender", () -> {
      for (int i = 1; i <= 2; i++) {
        if (channel.trySend(Ledger.value(2, i))) {
          ledger.sent(Ledger.value(2, i));
        }
      }
    });
    sim.go("trying receiver", () -> {
      for (int i = 0; i < 2; i++) {
        if (channel.tryReceive() instanceof Received.Value<Integer>(Integer value)) {
          ledger.received(value);
        }
      }
    });
    sim.settle();
    List<Integer> leftOver = new ArrayList<>();
    while (channel.tryReceive() instanceof Received.Value<Integer>(Integer value)) {
      leftOver.add(value);
    }
    sim.join();
    ledger.checkNothingLostOrDoubled(leftOver);
    Ledger.checkFifoPerSender(leftOver);
  }

  /** Waiting senders are served in the order in which they came. */
  @SimTest
  public void waitingSenders_areServedFirstComeFirstServed(Sim sim) throws Exception {
    int capacity = sim.random(3);
    Channel<Integer> channel = Channel.buffered(capacity);
    for (int i = 1; i <= 4; i++) {
      int value = i;
      sim.go("sender-" + i, () -> channel.send(value));
      sim.settle();
    }
    assertThat(channel.size()).isEqualTo(capacity);
    sim.go("late sender", () -> channel.send(5));
    for (int i = 1; i <= 4; i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
    assertThat(channel.receive()).isEqualTo(5);
    sim.join();
  }

  /** Waiting receivers are served in the order in which they came. */
  @SimTest
  public void waitingReceivers_areServedFirstComeFirstServed(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    int[] got = new int[4];
    for (int i = 0; i < 3; i++) {
      int receiver = i;
      sim.go("receiver-" + i, () -> got[receiver] = channel.receive());
      sim.settle();
    }
    sim.go("late receiver", () -> got[3] = channel.receive());
    for (int i = 1; i <= 4; i++) {
      channel.send(i);
    }
    sim.join();
    assertThat(got).containsExactly(1, 2, 3, 4);
  }
}
