package io.heddle.channels.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import io.heddle.channels.Probe;
import io.heddle.channels.Received;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;

/** What was interrupted did not happen, what happened was not interrupted, and an interrupt that came too late is kept. */
public class CancelTest {
  private final Ledger ledger = new Ledger();

  /** An interrupted receiver beside another one: the value reaches exactly one. */
  @SimTest
  public void receiverInterrupted_valueIsNotLost(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    int[] outcomes = new int[2];
    Thread victim = sim.go("victim", () -> {
      try {
        ledger.received(channel.receive());
        outcomes[0]++;
      } catch (InterruptedException e) {
        outcomes[1]++;
      }
    });
    sim.go("interrupter", victim::interrupt);
    sim.go("sender", () -> {
      channel.send(Ledger.value(1, 1));
      ledger.sent(Ledger.value(1, 1));
    });
    sim.settle();
    if (outcomes[1] == 1) {
      ledger.received(channel.receive());
    }
    sim.join();
    assertThat(outcomes[0] + outcomes[1]).isEqualTo(1);
    assertThat(Probe.linkedWaiters(channel)).isZero();
    assertThat(channel.tryReceive()).isInstanceOf(Received.Empty.class);
    ledger.checkNothingLostOrDoubled();
  }

  /** An interrupted sender: its value arrives if and only if the send returned. */
  @SimTest
  public void senderInterrupted_valueArrivesOrNot(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    Thread victim = sim.go("victim", () -> {
      for (int i = 1; i <= 2; i++) {
        try {
          channel.send(Ledger.value(1, i));
          ledger.sent(Ledger.value(1, i));
        } catch (InterruptedException e) {
          // Not sent.
        }
      }
    });
    sim.go("interrupter", victim::interrupt);
    sim.go("sender", () -> {
      channel.send(Ledger.value(2, 1));
      ledger.sent(Ledger.value(2, 1));
    });
    sim.go("receiver", () -> {
      try {
        ledger.received(channel.receive());
      } finally {
        sim.settle();
      }
      while (channel.tryReceive() instanceof Received.Value<Integer>(Integer value)) {
        ledger.received(value);
      }
    });
    sim.join();
    ledger.checkNothingLostOrDoubled();
    Ledger.checkFifoPerSender(ledger.received());
  }

  /** A try that finds nobody means it: who interrupts the one receiver because of that has not kept another try from serving it. */
  @SimTest
  public void triesToSendAgainstAnInterrupt_oneIsServed(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    Thread victim = sim.go("victim", () -> {
      try {
        channel.receive();
      } catch (InterruptedException e) {
        // Then somebody was told that nobody receives, because the other had been served.
      }
    });
    sim.settle();
    boolean[] sent = new boolean[2];
    sim.go("one", () -> sent[0] = channel.trySend(1));
    sim.go("other", () -> {
      sent[1] = channel.trySend(2);
      if (!sent[1]) {
        victim.interrupt();
      }
    });
    sim.join();
    assertThat(sent[0] ^ sent[1]).as("one of the two has sent").isTrue();
  }

  /** As {@link #triesToSendAgainstAnInterrupt_oneIsServed}, from the other side. */
  @SimTest
  public void triesToReceiveAgainstAnInterrupt_oneIsServed(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    Thread victim = sim.go("victim", () -> {
      try {
        channel.send(1);
      } catch (InterruptedException e) {
        // Then somebody was told that nobody sends, because the other had the value.
      }
    });
    sim.settle();
    boolean[] received = new boolean[2];
    sim.go("one", () -> received[0] = channel.tryReceive() instanceof Received.Value<Integer>);
    sim.go("other", () -> {
      received[1] = channel.tryReceive() instanceof Received.Value<Integer>;
      if (!received[1]) {
        victim.interrupt();
      }
    });
    sim.join();
    assertThat(received[0] ^ received[1]).as("one of the two has received").isTrue();
  }

  /** An interrupt is either thrown or still to be seen in the flag, never swallowed. */
  @SimTest
  public void interrupt_isThrownOrKept(Sim sim) {
    Channel<Integer> channel = Channel.unbuffered();
    boolean[] done = new boolean[1];
    Thread victim = sim.go("victim", () -> {
      boolean thrown = false;
      try {
        channel.receive();
      } catch (InterruptedException e) {
        thrown = true;
      }
      while (!done[0]) {
        Thread.onSpinWait();
      }
      assertThat(Thread.currentThread().isInterrupted()).isEqualTo(!thrown);
      if (thrown) {
        channel.receive();
      }
    });
    sim.go("interrupter", () -> {
      victim.interrupt();
      done[0] = true;
    });
    sim.go("sender", () -> channel.send(1));
    sim.join();
  }
}
