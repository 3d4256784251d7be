package io.heddle.channels.proof;

import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.send;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import io.heddle.channels.Probe;
import io.heddle.channels.Received;
import io.heddle.channels.Selector;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.util.ArrayList;
import java.util.List;

/** Exactly one case of a select takes effect, also when its partner is a select. */
public class SelectTest {
  private final Ledger ledger = new Ledger();

  private int take(int value) {
    ledger.received(value);
    return value;
  }

  private int sent(int value) {
    ledger.sent(value);
    return value;
  }

  /** What selects register by is given to a channel by whoever asks first: two who ask at once are told the same, and of another channel another. */
  @SimTest
  public void numberOfAChannel_isOneForAllWhoAsk(Sim sim) {
    Channel<Integer> a = Channel.unbuffered();
    Channel<Integer> b = Channel.unbuffered();
    List<String> told = new ArrayList<>();
    sim.go("one", () -> told.add(a.name()));
    sim.go("other", () -> told.add(a.name()));
    sim.join();
    assertThat(told).containsExactly(a.name(), a.name()).doesNotContain(b.name());
  }

  /** Two selects that can serve each other over two channels, in either direction, agree on one hand-off. */
  @SimTest
  public void selectAgainstSelect_oneHandOff(Sim sim) {
    Channel<Integer> a = Channel.unbuffered();
    Channel<Integer> b = Channel.unbuffered();
    List<Integer> done = new ArrayList<>();
    sim.go("left", () -> done.add(select(send(a, 101, () -> sent(101)), receive(b, this::take))));
    sim.go("right", () -> done.add(select(send(b, 201, () -> sent(201)), receive(a, this::take))));
    sim.join();
    assertThat(done).hasSize(2);
    assertThat(done.get(0)).isEqualTo(done.get(1));
    ledger.checkNothingLostOrDoubled();
    checkQuiet(a);
    checkQuiet(b);
  }

  /** Selects that send and selects that receive at one channel, beside a quiet one, serve each other, alone and queued. */
  @SimTest
  public void selectsAtOneChannel_serveEachOther(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    Channel<Integer> quiet = Channel.unbuffered();
    for (int i = 1; i <= 2; i++) {
      int value = Ledger.value(i, 1);
      sim.go("sender-" + i, () -> select(receive(quiet, this::take), send(channel, value, () -> sent(value))));
      sim.go("receiver-" + i, () -> select(receive(channel, this::take), receive(quiet, this::take)));
    }
    sim.join();
    assertThat(ledger.received()).hasSize(2);
    ledger.checkNothingLostOrDoubled();
    checkQuiet(channel);
    checkQuiet(quiet);
  }

  /** A select that sends into a full buffer waits until there is room, no longer. */
  @SimTest
  public void selectedSend_waitsForRoom(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.buffered(1 + sim.random(2));
    Channel<Integer> quiet = Channel.unbuffered();
    while (channel.size() < channel.capacity()) {
      channel.send(sent(Ledger.value(1, channel.size() + 1)));
    }
    boolean[] sent = new boolean[1];
    sim.go("selector", () -> {
      select(receive(quiet, this::take), send(channel, 201, () -> sent(201)));
      sent[0] = true;
    });
    if (sim.random(2) == 0) {
      sim.settle();
      assertThat(sent[0]).isFalse();
    }
    take(channel.receive());
    sim.join();
    while (channel.size() > 0) {
      take(channel.receive());
    }
    ledger.checkNothingLostOrDoubled();
    checkQuiet(channel);
  }

  /** Three selects in a ring: any of them can serve its neighbour. Two are served, the third by the plain sender that comes last. */
  @SimTest
  public void ringOfSelects_noneIsLeftBehind(Sim sim) throws Exception {
    List<Channel<Integer>> ring = List.of(Channel.unbuffered(), Channel.unbuffered(), Channel.unbuffered());
    for (int i = 0; i < 3; i++) {
      int value = 100 * (i + 1) + 1;
      Channel<Integer> next = ring.get(i);
      Channel<Integer> before = ring.get((i + 2) % 3);
      sim.go("member-" + i, () -> select(send(next, value, () -> sent(value)), receive(before, this::take)));
    }
    sim.settle();
    ledger.checkNothingLostOrDoubled();
    assertThat(ledger.received()).hasSize(1);
    select(
        send(ring.get(0), 901, () -> sent(901)),
        send(ring.get(1), 901, () -> sent(901)),
        send(ring.get(2), 901, () -> sent(901)));
    sim.join();
    ledger.checkNothingLostOrDoubled();
    ring.forEach(SelectTest::checkQuiet);
  }

  /** Sends and receives on one channel in each select: it is served by the other, never by itself. */
  @SimTest
  public void bothEndsOfOneChannel_serveEachOtherNotThemselves(Sim sim) {
    Channel<Integer> channel = Channel.unbuffered();
    for (int i = 1; i <= 2; i++) {
      int value = Ledger.value(i, 1);
      sim.go("member-" + i, () -> {
        int got = select(send(channel, value, () -> sent(value)), receive(channel, this::take));
        if (ledger.received().contains(got) && got == value) {
          assertThat(ledger.received()).as("served by the other").hasSize(1);
        }
      });
    }
    sim.join();
    ledger.checkNothingLostOrDoubled();
    checkQuiet(channel);
  }

  /** A single operation against a select, from either side: whoever comes second finds the other. */
  @SimTest
  public void selectAgainstSingle_oneHandOff(Sim sim) {
    Channel<Integer> channel = Channel.unbuffered();
    Channel<Integer> quiet = Channel.unbuffered();
    if (sim.random(2) == 0) {
      sim.go("sender", () -> channel.send(sent(101)));
      sim.go("selector", () -> select(receive(quiet, this::take), receive(channel, this::take)));
    } else {
      sim.go("receiver", () -> take(channel.receive()));
      sim.go("selector", () -> select(receive(quiet, this::take), send(channel, 101, () -> sent(101))));
    }
    sim.join();
    ledger.checkNothingLostOrDoubled();
    checkQuiet(channel);
    checkQuiet(quiet);
  }

  /** Alone, a select with both ends of a channel waits. */
  @SimTest
  public void bothEndsOfOneChannel_aloneWaits(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    boolean[] served = new boolean[1];
    sim.go("member", () -> {
      select(send(channel, 101, () -> sent(101)), receive(channel, this::take));
      served[0] = true;
    });
    sim.settle();
    assertThat(served[0]).isFalse();
    channel.send(sent(201));
    sim.join();
    ledger.checkNothingLostOrDoubled();
  }

  /** One channel named by two cases of one select. */
  @SimTest
  public void sameChannelTwice_oneCaseTakesEffect(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    sim.go("selector", () -> {
      for (int i = 0; i < 2; i++) {
        select(receive(channel, this::take), receive(channel, this::take));
      }
    });
    sim.go("sender", () -> {
      channel.send(sent(Ledger.value(1, 1)));
      channel.send(sent(Ledger.value(1, 2)));
    });
    sim.join();
    ledger.checkNothingLostOrDoubled();
    Ledger.checkFifoPerSender(ledger.received());
    checkQuiet(channel);
  }

  /** A select over a busy and a quiet channel, against plain senders: nothing is lost, and the quiet channel remembers nothing. */
  @SimTest
  public void losersOfASelect_leaveNoTrace(Sim sim) throws Exception {
    Channel<Integer> busy = Channel.buffered(sim.random(3));
    Channel<Integer> quiet = Channel.buffered(1 + sim.random(2));
    sim.go("selector", () -> {
      for (int i = 0; i < 2; i++) {
        select(receive(quiet, this::take), receive(busy, this::take));
      }
    });
    sim.go("sender-1", () -> busy.send(sent(101)));
    sim.go("sender-2", () -> busy.send(sent(201)));
    sim.join();
    ledger.checkNothingLostOrDoubled();
    checkQuiet(quiet);
    quiet.send(1);
    assertThat(quiet.size()).isEqualTo(1);
    assertThat(quiet.receive()).isEqualTo(1);
  }

  /** Two selects compete for the values of two plain senders over two channels. */
  @SimTest
  public void competingSelects_eachValueGoesToOne(Sim sim) {
    Channel<Integer> a = Channel.unbuffered();
    Channel<Integer> b = Channel.buffered(1 + sim.random(2));
    for (int i = 1; i <= 2; i++) {
      sim.go("selector-" + i, () -> select(receive(a, this::take), receive(b, this::take)));
    }
    sim.go("sender-a", () -> {
      a.send(101);
      sent(101);
    });
    sim.go("sender-b", () -> {
      b.send(201);
      sent(201);
    });
    sim.join();
    ledger.checkNothingLostOrDoubled();
  }

  /** As Go's TestNonblockSelectRace: one of the two channels is ready at every instant, so the default must not be taken. */
  @SimTest
  public void defaultCase_isTakenOnlyIfNothingWasReadyAtOneInstant(Sim sim) throws Exception {
    Channel<Integer> first = Channel.buffered(1 + sim.random(2));
    Channel<Integer> second = Channel.buffered(1 + sim.random(2));
    first.send(1);
    sim.go("selector", () -> {
      String got = sim.random(2) == 0
          ? select(receive(first, v -> "value"), receive(second, v -> "value"), orDefault(() -> "default"))
          : select(orDefault(() -> "default"), receive(second, v -> "value"), receive(first, v -> "value"));
      assertThat(got).isEqualTo("value");
    });
    second.send(1);
    select(receive(first, v -> 0), orDefault(() -> 0));
    sim.join();
  }

  /** Who waits alone is moved into a queue by whoever asks how many wait; a select that is to try that channel first sees it before, meanwhile and after. */
  @SimTest
  public void orderOfPriority_holdsWhileTheOneWhoWaitsIsMoved(Sim sim) throws Exception {
    Channel<Integer> first = Probe.whereNobodyLooks(Channel.unbuffered());
    Channel<Integer> second = Channel.buffered(1);
    boolean sends = sim.random(2) == 0;
    second.send(1);
    sim.go("partner", () -> {
      if (sends) {
        first.receive();
      } else {
        first.send(1);
      }
    });
    sim.settle();
    sim.go("asks", () -> assertThat(first.toString()).isNotEmpty());
    Selector<String> selector = new Selector<>(Selector.Order.PRIORITY);
    selector.add(sends ? send(first, 1, () -> "first") : receive(first, v -> "first"));
    selector.add(receive(second, v -> "second"));
    sim.go("selector", () -> assertThat(selector.select()).isEqualTo("first"));
    sim.join();
  }

  /** Without the lock too: a receiver waits at one of two channels at every instant, so the default must not be taken. */
  @SimTest
  public void defaultCase_seesThoseWhoWaitAlone(Sim sim) throws Exception {
    Channel<Integer> first = Probe.whereNobodyLooks(Channel.unbuffered());
    Channel<Integer> second = Probe.whereNobodyLooks(Channel.unbuffered());
    sim.go("receiver-1", first::receive);
    sim.settle();
    sim.go("receiver-2", second::receive);
    sim.go("selector", () -> assertThat(
        select(send(first, 1, () -> "sent"), send(second, 1, () -> "sent"), orDefault(() -> "default"))).isEqualTo("sent"));
    for (int i = 0; i < 4 && !second.isClosed(); i++) { // a step in which the others may go on
      if (Probe.linkedWaiters(second) == 1) {
        first.trySend(2);
      }
    }
    sim.settle();
    first.trySend(3);
    second.trySend(3);
    sim.join();
  }

  /** As Go's TestNonblockSelectRace2: a closed channel counts as ready from the close on. */
  @SimTest
  public void defaultCase_seesAClose(Sim sim) throws Exception {
    Channel<Integer> first = Channel.buffered(1 + sim.random(2));
    Channel<Integer> second = Channel.unbuffered();
    first.send(1);
    sim.go("selector", () -> assertThat(
        select(receive(first, v -> "value"), receive(second, v -> "value", () -> "closed"), orDefault(() -> "default"))).isNotEqualTo("default"));
    second.close();
    select(receive(first, v -> 0), orDefault(() -> 0));
    sim.join();
  }

  /** A select against the close of one of its channels, with a value on the other: one of the two outcomes, and the value is not lost. */
  @SimTest
  public void selectAgainstClose_oneOutcome(Sim sim) throws Exception {
    Channel<Integer> values = Channel.buffered(sim.random(3));
    Channel<Integer> stop = Channel.unbuffered();
    sim.go("sender", () -> {
      values.send(101);
      sent(101);
    });
    sim.go("stopper", stop::close);
    boolean stopped = select(
        receive(values, v -> {
          take(v);
          return false;
        }),
        receive(stop, v -> true, () -> true));
    if (stopped) {
      take(values.receive());
    }
    sim.join();
    ledger.checkNothingLostOrDoubled();
    checkQuiet(values);
  }

  /** An interrupt against the hand-off to a select: no case took effect, or one did and the interrupt is kept. */
  @SimTest
  public void interruptAgainstSelect_valueIsNotLost(Sim sim) throws Exception {
    Channel<Integer> a = Channel.unbuffered();
    Channel<Integer> b = Channel.buffered(1 + sim.random(2));
    boolean[] interrupted = new boolean[1];
    Thread victim = sim.go("victim", () -> {
      try {
        select(receive(a, this::take), receive(b, this::take));
      } catch (InterruptedException e) {
        interrupted[0] = true;
      }
    });
    sim.go("interrupter", victim::interrupt);
    sim.go("sender", () -> {
      a.send(101);
      sent(101);
    });
    sim.settle();
    if (interrupted[0]) {
      take(a.receive());
    }
    sim.join();
    ledger.checkNothingLostOrDoubled();
    checkQuiet(a);
    checkQuiet(b);
  }

  private static void checkQuiet(Channel<Integer> channel) {
    assertThat(Probe.linkedWaiters(channel)).as("waiters left behind at %s", channel).isZero();
    assertThat(channel.tryReceive()).isInstanceOf(Received.Empty.class);
    assertThat(Probe.heldValues(channel)).as("values kept after they were received").isZero();
  }
}
