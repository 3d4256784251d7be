package io.heddle.channels;

import static io.heddle.channels.Goroutines.interruptUntil;
import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.selectInOrder;
import static io.heddle.channels.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SelectTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final Channel<Integer> a = Channel.<Integer>unbuffered().named("a");
  private final Channel<Integer> b = Channel.<Integer>unbuffered().named("b");
  private final Channel<Integer> one = Channel.<Integer>buffered(1).named("one");

  @AfterEach
  void losersLeaveNothingBehind() throws Exception {
    goroutines.join();
    assertThat(List.of(a, b, one)).allSatisfy(channel -> assertThat(channel.toString()).doesNotContain("waiting"));
  }

  /* ------ One case takes effect ------ */

  @Test
  void readyReceive_isChosen() throws Exception {
    one.send(5);
    assertThat(Select.<String>select(receive(a, v -> "a" + v), receive(one, v -> "one" + v))).isEqualTo("one5");
    assertThat(one.size()).isZero();
  }

  @Test
  void readySend_isChosen() throws Exception {
    assertThat(Select.<String>select(send(a, 1, () -> "a"), send(one, 2, () -> "one"))).isEqualTo("one");
    assertThat(one.receive()).isEqualTo(2);
  }

  @Test
  void waiting_receivesFromWhoComesFirst() throws Exception {
    Goroutine selecting = goroutines.goBlocked(() -> assertThat(Select.<String>select(receive(a, v -> "a" + v), receive(b, v -> "b" + v))).isEqualTo("b7"));
    assertThat(b.trySend(7)).isTrue();
    selecting.join();
    assertThat(a.trySend(1)).isFalse();
  }

  @Test
  void waiting_sendsToWhoComesFirst() throws Exception {
    Goroutine selecting = goroutines.goBlocked(() -> assertThat(Select.<String>select(send(a, 1, () -> "a"), send(b, 2, () -> "b"))).isEqualTo("b"));
    assertThat(b.tryReceive()).isEqualTo(new Received.Value<>(2));
    selecting.join();
    assertThat(a.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  @Test
  void waiting_sendAndReceiveMixed() throws Exception {
    one.send(0);
    Goroutine selecting = goroutines.goBlocked(() -> assertThat(Select.<String>select(receive(a, v -> "a" + v), send(one, 9, () -> "sent"))).isEqualTo("sent"));
    assertThat(one.receive()).isZero();
    assertThat(one.receive()).isEqualTo(9);
    selecting.join();
  }

  @Test
  void bothEnds_inSelects_meet() throws Exception {
    goroutines.go(() -> assertThat(Select.<String>select(send(a, 3, () -> "sent"), receive(b, v -> "b"))).isEqualTo("sent"));
    assertThat(Select.<Integer>select(receive(a, v -> v), receive(Channel.<Integer>never(), v -> v))).isEqualTo(3);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2})
  void manySelects_onBothEnds_loseAndDuplicateNothing(int capacity) throws Exception {
    Channel<Integer> x = Channel.buffered(capacity);
    Channel<Integer> y = Channel.buffered(capacity);
    AtomicLong sum = new AtomicLong();
    int rounds = 2000;
    for (int g = 0; g < 4; g++) {
      goroutines.go(() -> {
        for (int i = 1; i <= rounds; i++) {
          select(send(x, i, () -> 0), send(y, i, () -> 0));
        }
      });
      goroutines.go(() -> {
        for (int i = 1; i <= rounds; i++) {
          sum.addAndGet(Select.<Integer>select(receive(y, v -> v), receive(x, v -> v)));
        }
      });
    }
    goroutines.join();
    assertThat(sum).hasValue(4L * rounds * (rounds + 1) / 2);
    assertThat(x.size() + y.size()).isZero();
  }

  @Test
  void sendAndReceiveOfOneChannel_doNotMeetThemselves() throws Exception {
    Goroutine selecting = goroutines.goBlocked(() -> assertThat(Select.<String>select(send(a, 1, () -> "sent"), receive(a, v -> "received" + v))).isEqualTo("received2"));
    assertThat(a.send(2, LONG)).isTrue();
    selecting.join();
    Goroutine again = goroutines.goBlocked(() -> assertThat(Select.<String>select(receive(a, v -> "received" + v), send(a, 1, () -> "sent"))).isEqualTo("sent"));
    assertThat(a.receive()).isEqualTo(1);
    again.join();
  }

  @Test
  void sameChannelTwice_oneValueEndsTheSelectOnce() throws Exception {
    Goroutine selecting = goroutines.goBlocked(() -> assertThat(Select.<Integer>select(receive(a, v -> v), receive(a, v -> v))).isEqualTo(1));
    a.send(1);
    selecting.join();
    assertThat(a.trySend(2)).isFalse();
  }

  @Test
  void cases_canBeUsedAgainAndByMany() throws Exception {
    SelectCase<Integer> fromA = receive(a, v -> v);
    SelectCase<Integer> toB = send(b, 5, () -> -5);
    Goroutine first = goroutines.goBlocked(() -> assertThat(Select.<Integer>select(fromA, toB)).isEqualTo(1));
    Goroutine second = goroutines.goBlocked(() -> assertThat(Select.<Integer>select(fromA, toB)).isEqualTo(-5));
    a.send(1);
    first.join();
    assertThat(b.receive()).isEqualTo(5);
    second.join();
  }

  @Test
  void losers_areTakenOutOfLongQueues() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      one.send(i);
      select(receive(a, v -> v), receive(b, v -> v), receive(one, v -> v));
    }
    WaitGroup rounds = new WaitGroup();
    rounds.add(1000);
    goroutines.go(() -> {
      for (int i = 0; i < 1000; i++) {
        select(receive(a, v -> v), receive(b, v -> v), receive(one, v -> v));
        rounds.done();
      }
    });
    for (int i = 0; i < 1000; i++) {
      one.send(i);
    }
    rounds.await();
    assertThat(((RingChannel<Integer>) a).waitingReceivers()).isZero();
  }

  /* ------ Closed and never-ready channels ------ */

  @Test
  void closedReceive_isReady() throws Exception {
    a.close();
    assertThat(Select.<String>select(receive(a, v -> "a", () -> "closed"), receive(b, v -> "b"))).isEqualTo("closed");
  }

  @Test
  void closedReceive_withoutAFunctionForIt_throws() {
    a.close();
    assertThatThrownBy(() -> select(receive(a, v -> v), receive(b, v -> v))).isInstanceOf(ChannelClosedException.class).hasMessageContaining("'a'");
  }

  @Test
  void closedReceive_isDrainedFirst() throws Exception {
    one.send(1);
    one.close();
    assertThat(Select.<Integer>select(receive(one, v -> v, () -> -1))).isEqualTo(1);
    assertThat(Select.<Integer>select(receive(one, v -> v, () -> -1))).isEqualTo(-1);
  }

  @Test
  void closedSend_throwsWhenChosen() {
    a.close();
    assertThatThrownBy(() -> select(send(a, 1, () -> 1), receive(b, v -> v))).isInstanceOf(ChannelClosedException.class).hasMessageContaining("send on closed");
  }

  @Test
  void close_endsSelectsThatWait() throws Exception {
    Goroutine receiving = goroutines.goBlocked(() -> assertThat(Select.<Integer>select(receive(a, v -> v, () -> -1), receive(b, v -> v))).isEqualTo(-1));
    a.close();
    receiving.join();
    Goroutine sending = goroutines.goBlocked(
        () -> assertThatThrownBy(() -> select(send(b, 2, () -> 1), receive(Channel.<Integer>never(), v -> v))).isInstanceOf(ChannelClosedException.class));
    b.close();
    sending.join();
  }

  @Test
  void never_isNeverChosen() throws Exception {
    one.send(1);
    for (int i = 0; i < 20; i++) {
      int round = i;
      assertThat(Select.<Integer>select(receive(Channel.<Integer>never(), v -> -1), send(Channel.<Integer>never(), 1, () -> -2), receive(one, v -> round))).isEqualTo(i);
      one.send(1);
    }
  }

  @Test
  void onlyNever_waitsUntilInterrupted() throws Exception {
    Goroutine selecting = goroutines.goBlocked(() -> assertThatThrownBy(() -> select(receive(Channel.never(), v -> v))).isInstanceOf(InterruptedException.class));
    selecting.interrupt();
  }

  /* ------ Default and timeouts ------ */

  @Test
  void default_isTakenIfNothingIsReady_atAnyPlace() throws Exception {
    assertThat(Select.<Integer>select(orDefault(() -> 0), receive(a, v -> v))).isZero();
    assertThat(Select.<Integer>select(receive(a, v -> v), orDefault(() -> 0), send(b, 1, () -> 1))).isZero();
    assertThat(Select.<Integer>select(orDefault(() -> 0))).isZero();
    one.send(3);
    assertThat(Select.<Integer>select(orDefault(() -> 0), receive(a, v -> v), receive(one, v -> v))).isEqualTo(3);
  }

  @Test
  void default_isNotTakenWhileSomeCaseIsReadyAtEveryInstant() throws Exception {
    Channel<Integer> x = Channel.buffered(1);
    Channel<Integer> y = Channel.buffered(1);
    AtomicInteger wrong = new AtomicInteger();
    for (int round = 0; round < 3000; round++) {
      x.send(1);
      Goroutine mover = goroutines.go(() -> {
        y.send(1);
        select(receive(x, v -> v), orDefault(() -> 0));
      });
      if (Select.<Integer>select(receive(y, v -> v), receive(x, v -> v), orDefault(() -> -1)) == -1) {
        wrong.incrementAndGet();
      }
      mover.join();
      x.tryReceive();
      y.tryReceive();
    }
    assertThat(wrong).hasValue(0);
  }

  @Test
  void after_isChosenWhenTheTimeIsOver_neverBefore() throws Exception {
    long start = System.nanoTime();
    assertThat(Select.<Integer>select(receive(a, v -> v), send(b, 1, () -> 1), after(Duration.ofMillis(5), () -> 0))).isZero();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(5_000_000);
  }

  @Test
  void after_ofSeveral_theShortestCounts() throws Exception {
    assertThat(Select.<Integer>select(after(LONG, () -> 1), after(Duration.ofMillis(1), () -> 2), receive(a, v -> v), after(LONG, () -> 3))).isEqualTo(2);
  }

  @Test
  void after_alone_isASleep() throws Exception {
    assertThat(Select.<Integer>select(after(Duration.ofMillis(1), () -> 2))).isEqualTo(2);
  }

  @Test
  void after_withoutTime_isTakenIfNothingIsReady() throws Exception {
    assertThat(Select.<Integer>select(receive(a, v -> v), after(Duration.ofMillis(-1), () -> 0))).isZero();
    one.send(4);
    assertThat(Select.<Integer>select(receive(one, v -> v), after(Duration.ZERO, () -> 0))).isEqualTo(4);
  }

  @Test
  void after_isNotReachedIfACaseIsReady() throws Exception {
    Goroutine selecting = goroutines.goBlocked(() -> assertThat(Select.<Integer>select(receive(a, v -> v), after(LONG, () -> 0))).isEqualTo(1));
    a.send(1);
    selecting.join();
  }

  @Test
  void default_comesBeforeATimeout() throws Exception {
    assertThat(Select.<Integer>select(receive(a, v -> v), after(LONG, () -> 1), orDefault(() -> 0))).isZero();
  }

  /* ------ Choice ------ */

  /** Made for one run, or used again; of three cases the first two are ready, or all. */
  @ParameterizedTest
  @CsvSource({"false, 2", "false, 3", "true, 2", "true, 3"})
  void select_isFair(boolean usedAgain, int ready) throws Exception {
    int rounds = 30_000;
    List<Channel<Integer>> channels = new ArrayList<>();
    Selector<Integer> selector = new Selector<>(Selector.Order.FAIR);
    for (int i = 0; i < 3; i++) {
      int number = i;
      Channel<Integer> channel = Channel.unbuffered();
      if (i < ready) {
        channel.close();
      }
      channels.add(channel);
      selector.add(receive(channel, v -> number, () -> number));
    }
    int[] chosen = new int[3];
    for (int i = 0; i < rounds; i++) {
      chosen[usedAgain ? selector.select() : Select.<Integer>select(receive(channels.get(0), v -> 0, () -> 0), receive(channels.get(1), v -> 1, () -> 1), receive(channels.get(2), v -> 2, () -> 2))]++;
    }
    double share = 1.0 / ready;
    double sigma = Math.sqrt(rounds * share * (1 - share));
    for (int i = 0; i < ready; i++) {
      assertThat((double) chosen[i]).isBetween(rounds * share - 6 * sigma, rounds * share + 6 * sigma);
    }
  }

  @Test
  void selectInOrder_takesTheFirstThatIsReady() throws Exception {
    one.send(1);
    b.close();
    for (int i = 0; i < 100; i++) {
      assertThat(Select.<Integer>selectInOrder(receive(a, v -> v), receive(b, v -> v, () -> -1), receive(one, v -> v))).isEqualTo(-1);
    }
    assertThat(Select.<Integer>selectInOrder(receive(one, v -> v), receive(b, v -> v, () -> -1))).isEqualTo(1);
  }

  /* ------ Interrupts and bad uses ------ */

  @Test
  void interrupt_endsTheSelect_andNoCaseTookEffect() throws Exception {
    Goroutine selecting = goroutines.goBlocked(() -> assertThatThrownBy(() -> select(receive(a, v -> v), send(b, 1, () -> 1))).isInstanceOf(InterruptedException.class));
    selecting.interrupt();
    selecting.join();
    assertThat(a.trySend(1)).isFalse();
    assertThat(b.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  @Test
  void interrupt_beforeTheCall_refusesIt() throws Exception {
    one.send(1);
    goroutines.go(() -> {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> select(receive(one, v -> v), orDefault(() -> 0))).isInstanceOf(InterruptedException.class);
    }).join();
    assertThat(one.receive()).isEqualTo(1);
  }

  @Test
  void interruptStorm_onSelects_losesAndDuplicatesNothing() throws Exception {
    int enough = 500;
    AtomicInteger interrupts = new AtomicInteger();
    AtomicLong sent = new AtomicLong();
    AtomicLong received = new AtomicLong();
    List<Goroutine> selecting = new ArrayList<>();
    for (int g = 0; g < 4; g++) {
      selecting.add(goroutines.go(() -> {
        while (interrupts.get() < enough) {
          try {
            int flow = Select.<Integer>select(send(a, 1, () -> 1), receive(b, v -> -v), send(one, 1, () -> 1), receive(a, v -> -v), send(b, 1, () -> 1), receive(one, v -> -v));
            (flow > 0 ? sent : received).addAndGet(Math.abs(flow));
          } catch (InterruptedException e) {
            interrupts.incrementAndGet();
          }
        }
      }));
    }
    interruptUntil(selecting, () -> interrupts.get() >= enough);
    goroutines.join();
    received.addAndGet(one.size());
    one.tryReceive();
    assertThat(received).hasValue(sent.get());
  }

  @Test
  void whatAFunctionThrows_passesToTheCaller_andTheOperationIsDone() throws Exception {
    one.send(1);
    assertThatThrownBy(() -> select(receive(one, v -> {
      throw new IllegalStateException("planned " + v);
    }))).hasMessage("planned 1");
    assertThat(one.size()).isZero();
  }

  @Test
  void badUses_areRefused() {
    assertThatThrownBy(() -> select()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("needs a case");
    assertThatThrownBy(() -> select(orDefault(() -> 1), orDefault(() -> 2))).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("one default");
    assertThatThrownBy(() -> select(SelectTest.<SelectCase<Integer>>nothing())).isInstanceOf(NullPointerException.class).hasMessageContaining("Channel.never()");
    assertThatThrownBy(() -> send(a, nothing(), () -> 1)).isInstanceOf(NullPointerException.class).hasMessageContaining("'a'");
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // the caller does what the types forbid
  private static <T> T nothing() {
    return null;
  }
}
