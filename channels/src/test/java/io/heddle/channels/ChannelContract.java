package io.heddle.channels;

import static io.heddle.channels.Goroutines.awaitBlocked;
import static io.heddle.channels.Goroutines.interruptUntil;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Iterator;
import java.util.List;
import java.util.NoSuchElementException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What holds for a channel of any capacity. */
abstract class ChannelContract {
  private static final Duration SHORT = Duration.ofMillis(2);
  private static final Duration LONG = Duration.ofSeconds(20);

  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final int capacity;
  private final Channel<Integer> channel;

  ChannelContract(int capacity) {
    this.capacity = capacity;
    this.channel = Channel.<Integer>buffered(capacity).named("numbers");
  }

  /** Whatever a test did: nobody is left in a queue, and what is left in the buffer can be received and is as much as size says. */
  @AfterEach
  void nothingIsLeftBehind() throws Exception {
    goroutines.join();
    assertThat(channel.toString()).doesNotContain("waiting");
    int size = channel.size();
    int received = 0;
    while (channel.tryReceive() instanceof Received.Value<Integer>) {
      received++;
    }
    assertThat(received).isEqualTo(size);
    assertThat(channel.size()).isZero();
  }

  private void fill() {
    for (int i = 0; i < capacity; i++) {
      assertThat(channel.trySend(i)).isTrue();
    }
  }

  /* ------ Sending and receiving ------ */

  @Test
  void capacity_isAsGiven() {
    assertThat(channel.capacity()).isEqualTo(capacity);
  }

  @Test
  void values_arriveInOrderEachOnce() throws Exception {
    goroutines.go(() -> {
      for (int i = 0; i < 1000; i++) {
        channel.send(i);
      }
    });
    for (int i = 0; i < 1000; i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
  }

  @Test
  void size_countsWhatIsInTheBuffer() throws Exception {
    for (int i = 0; i < capacity; i++) {
      assertThat(channel.size()).isEqualTo(i);
      channel.send(i);
    }
    assertThat(channel.size()).isEqualTo(capacity);
    for (int i = capacity; i > 0; i--) {
      assertThat(channel.size()).isEqualTo(i);
      assertThat(channel.receive()).isEqualTo(capacity - i);
    }
  }

  @Test
  void size_doesNotCountSendersThatWait() throws Exception {
    fill();
    Goroutine sender = goroutines.goBlocked(() -> channel.send(-1));
    assertThat(channel.size()).isEqualTo(capacity);
    for (int i = 0; i < capacity; i++) {
      channel.receive();
    }
    assertThat(channel.receive()).isEqualTo(-1);
    sender.join();
  }

  @Test
  void send_full_waitsForAReceive() throws Exception {
    fill();
    Goroutine sender = goroutines.goBlocked(() -> channel.send(-1));
    assertThat(channel.receive()).isEqualTo(capacity == 0 ? -1 : 0);
    assertThat(sender.join(LONG)).isTrue();
  }

  @Test
  void receive_empty_waitsForASend() throws Exception {
    Goroutine receiver = goroutines.goBlocked(() -> assertThat(channel.receive()).isEqualTo(7));
    channel.send(7);
    assertThat(receiver.join(LONG)).isTrue();
    assertThat(channel.size()).isZero();
  }

  @Test
  void sendersThatWait_areServedInOrder() throws Exception {
    fill();
    for (int i = 0; i < 5; i++) {
      int value = capacity + i;
      goroutines.goBlocked(() -> channel.send(value));
    }
    for (int i = 0; i < capacity + 5; i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
  }

  @Test
  void receiversThatWait_areServedInOrder() throws Exception {
    List<Goroutine> receivers = new ArrayList<>();
    for (int i = 0; i < 5; i++) {
      int expected = i;
      receivers.add(goroutines.goBlocked(() -> assertThat(channel.receive()).isEqualTo(expected)));
    }
    for (int i = 0; i < 5; i++) {
      channel.send(i);
      assertThat(receivers.get(i).join(LONG)).isTrue();
    }
  }

  @Test
  void receiverThatWaits_isNotOvertaken() throws Exception {
    Goroutine first = goroutines.goBlocked(() -> assertThat(channel.receive()).isEqualTo(1));
    assertThat(channel.trySend(1)).isTrue();
    assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
    first.join();
  }

  @Test
  void senderThatWaits_isNotOvertaken() throws Exception {
    fill();
    goroutines.goBlocked(() -> channel.send(capacity));
    assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(0));
    assertThat(channel.trySend(-1)).isFalse();
    for (int i = 1; i <= capacity; i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
  }

  @Test
  void null_isRefusedByName() {
    assertThatThrownBy(() -> channel.send(nothing())).isInstanceOf(NullPointerException.class).hasMessageContaining("numbers").hasMessageContaining("null is no value");
    assertThatThrownBy(() -> channel.send(nothing(), SHORT)).isInstanceOf(NullPointerException.class).hasMessageContaining("numbers");
    assertThatThrownBy(() -> channel.trySend(nothing())).isInstanceOf(NullPointerException.class).hasMessageContaining("numbers");
    assertThat(channel.size()).isZero();
  }

  @SuppressWarnings({"NullAway", "TypeParameterUnusedInFormals"}) // the caller does what the types forbid
  private static <T> T nothing() {
    return null;
  }

  /* ------ Without waiting ------ */

  @Test
  void trySend_saysFalseExactlyWhenFull() {
    fill();
    assertThat(channel.trySend(99)).isFalse();
    assertThat(channel.size()).isEqualTo(capacity);
  }

  @Test
  void tryReceive_saysEmptyExactlyWhenEmpty() {
    assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
    fill();
    for (int i = 0; i < capacity; i++) {
      assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
    }
    assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  @Test
  void tryOperations_ignoreAPendingInterrupt() throws Exception {
    goroutines.go(() -> {
      Thread.currentThread().interrupt();
      assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
      assertThat(channel.trySend(1)).isEqualTo(capacity > 0);
      assertThat(Thread.interrupted()).isTrue();
    }).join();
  }

  @Test
  void tryOperations_meetPartnersThatWait() throws Exception {
    Goroutine receiver = goroutines.goBlocked(() -> assertThat(channel.receive()).isEqualTo(5));
    assertThat(channel.trySend(5)).isTrue();
    receiver.join();
    fill();
    goroutines.goBlocked(() -> channel.send(capacity));
    for (int i = 0; i <= capacity; i++) {
      assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
    }
  }

  /* ------ With a timeout ------ */

  @Test
  void timedSend_full_isFalseAfterTheTimeAndNothingIsSent() throws Exception {
    fill();
    long start = System.nanoTime();
    assertThat(channel.send(99, SHORT)).isFalse();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
    assertThat(channel.size()).isEqualTo(capacity);
  }

  @Test
  void timedReceive_empty_isEmptyAfterTheTime() throws Exception {
    long start = System.nanoTime();
    assertThat(channel.receive(SHORT)).isEqualTo(new Received.Empty<>());
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(SHORT.toNanos());
  }

  @Test
  void timedOperations_withoutTime_doNotWait() throws Exception {
    assertThat(channel.receive(Duration.ZERO)).isEqualTo(new Received.Empty<>());
    assertThat(channel.receive(Duration.ofSeconds(-1))).isEqualTo(new Received.Empty<>());
    fill();
    assertThat(channel.send(99, Duration.ZERO)).isFalse();
    assertThat(channel.send(99, Duration.ofSeconds(Long.MIN_VALUE))).isFalse();
  }

  @Test
  void timedOperations_inTime_areDone() throws Exception {
    Goroutine receiver = goroutines.goBlocked(() -> assertThat(channel.receive(LONG)).isEqualTo(new Received.Value<>(1)));
    assertThat(channel.send(1, LONG)).isTrue();
    receiver.join();
    fill();
    Goroutine sender = goroutines.goBlocked(() -> assertThat(channel.send(capacity, Duration.ofSeconds(Long.MAX_VALUE))).isTrue());
    for (int i = 0; i <= capacity; i++) {
      assertThat(channel.receive(LONG)).isEqualTo(new Received.Value<>(i));
    }
    sender.join();
  }

  @Test
  void timedOperations_againstEachOther_loseAndDuplicateNothing() throws Exception {
    AtomicLong sent = new AtomicLong();
    AtomicLong received = new AtomicLong();
    Duration tiny = Duration.ofNanos(50_000);
    for (int g = 0; g < 4; g++) {
      goroutines.go(() -> {
        for (int i = 1; i <= 200; i++) {
          if (channel.send(i, tiny)) {
            sent.addAndGet(i);
          }
        }
      });
      goroutines.go(() -> {
        for (int i = 0; i < 200; i++) {
          if (channel.receive(tiny) instanceof Received.Value<Integer>(Integer value)) {
            received.addAndGet(value);
          }
        }
      });
    }
    goroutines.join();
    while (channel.tryReceive() instanceof Received.Value<Integer>(Integer value)) {
      received.addAndGet(value);
    }
    assertThat(received).hasValue(sent.get());
  }

  /* ------ Closing ------ */

  @Test
  void closed_refusesValues() {
    channel.close();
    assertThat(channel.isClosed()).isTrue();
    assertThatThrownBy(() -> channel.send(1)).isInstanceOf(ChannelClosedException.class).hasMessageContaining("send on closed").hasMessageContaining("numbers");
    assertThatThrownBy(() -> channel.send(1, LONG)).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> channel.trySend(1)).isInstanceOf(ChannelClosedException.class);
    assertThat(channel.size()).isZero();
  }

  @Test
  void closed_drainsInOrderAndThenIsClosedForEver() throws Exception {
    fill();
    channel.close();
    for (int i = 0; i < capacity; i++) {
      assertThat(i % 2 == 0 ? channel.tryReceive() : channel.receive(LONG)).isEqualTo(new Received.Value<>(i));
    }
    for (int i = 0; i < 3; i++) {
      assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>());
      assertThat(channel.receive(LONG)).isEqualTo(new Received.Closed<>());
      assertThatThrownBy(channel::receive).isInstanceOf(ChannelClosedException.class).hasMessageContaining("receive on closed").hasMessageContaining("numbers");
    }
  }

  @Test
  void close_twice_isRefusedAndChangesNothing() throws Exception {
    fill();
    channel.close();
    assertThatThrownBy(channel::close).isInstanceOf(ChannelClosedException.class).hasMessageContaining("close of closed").hasMessageContaining("numbers");
    assertThat(channel.size()).isEqualTo(capacity);
  }

  @Test
  void close_endsTheWaitOfEveryReceiver() {
    for (int i = 0; i < 5; i++) {
      goroutines.goBlocked(() -> assertThatThrownBy(channel::receive).isInstanceOf(ChannelClosedException.class));
      goroutines.goBlocked(() -> assertThat(channel.receive(LONG)).isEqualTo(new Received.Closed<>()));
      goroutines.goBlocked(() -> assertThat(channel.iterator().hasNext()).isFalse());
    }
    channel.close();
  }

  @Test
  void close_refusesEverySenderThatWaits() {
    fill();
    for (int i = 0; i < 5; i++) {
      goroutines.goBlocked(() -> assertThatThrownBy(() -> channel.send(-1)).isInstanceOf(ChannelClosedException.class));
      goroutines.goBlocked(() -> assertThatThrownBy(() -> channel.send(-1, LONG)).isInstanceOf(ChannelClosedException.class));
    }
    channel.close();
    assertThat(channel.size()).isEqualTo(capacity);
    for (int i = 0; i < capacity; i++) {
      assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(i));
    }
  }

  @Test
  void close_byOneOfMany_isDoneByExactlyOne() throws Exception {
    AtomicInteger closed = new AtomicInteger();
    for (int i = 0; i < 20; i++) {
      goroutines.go(() -> {
        try {
          channel.close();
          closed.incrementAndGet();
        } catch (ChannelClosedException e) {
          // another was first
        }
      });
    }
    goroutines.join();
    assertThat(closed).hasValue(1);
  }

  @Test
  void closeWithACause_isTheCauseOfEveryException() throws Exception {
    IOException cause = new IOException("planned");
    fill();
    channel.close(cause);
    assertThat(channel.closeCause()).containsSame(cause);
    assertThatThrownBy(() -> channel.send(1)).isInstanceOf(ChannelClosedException.class).hasCause(cause);
    assertThatThrownBy(channel::close).isInstanceOf(ChannelClosedException.class).hasCause(cause);
    Iterator<Integer> iterator = channel.iterator();
    for (int i = 0; i < capacity; i++) {
      assertThat(iterator.next()).isEqualTo(i);
    }
    assertThatThrownBy(iterator::hasNext).isInstanceOf(ChannelClosedException.class).hasCause(cause);
    assertThatThrownBy(channel::receive).isInstanceOf(ChannelClosedException.class).hasCause(cause);
    assertThatThrownBy(() -> channel.close(new IOException("second"))).isInstanceOf(ChannelClosedException.class);
    assertThat(channel.closeCause()).containsSame(cause);
  }

  @Test
  void closeWithoutACause_hasNone() {
    assertThat(channel.closeCause()).isEmpty();
    channel.close();
    assertThat(channel.closeCause()).isEmpty();
    assertThatThrownBy(channel::receive).hasNoCause();
  }

  @Test
  void cancel_closesAndDropsWhatIsBuffered() {
    fill();
    goroutines.goBlocked(() -> assertThatThrownBy(() -> channel.send(-1)).isInstanceOf(ChannelClosedException.class));
    channel.cancel();
    assertThat(channel.isClosed()).isTrue();
    assertThat(channel.size()).isZero();
    assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>());
    channel.cancel();
  }

  @Test
  void cancel_closed_dropsTheRest() {
    fill();
    channel.close();
    channel.cancel();
    assertThat(channel.tryReceive()).isEqualTo(new Received.Closed<>());
  }

  /* ------ Batches ------ */

  @Test
  void batches_keepTheOrder() throws Exception {
    List<Integer> values = IntStream.range(0, 1000).boxed().toList();
    Goroutine sender = goroutines.go(() -> {
      assertThat(channel.sendAll(values)).isEqualTo(1000);
      channel.close();
    });
    List<Integer> received = new ArrayList<>();
    while (received.size() < 1000) {
      List<Integer> some = channel.receiveMany(7);
      assertThat(some).hasSizeBetween(1, 7);
      received.addAll(some);
    }
    assertThat(received).isEqualTo(values);
    sender.join();
    assertThatThrownBy(() -> channel.receiveMany(7)).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void sendAll_servesReceiversThatWait() throws Exception {
    List<Goroutine> receivers = new ArrayList<>();
    for (int i = 0; i < 3; i++) {
      int expected = i;
      receivers.add(goroutines.goBlocked(() -> assertThat(channel.receive()).isEqualTo(expected)));
    }
    assertThat(channel.sendAll(List.of(0, 1, 2))).isEqualTo(3);
    for (Goroutine receiver : receivers) {
      receiver.join();
    }
    assertThat(channel.size()).isZero();
  }

  @Test
  void drainTo_takesTheBufferAndWhatWaits() {
    fill();
    for (int i = 0; i < 3; i++) {
      int value = capacity + i;
      goroutines.goBlocked(() -> channel.send(value));
    }
    List<Integer> target = new ArrayList<>();
    assertThat(channel.drainTo(target, 2)).isEqualTo(2);
    assertThat(channel.drainTo(target, 1000)).isEqualTo(capacity + 1);
    assertThat(channel.drainTo(target, 1000)).isZero();
    assertThat(channel.drainTo(target, 0)).isZero();
    assertThat(target).isEqualTo(IntStream.range(0, capacity + 3).boxed().toList());
  }

  @Test
  void batch_closedMeanwhile_saysHowMuchWasSent() throws Exception {
    Goroutine sender = goroutines.goBlocked(() -> assertThat(channel.sendAll(List.of(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17))).isEqualTo(capacity + 1));
    assertThat(channel.receive()).isZero();
    Goroutines.awaitBlocked(sender);
    channel.close();
    sender.join();
    assertThat(channel.size()).isEqualTo(capacity);
  }

  @Test
  void batch_closedBefore_isRefused() throws Exception {
    channel.close();
    assertThatThrownBy(() -> channel.sendAll(List.of(1))).isInstanceOf(ChannelClosedException.class);
    assertThat(channel.sendAll(List.of())).isZero();
  }

  @Test
  void batch_interrupted_isAllOrTold() throws Exception {
    Goroutine receiver = goroutines.goBlocked(() -> assertThatThrownBy(() -> channel.receiveMany(3)).isInstanceOf(InterruptedException.class));
    receiver.interrupt();
    receiver.join();
    fill();
    Goroutine refused = goroutines.goBlocked(() -> assertThatThrownBy(() -> channel.sendAll(List.of(-1))).isInstanceOf(InterruptedException.class));
    refused.interrupt();
    refused.join();
    Goroutine partly = goroutines.goBlocked(() -> {
      assertThat(channel.sendAll(List.of(capacity, -1, -2))).isEqualTo(1);
      assertThat(Thread.interrupted()).isTrue();
    });
    assertThat(channel.receive()).isEqualTo(capacity == 0 ? capacity : 0);
    Goroutines.awaitBlocked(partly);
    partly.interrupt();
    partly.join();
    assertThat(channel.size()).isEqualTo(capacity);
  }

  @Test
  void batch_badUses_areRefused() {
    assertThatThrownBy(() -> channel.receiveMany(0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("at least one");
    assertThatThrownBy(() -> channel.sendAll(Arrays.asList(1, null))).isInstanceOf(NullPointerException.class).hasMessageContaining("numbers");
    assertThat(channel.size()).isZero();
  }

  /* ------ Iterating ------ */

  @Test
  void stream_endsWhenClosedAndDrained() {
    goroutines.go(() -> {
      channel.sendAll(List.of(1, 2, 3, 4));
      channel.close();
    });
    assertThat(channel.stream().mapToInt(Integer::intValue).sum()).isEqualTo(10);
  }

  @Test
  void stream_endedEarly_leavesTheRest() throws Exception {
    goroutines.go(() -> channel.sendAll(List.of(1, 2, 3)));
    assertThat(channel.stream().limit(2).toList()).containsExactly(1, 2);
    assertThat(channel.receive()).isEqualTo(3);
  }

  @Test
  void iteration_endsWhenClosedAndDrained() {
    goroutines.go(() -> {
      for (int i = 0; i < 100; i++) {
        channel.send(i);
      }
      channel.close();
    });
    List<Integer> received = new ArrayList<>();
    for (int value : channel) {
      received.add(value);
    }
    assertThat(received).hasSize(100).isSorted().doesNotHaveDuplicates();
  }

  @Test
  void iterator_atTheEnd_hasNoElement() {
    channel.close();
    Iterator<Integer> iterator = channel.iterator();
    assertThat(iterator.hasNext()).isFalse();
    assertThatThrownBy(iterator::next).isInstanceOf(NoSuchElementException.class).hasMessageContaining("numbers");
  }

  @Test
  void iterator_nextWithoutHasNext_receives() throws Exception {
    goroutines.go(() -> channel.send(3));
    assertThat(channel.iterator().next()).isEqualTo(3);
  }

  @Test
  void iterator_hasNextTwice_takesOneValue() {
    goroutines.go(() -> {
      channel.send(1);
      channel.send(2);
    });
    Iterator<Integer> iterator = channel.iterator();
    assertThat(iterator.hasNext()).isTrue();
    assertThat(iterator.hasNext()).isTrue();
    assertThat(iterator.next()).isEqualTo(1);
    assertThat(iterator.next()).isEqualTo(2);
  }

  @Test
  void iteration_interrupted_isCancelledWithTheFlagSet() throws Exception {
    Goroutine reader = goroutines.goBlocked(() -> {
      assertThatThrownBy(() -> channel.iterator().hasNext()).isInstanceOf(CancelledException.class).hasMessageContaining("numbers");
      assertThat(Thread.interrupted()).isTrue();
    });
    reader.interrupt();
    reader.join();
  }

  /* ------ Interrupts ------ */

  @Test
  void interrupt_endsAWaitAndNothingHappened() throws Exception {
    fill();
    Goroutine sender = goroutines.goBlocked(
        () -> assertThatThrownBy(() -> channel.send(-1)).isInstanceOf(InterruptedException.class).hasMessageContaining("numbers").hasMessageContaining("nothing was sent"));
    sender.interrupt();
    sender.join();
    for (int i = 0; i < capacity; i++) {
      assertThat(channel.receive()).isEqualTo(i);
    }
    Goroutine receiver = goroutines.goBlocked(() -> assertThatThrownBy(channel::receive).isInstanceOf(InterruptedException.class).hasMessageContaining("numbers"));
    receiver.interrupt();
    receiver.join();
    assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  @Test
  void interrupt_beforeTheCall_refusesItEvenIfItCouldBeDone() throws Exception {
    Goroutine receiver = goroutines.goBlocked(() -> assertThat(channel.receive()).isEqualTo(2));
    goroutines.go(() -> {
      Thread.currentThread().interrupt();
      assertThatThrownBy(() -> channel.send(1)).isInstanceOf(InterruptedException.class);
      assertThat(Thread.interrupted()).isFalse();
      channel.send(2);
    }).join();
    receiver.join();
  }

  @Test
  void interruptedWaiter_isPassedOver() throws Exception {
    Goroutine first = goroutines.goBlocked(() -> assertThatThrownBy(channel::receive).isInstanceOf(InterruptedException.class));
    Goroutine second = goroutines.goBlocked(() -> assertThat(channel.receive()).isEqualTo(1));
    first.interrupt();
    first.join();
    channel.send(1);
    second.join();
  }

  @Test
  void interruptStorm_losesAndDuplicatesNothing() throws Exception {
    int enough = 500;
    AtomicLong sent = new AtomicLong();
    AtomicLong received = new AtomicLong();
    AtomicInteger interrupts = new AtomicInteger();
    List<Goroutine> senders = new ArrayList<>();
    List<Goroutine> all = new ArrayList<>();
    for (int g = 0; g < 4; g++) {
      senders.add(goroutines.go(() -> {
        for (int i = 1; interrupts.get() < enough; i++) {
          if (sentDespite(i, interrupts)) {
            sent.addAndGet(i);
          }
        }
      }));
      all.add(goroutines.go(() -> receiveToTheEndDespite(received, interrupts)));
    }
    all.addAll(senders);
    interruptUntil(all, () -> interrupts.get() >= enough);
    for (Goroutine sender : senders) {
      sender.join();
    }
    channel.close();
    goroutines.join();
    assertThat(received).hasValue(sent.get());
  }

  private void receiveToTheEndDespite(AtomicLong sum, AtomicInteger interrupts) {
    while (true) {
      try {
        sum.addAndGet(channel.receive());
      } catch (InterruptedException e) {
        interrupts.incrementAndGet();
      } catch (ChannelClosedException e) {
        return;
      }
    }
  }

  private boolean sentDespite(int value, AtomicInteger interrupts) {
    try {
      channel.send(value);
      return true;
    } catch (InterruptedException e) {
      interrupts.incrementAndGet();
      return false;
    }
  }

  /* ------ Seeing ------ */

  @Test
  void toString_showsKindFillAndWaiters() throws Exception {
    fill();
    assertThat(channel.toString()).contains("'numbers'").contains(capacity == 0 ? "unbuffered" : "buffered, " + capacity + " of " + capacity);
    Goroutine sender = goroutines.goBlocked(() -> channel.send(-1));
    assertThat(channel.toString()).contains("senders waiting: 1");
    for (int i = 0; i <= capacity; i++) {
      channel.receive();
    }
    sender.join();
    Goroutine receiver = goroutines.go(() -> assertThatThrownBy(channel::receive).isInstanceOf(ChannelClosedException.class));
    awaitBlocked(receiver);
    assertThat(channel.toString()).contains("receivers waiting: 1");
    channel.close();
    assertThat(channel.toString()).endsWith("closed)");
  }

  @Test
  void channelWithoutAName_hasANumber() {
    assertThat(Channel.buffered(capacity).name()).matches("channel-\\d+");
  }
}
