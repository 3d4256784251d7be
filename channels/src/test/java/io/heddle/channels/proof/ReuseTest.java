package io.heddle.channels.proof;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import io.heddle.channels.Probe;
import io.heddle.channels.Received;
import io.heddle.channels.Selector;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;

/**
 * A thread's next wait uses what its last one used: whoever was late for the last one (the partner who claimed it, the timer, the one who closed, the one who interrupted) must
 * do nothing to the next. Values of channel a are below 200, those of b are not.
 */
public class ReuseTest {
  private static final Duration SOON = Duration.ofMillis(5);

  private final Ledger ledger = new Ledger();
  // What is used again are waiters, so nobody does without.
  private final Channel<Integer> a = Probe.whereNobodyLooks(Channel.unbuffered());
  private final Channel<Integer> b = Probe.whereNobodyLooks(Channel.unbuffered());

  private void send(Channel<Integer> channel, int value) throws InterruptedException {
    channel.send(value);
    ledger.sent(value);
  }

  private void receiveFromB() throws InterruptedException {
    int value = b.receive();
    assertThat(value).isGreaterThan(200);
    ledger.received(value);
  }

  private void check(Sim sim) {
    sim.join();
    assertThat(Probe.linkedWaiters(a) + Probe.linkedWaiters(b)).isZero();
    ledger.checkNothingLostOrDoubled();
  }

  /** Served at one channel, a receiver waits at the next: who served it may wake it late. */
  @SimTest
  public void servedReceiver_waitsElsewhere(Sim sim) {
    sim.go("receiver", () -> {
      ledger.received(a.receive());
      receiveFromB();
      receiveFromB();
    });
    sim.go("sender-a", () -> send(a, 101));
    sim.go("sender-b", () -> {
      send(b, 201);
      send(b, 202);
    });
    check(sim);
  }

  /** Relieved of its value at one channel, a sender waits at the next: its first value is not mistaken for its second. */
  @SimTest
  public void servedSender_waitsElsewhere(Sim sim) {
    sim.go("sender", () -> {
      send(a, 101);
      send(b, 201);
    });
    sim.go("receiver-a", () -> {
      int value = a.receive();
      assertThat(value).isEqualTo(101);
      ledger.received(value);
    });
    sim.go("receiver-b", this::receiveFromB);
    check(sim);
  }

  /** A receiver that was interrupted waits elsewhere, while a sender comes for the wait that is no more. */
  @SimTest
  public void interruptedReceiver_waitsElsewhere(Sim sim) throws Exception {
    boolean[] served = new boolean[1];
    Thread victim = sim.go("victim", () -> {
      try {
        ledger.received(a.receive());
        served[0] = true;
      } catch (InterruptedException e) {
        // Nothing was received.
      }
      while (true) {
        try {
          receiveFromB();
          return;
        } catch (InterruptedException e) {
          // The interrupt came after the value.
        }
      }
    });
    sim.go("interrupter", victim::interrupt);
    sim.go("sender-a", () -> send(a, 101));
    sim.settle();
    send(b, 201);
    if (!served[0]) {
      ledger.received(a.receive());
    }
    check(sim);
  }

  /** A sender that was interrupted waits elsewhere, while a receiver comes for the wait that is no more. */
  @SimTest
  public void interruptedSender_waitsElsewhere(Sim sim) throws Exception {
    boolean[] sent = new boolean[1];
    Thread victim = sim.go("victim", () -> {
      try {
        send(a, 101);
        sent[0] = true;
      } catch (InterruptedException e) {
        // Nothing was sent.
      }
      while (true) {
        try {
          send(b, 201);
          return;
        } catch (InterruptedException e) {
          // The interrupt came after the value.
        }
      }
    });
    sim.go("interrupter", victim::interrupt);
    sim.go("receiver-a", () -> {
      int value = a.receive();
      assertThat(value).isLessThan(200);
      ledger.received(value);
    });
    sim.settle();
    receiveFromB();
    if (!sent[0]) {
      send(a, 102);
    }
    check(sim);
  }

  /** A receiver that ran out of time, or was just in time, waits elsewhere without a limit: the timer does not end that wait. */
  @SimTest
  public void timedReceiver_waitsElsewhere(Sim sim) throws Exception {
    sim.letTimeRace();
    boolean[] served = new boolean[1];
    sim.go("receiver", () -> {
      if (a.receive(SOON) instanceof Received.Value<Integer>(Integer value)) {
        ledger.received(value);
        served[0] = true;
      }
      receiveFromB();
    });
    sim.go("sender-a", () -> send(a, 101));
    sim.settle();
    send(b, 201);
    if (!served[0]) {
      ledger.received(a.receive());
    }
    check(sim);
  }

  /** Those who learned of a close wait elsewhere while the closer still goes through those it woke. */
  @SimTest
  public void receiversOfAClosedChannel_waitElsewhere(Sim sim) {
    Channel<Integer> withRoom = Channel.buffered(2); // where each who waits is in the queue
    for (int i = 1; i <= 3; i++) {
      sim.go("receiver-" + i, () -> {
        assertThat(a.receive(Duration.ofDays(1))).isInstanceOf(Received.Closed.class);
        ledger.received(withRoom.receive());
      });
    }
    if (sim.random(2) == 0) {
      sim.settle(); // all wait when the close comes
    }
    sim.go("closer", a::close);
    sim.go("sender", () -> {
      for (int i = 1; i <= 3; i++) {
        send(withRoom, 200 + i);
      }
    });
    check(sim);
  }

  /** A selector is used round after round, with limits of time, against senders and a close. */
  @SimTest
  public void selector_isUsedAgain(Sim sim) throws Exception {
    sim.letTimeRace();
    sim.go("selector", () -> {
      Selector<Integer> selector = new Selector<>(Selector.Order.FAIR);
      boolean[] aIsOpen = {true};
      selector.add(receive(a, value -> {
        assertThat(value).isLessThan(200);
        return value;
      }, () -> {
        aIsOpen[0] = false;
        return 0;
      }));
      selector.add(receive(b, value -> {
        assertThat(value).isGreaterThan(200);
        return value;
      }));
      selector.add(after(SOON, () -> 0));
      int values = 0;
      while (values < 3) {
        int value = selector.select();
        if (value != 0) {
          ledger.received(value);
          values++;
        }
        if (!aIsOpen[0] && values < 3) {
          receiveFromB();
          values++;
        }
      }
    });
    sim.go("sender-a", () -> {
      send(a, 101);
      a.close();
    });
    sim.go("sender-b", () -> {
      send(b, 201);
      send(b, 202);
    });
    check(sim);
  }

  /** Wake-ups that nobody owes: whoever waits goes on waiting, here and elsewhere, with a limit that is not reached and without. */
  @SimTest
  public void wakeUpsForNothing_changeNothing(Sim sim) throws Exception {
    Thread receiver = sim.go("receiver", () -> {
      Received<Integer> first = a.receive(Duration.ofDays(1));
      assertThat(first).isEqualTo(new Received.Value<>(101));
      ledger.received(101);
      receiveFromB();
    });
    Thread sender = sim.go("sender", () -> {
      send(a, 101);
      send(b, 201);
    });
    sim.go("nuisance", () -> {
      for (int i = 0; i < 2; i++) {
        LockSupport.unpark(receiver);
        LockSupport.unpark(sender);
      }
    });
    check(sim);
  }

  /** A select that was served waits at one of its channels alone: its other cases and its limit of time do nothing to that wait. */
  @SimTest
  public void servedSelect_waitsElsewhere(Sim sim) throws Exception {
    sim.letTimeRace();
    boolean[] served = new boolean[1];
    sim.go("selector", () -> {
      int value = select(receive(a, v -> v), receive(b, v -> v), after(SOON, () -> 0));
      if (value != 0) {
        ledger.received(value);
        served[0] = value < 200;
      }
      if (value < 200) {
        receiveFromB();
      }
    });
    sim.go("sender-a", () -> send(a, 101));
    sim.go("sender-b", () -> send(b, 201));
    sim.settle();
    if (!served[0]) {
      ledger.received(a.receive());
    }
    check(sim);
  }
}
