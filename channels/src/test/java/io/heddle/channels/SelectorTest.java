package io.heddle.channels;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.disabled;
import static io.heddle.channels.Select.on;
import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.send;
import static io.heddle.channels.Select.sendComputed;
import static io.heddle.channels.Select.until;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** The reusable select, and the cases that are neither plain sends nor receives. */
class SelectorTest {
  private static final Duration LONG = Duration.ofSeconds(20);

  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final Channel<Integer> a = Channel.<Integer>buffered(100).named("a");
  private final Channel<Integer> b = Channel.<Integer>buffered(100).named("b");
  private final Channel<Integer> c = Channel.<Integer>buffered(100).named("c");

  private void fill(int count) throws InterruptedException {
    for (int i = 0; i < count; i++) {
      a.send(i);
      b.send(i);
      c.send(i);
    }
  }

  private static List<String> rounds(Selector<String> selector, int count) throws InterruptedException {
    List<String> chosen = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      chosen.add(selector.select());
    }
    return chosen;
  }

  private Selector<String> ofThree(Selector.Order order) {
    Selector<String> selector = new Selector<>(order);
    selector.add(receive(a, v -> "a"));
    selector.add(receive(b, v -> "b"));
    selector.add(receive(c, v -> "c"));
    return selector;
  }

  @Test
  void roundRobin_givesEachItsTurn() throws Exception {
    fill(2);
    a.send(2);
    assertThat(rounds(ofThree(Selector.Order.ROUND_ROBIN), 7)).containsExactly("a", "b", "c", "a", "b", "c", "a");
  }

  /** As many as fit into one look, and one more. */
  @ParameterizedTest
  @CsvSource({"64, ROUND_ROBIN", "65, ROUND_ROBIN", "64, PRIORITY", "65, PRIORITY"})
  void manyCases_areTakenInOrder(int count, Selector.Order order) throws Exception {
    Selector<Integer> selector = new Selector<>(order);
    for (int i = 0; i < count; i++) {
      int number = i;
      Channel<Integer> ready = Channel.buffered(2);
      ready.send(1);
      ready.send(2);
      selector.add(receive(ready, value -> number));
    }
    for (int i = 0; i < 2 * count; i++) {
      assertThat(selector.select()).isEqualTo(order == Selector.Order.PRIORITY ? i / 2 : i % count);
    }
  }

  @Test
  void roundRobin_afterAWait_goesOnBehindTheChosen() throws Exception {
    Selector<String> selector = ofThree(Selector.Order.ROUND_ROBIN);
    Goroutine selecting = goroutines.goBlocked(() -> assertThat(selector.select()).isEqualTo("b"));
    b.send(1);
    selecting.join();
    fill(2);
    assertThat(rounds(selector, 4)).containsExactly("c", "a", "b", "c");
  }

  @Test
  void priority_takesTheFirst() throws Exception {
    fill(2);
    assertThat(rounds(ofThree(Selector.Order.PRIORITY), 6)).containsExactly("a", "a", "b", "b", "c", "c");
  }

  @Test
  void fair_takesAny() throws Exception {
    Selector<String> selector = ofThree(Selector.Order.FAIR);
    List<String> first = new ArrayList<>();
    for (int i = 0; i < 200; i++) {
      a.tryReceive();
      b.tryReceive();
      c.tryReceive();
      fill(1);
      first.add(selector.select());
    }
    assertThat(first).contains("a", "b", "c");
  }

  @Test
  void cases_comeAndGo() throws Exception {
    Selector<String> selector = new Selector<>(Selector.Order.PRIORITY);
    assertThatThrownBy(selector::select).isInstanceOf(IllegalArgumentException.class);
    SelectCase<? extends String> fromA = selector.add(receive(a, v -> "a"));
    selector.add(orDefault(() -> "none"));
    assertThat(selector.size()).isEqualTo(2);
    assertThat(selector.select()).isEqualTo("none");
    a.send(1);
    assertThat(selector.select()).isEqualTo("a");
    a.send(1);
    assertThat(selector.remove(fromA)).isTrue();
    assertThat(selector.remove(fromA)).isFalse();
    assertThat(selector.select()).isEqualTo("none");
  }

  @Test
  void functions_mayChangeTheCases() throws Exception {
    Selector<String> selector = new Selector<>(Selector.Order.PRIORITY);
    List<SelectCase<? extends String>> cases = new ArrayList<>();
    cases.add(selector.add(receive(a, v -> v == 0 ? "more" : "value", () -> {
      selector.remove(cases.getFirst());
      selector.add(orDefault(() -> "over"));
      return "closed";
    })));
    a.send(0);
    a.close();
    assertThat(rounds(selector, 3)).containsExactly("more", "closed", "over");
  }

  @Test
  void twoThreads_areRefused() throws Exception {
    Selector<String> selector = ofThree(Selector.Order.FAIR);
    Goroutine first = goroutines.goBlocked(selector::select);
    assertThatThrownBy(selector::select).isInstanceOf(IllegalStateException.class).hasMessageContaining("one goroutine at a time");
    assertThatThrownBy(() -> selector.add(orDefault(() -> ""))).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(selector::size).isInstanceOf(IllegalStateException.class);
    a.send(1);
    first.join();
    assertThat(selector.size()).isEqualTo(3);
  }

  @Test
  void interrupted_canBeUsedAgain() throws Exception {
    Selector<String> selector = ofThree(Selector.Order.FAIR);
    Goroutine first = goroutines.goBlocked(() -> assertThatThrownBy(selector::select).isInstanceOf(InterruptedException.class));
    first.interrupt();
    first.join();
    b.send(1);
    assertThat(selector.select()).isEqualTo("b");
  }

  /* ------ Deadlines, computed values, disabled cases ------ */

  @Test
  void until_isChosenAtItsTime() throws Exception {
    Instant deadline = Instant.now().plusMillis(3);
    assertThat(Select.<Integer>select(receive(a, v -> v), until(deadline, () -> -1), after(LONG, () -> -2))).isEqualTo(-1);
    assertThat(Instant.now()).isAfterOrEqualTo(deadline.minusMillis(1));
    assertThat(Select.<Integer>select(receive(a, v -> v), until(deadline, () -> -1))).isEqualTo(-1);
    a.send(4);
    assertThat(Select.<Integer>select(receive(a, v -> v), until(Instant.MIN, () -> -1))).isEqualTo(4);
  }

  @Test
  void selector_thatWaitedUntilItsDeadline_thenNeedNotWait() throws Exception {
    Selector<Integer> selector = new Selector<>(Selector.Order.FAIR);
    selector.add(receive(c, v -> v));
    selector.add(receive(a, v -> v));
    selector.add(until(Instant.now().plusMillis(3), () -> -1));
    assertThat(selector.select()).isEqualTo(-1);
    assertThat(selector.select()).isEqualTo(-1);
    a.send(4);
    assertThat(selector.select()).isEqualTo(4);
    c.send(5);
    assertThat(selector.select()).isEqualTo(5);
    assertThat(selector.select()).isEqualTo(-1);
  }

  @Test
  void selectOverBeforeItComesToAChannel_doesNotWaitThere() throws Exception {
    AtomicInteger asked = new AtomicInteger();
    Selectable<String> readyAtTheSecondLook = new Selectable<>() {
      @Override
      public Received<String> poll() {
        return asked.getAndIncrement() == 0 ? new Received.Empty<>() : new Received.Value<>("ready");
      }

      @Override
      public Registration onReady(Runnable ready) {
        ready.run();
        return () -> false;
      }
    };
    assertThat(Select.<String>select(receive(Channel.<String>unbuffered(), v -> v), on(readyAtTheSecondLook, v -> v))).isEqualTo("ready");
    assertThat(Probe.nobodyIsUntouched()).isTrue();
  }

  @Test
  void sendComputed_isComputedOnlyIfNeeded() throws Exception {
    AtomicInteger computed = new AtomicInteger();
    Channel<Integer> full = Channel.unbuffered();
    SelectCase<Integer> toFull = sendComputed(full, computed::incrementAndGet, () -> -1);
    assertThat(Select.<Integer>select(toFull, orDefault(() -> 0))).isZero();
    assertThat(computed).hasValue(0);
    assertThat(Select.<Integer>select(sendComputed(a, () -> 5, () -> -1), orDefault(() -> 0))).isEqualTo(-1);
    assertThat(a.receive()).isEqualTo(5);
    Goroutine selecting = goroutines.goBlocked(() -> assertThat(Select.<Integer>select(toFull)).isEqualTo(-1));
    assertThat(full.receive()).isEqualTo(1);
    selecting.join();
    full.close();
    assertThatThrownBy(() -> select(toFull)).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void sendComputed_thatThrows_leavesNothingBehind() {
    Channel<Integer> full = Channel.unbuffered();
    assertThatThrownBy(() -> select(receive(a, v -> v), sendComputed(full, () -> {
      throw new IllegalStateException("planned");
    }, () -> 1))).hasMessage("planned");
    assertThat(a.toString() + full).doesNotContain("waiting");
  }

  @Test
  void disabled_isNeverChosen() throws Exception {
    assertThat(Select.<Integer>select(disabled(), orDefault(() -> 1))).isEqualTo(1);
    assertThat(Select.<Integer>select(disabled(), after(Duration.ofMillis(1), () -> 2))).isEqualTo(2);
  }

  /* ------ Selectables ------ */

  @Test
  void cancelled_isTheCause() throws Exception {
    CancelContext context = Context.background().withCancel();
    Selectable<Throwable> cancelled = Selectable.cancelled(context);
    assertThat(Select.<Boolean>select(on(cancelled, cause -> true), orDefault(() -> false))).isFalse();
    IllegalStateException cause = new IllegalStateException("planned");
    Goroutine selecting = goroutines.goBlocked(() -> assertThat(Select.<Throwable>select(receive(a, v -> new AssertionError()), on(cancelled, why -> why))).isSameAs(cause));
    context.cancel(cause);
    selecting.join();
    assertThat(Select.<Throwable>select(on(cancelled, why -> why))).isSameAs(cause);
    assertThat(Select.<Integer>select(on(Selectable.cancelled(Context.background()), why -> 1), after(Duration.ofMillis(1), () -> 2))).isEqualTo(2);
  }

  @Test
  void ended_isTheFailure() throws Exception {
    Channel<Integer> gate = Channel.unbuffered();
    Goroutine goroutine = goroutines.go(gate::receive);
    Goroutine selecting = goroutines.goBlocked(() -> assertThat(Select.<Optional<Throwable>>select(on(Selectable.ended(goroutine), failure -> failure))).isEmpty());
    gate.send(1);
    selecting.join();
    Goroutine failing = Goroutine.create("fails", () -> {
      throw new IllegalStateException("planned");
    }, (failed, failure) -> {}).start();
    assertThat(Select.<Optional<Throwable>>select(on(Selectable.ended(failing), failure -> failure))).get().isInstanceOf(IllegalStateException.class);
  }

  @Test
  void done_isReadyWheneverNothingIsPending() throws Exception {
    WaitGroup group = new WaitGroup();
    Selectable<WaitGroup> done = Selectable.done(group);
    assertThat(Select.<Boolean>select(on(done, zero -> zero == group), orDefault(() -> false))).isTrue();
    for (int round = 0; round < 2; round++) {
      group.add(2);
      assertThat(Select.<Boolean>select(on(done, zero -> true), orDefault(() -> false))).isFalse();
      Goroutine selecting = goroutines.goBlocked(() -> assertThat(Select.<String>select(on(done, zero -> "zero"), receive(a, v -> "a"))).isEqualTo("zero"));
      group.done();
      group.done();
      selecting.join();
    }
    assertThat(done).hasToString("zero of WaitGroup (pending: 0)");
  }

  @Test
  void completed_isTheFuture() throws Exception {
    CompletableFuture<String> future = new CompletableFuture<>();
    Selectable<CompletableFuture<String>> completed = Selectable.completed(future);
    Goroutine selecting = goroutines.goBlocked(() -> assertThat(Select.<String>select(on(completed, CompletableFuture::resultNow), receive(a, v -> "a"))).isEqualTo("done"));
    future.complete("done");
    selecting.join();
    CompletableFuture<String> failed = CompletableFuture.failedFuture(new IllegalStateException("planned"));
    assertThat(Select.<Future.State>select(on(Selectable.completed(failed), Future::state))).isEqualTo(Future.State.FAILED);
  }

  @Test
  void elapsed_isReadyWhenTheTimeHasPassed() throws Exception {
    long start = System.nanoTime();
    Selectable<Duration> elapsed = Selectable.elapsed(Duration.ofMillis(3));
    assertThat(Select.<Boolean>select(receive(a, v -> false), on(elapsed, time -> true))).isTrue();
    assertThat(System.nanoTime() - start).isGreaterThanOrEqualTo(3_000_000);
    assertThat(Select.<Boolean>select(receive(a, v -> false), on(elapsed, time -> true))).isTrue();
  }

  @Test
  void losingSelectable_leavesNothingBehind() throws Exception {
    CancelContext context = Context.background().withCancel();
    Selectable<Throwable> cancelled = Selectable.cancelled(context);
    Goroutine selecting = goroutines.goBlocked(() -> select(receive(a, v -> ""), on(cancelled, why -> "")));
    assertThat(Probe.linkedWaiters((Channel<?>) context.done())).isOne();
    a.send(1);
    selecting.join();
    assertThat(Probe.linkedWaiters((Channel<?>) context.done())).isZero();
  }

  /** A queue of someone else's, made selectable. */
  private static final class Mailbox implements Selectable<String> {
    private final ConcurrentLinkedQueue<String> letters = new ConcurrentLinkedQueue<>();
    private final ConcurrentLinkedQueue<Runnable> listeners = new ConcurrentLinkedQueue<>();
    private volatile boolean closed;

    @Override
    public Received<String> poll() {
      String letter = letters.poll();
      return letter != null ? new Received.Value<>(letter) : closed ? new Received.Closed<>() : new Received.Empty<>();
    }

    @Override
    public Registration onReady(Runnable ready) {
      listeners.add(ready);
      if (!letters.isEmpty() || closed) {
        ready.run();
      }
      return () -> listeners.remove(ready);
    }

    void put(String letter) {
      letters.add(letter);
      listeners.forEach(Runnable::run);
    }

    void close() {
      closed = true;
      listeners.forEach(Runnable::run);
    }
  }

  @Test
  void selectableOfOnesOwn_isTakenFromByOne() throws Exception {
    Mailbox mailbox = new Mailbox();
    AtomicInteger taken = new AtomicInteger();
    WaitGroup readers = new WaitGroup();
    for (int g = 0; g < 4; g++) {
      readers.go("reader", () -> {
        while (select(receive(a, v -> true), on(mailbox, letter -> taken.incrementAndGet() > 0, () -> false))) {
          Thread.onSpinWait();
        }
      });
    }
    for (int i = 0; i < 1000; i++) {
      mailbox.put("letter");
    }
    mailbox.close();
    readers.await();
    assertThat(taken).hasValue(1000);
    assertThat(mailbox.listeners).isEmpty();
    assertThatThrownBy(() -> select(on(mailbox, letter -> 1))).isInstanceOf(ChannelClosedException.class);
    assertThat(Select.<Integer>select(send(b, 1, () -> 1), receive(a, v -> 2))).isEqualTo(1);
  }
}
