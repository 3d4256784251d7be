package io.heddle.channels;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** What nobody should do: each is told by an exception that names the object and says what to do, and leaves everything as it was. */
@SuppressWarnings("NullAway") // null is one of the bad uses
class BadUseTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final Channel<Integer> channel = Channel.<Integer>buffered(2).named("orders");

  private static void refused(Class<? extends Exception> kind, ThrowingCallable use, String... parts) {
    assertThatExceptionOfType(kind).isThrownBy(use).satisfies(e -> assertThat(e.getMessage()).contains(parts));
  }

  private void stillWorks() throws InterruptedException {
    assertThat(channel.size()).isZero();
    channel.send(1);
    assertThat(channel.receive()).isEqualTo(1);
    assertThat(Probe.linkedWaiters(channel)).isZero();
  }

  @Test
  void capacities() {
    refused(IllegalArgumentException.class, () -> Channel.buffered(-1), "-1");
    refused(IllegalArgumentException.class, () -> Channel.dropOldest(0, dropped -> {}), "0");
    refused(IllegalArgumentException.class, () -> Channel.dropLatest(-5, dropped -> {}), "-5");
    refused(NullPointerException.class, () -> Channel.dropOldest(1, null), "onUndelivered");
  }

  @Test
  void nulls() throws Exception {
    refused(NullPointerException.class, () -> channel.send(null), "orders", "null is no value");
    refused(NullPointerException.class, () -> channel.trySend(null), "orders", "null is no value");
    refused(NullPointerException.class, () -> channel.send(null, Duration.ZERO), "orders", "null is no value");
    refused(NullPointerException.class, () -> channel.sendAll(Arrays.asList(1, null)), "orders", "null is no value");
    refused(NullPointerException.class, () -> Select.send(channel, null, () -> 1), "orders", "null is no value");
    refused(NullPointerException.class, () -> select((SelectCase<Integer>) null), "a case of a select is null", "Select.disabled()");
    refused(NullPointerException.class, () -> channel.named(null), "name");
    refused(NullPointerException.class, () -> Go.go(null), "task");
    refused(NullPointerException.class, () -> channel.send(1, null), "the timeout is null", "Duration.ZERO");
    refused(NullPointerException.class, () -> channel.receive(null), "the timeout is null", "Duration.ZERO");
    refused(NullPointerException.class, () -> channel.close(null), "cause");
    assertThat(channel.isClosed()).isFalse();
    stillWorks();
  }

  @Test
  void nullsInSelects() throws Exception {
    refused(NullPointerException.class, () -> receive(null, v -> v), "channel");
    refused(NullPointerException.class, () -> Select.send(null, 1, () -> 1), "channel");
    refused(NullPointerException.class, () -> Select.on(null, v -> v), "source");
    refused(NullPointerException.class, () -> select(Select.sendComputed(channel, () -> null, () -> 1)), "orders", "null is no value");
    refused(NullPointerException.class, () -> new Selector<Integer>(null), "order");
    Selector<Integer> selector = new Selector<>(Selector.Order.FAIR);
    refused(NullPointerException.class, () -> selector.add(null), "case");
    assertThat(selector.remove(receive(channel, v -> v))).isFalse();
    assertThat(selector.size()).isZero();
    stillWorks();
  }

  @Test
  void aTargetThatTakesNothing() {
    channel.trySend(7);
    refused(NullPointerException.class, () -> channel.drainTo(null, 5), "target");
    assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(7));
    refused(NullPointerException.class, () -> Channel.never().drainTo(null, 5), "target");
  }

  @Test
  void sendOnClosed_andCloseOfClosed() {
    channel.trySend(7);
    channel.close();
    refused(ChannelClosedException.class, () -> channel.send(1), "send on closed", "orders", "when every sender is done");
    refused(ChannelClosedException.class, () -> channel.trySend(1), "send on closed", "orders");
    refused(ChannelClosedException.class, () -> channel.sendAll(List.of(1)), "send on closed", "orders");
    refused(ChannelClosedException.class, () -> select(Select.send(channel, 1, () -> 1)), "send on closed", "orders");
    refused(ChannelClosedException.class, channel::close, "close of closed", "orders", "once");
    refused(ChannelClosedException.class, () -> channel.close(new IllegalStateException()), "close of closed", "orders");
    assertThat(channel.closeCause()).isEmpty();
    assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(7));
    refused(ChannelClosedException.class, channel::receive, "receive on closed", "orders", "iterate or use tryReceive");
  }

  @Test
  void batches() throws Exception {
    refused(IllegalArgumentException.class, () -> channel.receiveMany(0), "0", "at least one");
    assertThat(channel.drainTo(new ArrayList<>(), -1)).isZero();
    stillWorks();
  }

  @Test
  void theChannelThatAllShare() {
    refused(UnsupportedOperationException.class, () -> Channel.never().close(), "never()", "share");
    refused(UnsupportedOperationException.class, () -> Channel.never().cancel(), "never()", "share");
    refused(UnsupportedOperationException.class, () -> Channel.never().named("mine"), "never()", "share");
    refused(NullPointerException.class, () -> Channel.never().trySend(null), "null is no value");
    refused(NullPointerException.class, () -> Channel.never().sendAll(Arrays.asList(1, null)), "null is no value");
    refused(IllegalArgumentException.class, () -> Channel.never().receiveMany(0), "0", "at least one");
  }

  @Test
  void selects() throws Exception {
    refused(IllegalArgumentException.class, () -> Select.<Integer>select(), "needs a case", "Channel.never()");
    refused(IllegalArgumentException.class, () -> select(orDefault(() -> 1), receive(channel, v -> v), orDefault(() -> 2)), "two");
    refused(IllegalArgumentException.class, () -> new Selector<Integer>(Selector.Order.FAIR).select(), "needs a case");
    refused(NullPointerException.class, () -> receive(channel, null), "onValue");
    refused(NullPointerException.class, () -> after(Duration.ZERO, null), "onTimeout");
    stillWorks();
  }

  @Test
  void aSelectorInTwoThreads() throws Exception {
    Selector<Integer> selector = new Selector<>(Selector.Order.FAIR);
    selector.add(receive(channel, v -> v));
    Goroutine inside = goroutines.goBlocked(() -> assertThat(selector.select()).isEqualTo(5));
    refused(IllegalStateException.class, selector::select, "one goroutine at a time", "one for each");
    refused(IllegalStateException.class, () -> selector.add(receive(channel, v -> v)), "one goroutine at a time");
    refused(IllegalStateException.class, selector::size, "one goroutine at a time");
    channel.send(5);
    inside.join();
    assertThat(selector.size()).isEqualTo(1);
    stillWorks();
  }

  /** A case that computes its value by the very selector it belongs to. */
  @Test
  void aSelectorWithinItself() throws Exception {
    Selector<Integer> selector = new Selector<>(Selector.Order.FAIR);
    SelectCase<? extends Integer> itself = selector.add(Select.sendComputed(channel, selector::size, () -> 1));
    refused(IllegalStateException.class, selector::select, "one goroutine at a time");
    assertThat(selector.remove(itself)).isTrue();
    stillWorks();
  }

  @Test
  void waitGroups() throws Exception {
    WaitGroup group = new WaitGroup();
    refused(IllegalStateException.class, group::done, "below zero", "done()", "add()");
    refused(IllegalStateException.class, () -> group.add(-3), "below zero");
    group.add(Integer.MAX_VALUE);
    refused(IllegalStateException.class, () -> group.add(1), "overflow");
    group.add(-Integer.MAX_VALUE);
    group.await();
  }

  @Test
  void scopesAndContexts() throws Exception {
    Scope scope = Scope.open("jobs");
    scope.close();
    refused(IllegalStateException.class, () -> scope.go("late", () -> {}), "jobs");
    scope.close();
    refused(NullPointerException.class, () -> Context.background().withTimeout(null), "timeout");
    refused(IllegalArgumentException.class, () -> Ticker.every(Duration.ZERO), "0");
    refused(IllegalArgumentException.class, () -> new ErrorGroup(Context.background(), 0), "0");
  }

  @Test
  void aScopeThatWouldWaitForItself() throws Exception {
    try (Scope scope = Scope.open("jobs")) {
      scope.go("inside", () -> {
        refused(IllegalStateException.class, scope::join, "join()", "jobs", "wait for itself");
        refused(IllegalStateException.class, scope::close, "close()", "jobs", "wait for itself");
        scope.go("later", () -> {});
      });
      scope.join();
    }
  }

  @Test
  void broadcasts() throws Exception {
    refused(NullPointerException.class, () -> Broadcast.of(null), "source");
    try (Broadcast<Integer> broadcast = Broadcast.of(channel)) {
      Channel<Integer> mine = Channel.<Integer>unbuffered().named("mine");
      broadcast.subscribe(mine);
      refused(IllegalArgumentException.class, () -> broadcast.subscribe(mine), "mine", "already", "channel of its own");
      refused(IllegalArgumentException.class, () -> broadcast.subscribe(Channel.never()), "never()");
      refused(NullPointerException.class, () -> broadcast.subscribe(null), "channel");
      assertThat(broadcast.subscribers()).isEqualTo(1);
      channel.send(3);
      assertThat(mine.receive()).isEqualTo(3);
    }
  }

  @Test
  void pipelines() throws Exception {
    refused(NullPointerException.class, () -> Pipeline.in(null), "scope");
    try (Scope scope = Scope.open("stages")) {
      Pipeline pipeline = Pipeline.in(scope);
      refused(IllegalArgumentException.class, () -> pipeline.merge(List.<Channel<Integer>>of()), "source", "not 0");
      refused(IllegalArgumentException.class, () -> pipeline.map(channel, 0, v -> v), "worker", "not 0");
      refused(NullPointerException.class, () -> pipeline.map(channel, 1, null), "function");
      refused(IllegalArgumentException.class, () -> pipeline.batch(channel, -1, Duration.ZERO), "batch", "not -1");
      refused(NullPointerException.class, () -> pipeline.throttle(channel, null), "timeout is null");
    }
    stillWorks();
  }
}
