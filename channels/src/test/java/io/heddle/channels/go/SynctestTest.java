package io.heddle.channels.go;

import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.channels.CancelContext;
import io.heddle.channels.Channel;
import io.heddle.channels.Context;
import io.heddle.channels.Go;
import io.heddle.channels.ReceiveChannel;
import io.heddle.channels.Received;
import io.heddle.channels.Registration;
import io.heddle.channels.Task;
import io.heddle.channels.Ticker;
import io.heddle.channels.WaitGroup;
import io.heddle.channels.testing.Bubble;
import io.heddle.channels.testing.BubbleError;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** Go's src/internal/synctest/synctest_test.go and src/testing/synctest/synctest_test.go. */
class SynctestTest {
  private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");
  private static final Duration SECOND = Duration.ofSeconds(1);

  private static Duration elapsed() {
    return Duration.between(START, Bubble.clock().instant());
  }

  /** TestNow. */
  @Test
  void now() throws Exception {
    Bubble.run(() -> {
      assertThat(elapsed()).isZero();
      Go.go(() -> assertThat(elapsed()).isZero());
      Bubble.sleep(SECOND);
      assertThat(elapsed()).isEqualTo(SECOND);
    });
  }

  /** TestRunEmpty, TestSuccess. */
  @Test
  void runEmpty() throws Exception {
    Bubble.run(() -> {});
  }

  /** TestSimpleWait. */
  @Test
  void simpleWait() throws Exception {
    Bubble.run(Bubble::waitUntilBlocked);
  }

  /** TestGoroutineWait. */
  @Test
  void goroutineWait() throws Exception {
    Bubble.run(() -> {
      Go.go(() -> {});
      Bubble.waitUntilBlocked();
    });
  }

  /** TestWait, TestMallocs: a chain of goroutines, each of which starts the next. */
  @Test
  void waitForAChain() throws Exception {
    for (int i = 0; i < 100; i++) {
      Bubble.run(() -> {
        boolean[] done = {false};
        Channel<Integer> channel = Channel.unbuffered();
        Go.go(link(channel, done));
        channel.send(100);
        Bubble.waitUntilBlocked();
        assertThat(done[0]).isTrue();
      });
    }
  }

  private static Task link(Channel<Integer> channel, boolean[] done) {
    return () -> {
      int count = channel.receive();
      if (count == 0) {
        done[0] = true;
      } else {
        Go.go(link(channel, done));
        channel.send(count - 1);
      }
    };
  }

  /** TestTimerReadBeforeDeadline. */
  @Test
  void timerReadBeforeDeadline() throws Exception {
    Bubble.run(() -> {
      Ticker.after(Duration.ofSeconds(5)).receive();
      assertThat(elapsed()).isEqualTo(Duration.ofSeconds(5));
    });
  }

  /** TestTimerReadAfterDeadline, TestTimerRanInPast: what is read is when the timer fired. */
  @Test
  void timerReadAfterDeadline() throws Exception {
    Bubble.run(() -> {
      ReceiveChannel<Instant> timer = Ticker.after(SECOND);
      Bubble.sleep(SECOND.multipliedBy(2));
      assertThat(timer.tryReceive()).isEqualTo(new Received.Value<>(START.plus(SECOND)));
    });
  }

  /** TestTimeAfter: who is started by a timeout is in the bubble. */
  @Test
  void timeAfter() throws Exception {
    Bubble.run(() -> {
      int[] count = {0};
      Registration unused = Context.background().withTimeout(SECOND).afterFunc(() -> {
        count[0]++;
        Go.go(() -> {
          Bubble.sleep(SECOND);
          count[0]++;
        });
      });
      Bubble.sleep(SECOND.multipliedBy(3));
      Bubble.waitUntilBlocked();
      assertThat(count[0]).isEqualTo(2);
    });
  }

  /** TestTimerAfterBubbleExit. */
  @Test
  void timerAfterBubbleExit() throws Exception {
    boolean[] ran = {false};
    Bubble.run(() -> {
      Registration unused = Context.background().withTimeout(SECOND).afterFunc(() -> ran[0] = true);
    });
    assertThat(ran[0]).isFalse();
  }

  /** TestTimerFromOutsideBubble. */
  @Test
  void timerFromOutsideBubble() throws Exception {
    ReceiveChannel<Instant> timer = Ticker.after(Duration.ofMillis(10));
    Bubble.run(() -> {
      timer.receive();
      assertThat(elapsed()).isZero();
    });
    assertThat(timer.size()).isZero();
  }

  /** TestTimerNondeterminism: timers of one instant do not always fire in one order. */
  @Test
  void timerNondeterminism() throws Exception {
    Bubble.run(() -> {
      int[] seen = {0, 0};
      for (int i = 0; i < 1000 && (seen[0] == 0 || seen[1] == 0); i++) {
        ReceiveChannel<Instant> first = Ticker.after(Duration.ofNanos(1));
        ReceiveChannel<Instant> second = Ticker.after(Duration.ofNanos(1));
        seen[select(receive(first, tick -> 0), receive(second, tick -> 1))]++;
        Bubble.waitUntilBlocked();
      }
      assertThat(seen[0]).isPositive();
      assertThat(seen[1]).isPositive();
    });
  }

  /** TestSleepNondeterminism. */
  @Test
  void sleepNondeterminism() throws Exception {
    Bubble.run(() -> {
      int[] seen = {0, 0, 0};
      for (int i = 0; i < 1000 && (seen[1] == 0 || seen[2] == 0); i++) {
        AtomicInteger first = new AtomicInteger();
        for (int k = 1; k <= 2; k++) {
          int me = k;
          Go.go(() -> {
            Bubble.sleep(Duration.ofNanos(1));
            first.compareAndSet(0, me);
          });
        }
        Bubble.sleep(Duration.ofNanos(1));
        Bubble.waitUntilBlocked();
        seen[first.get()]++;
      }
      assertThat(seen[0]).isZero();
      assertThat(seen[1]).isPositive();
      assertThat(seen[2]).isPositive();
    });
  }

  /** TestTimerRunsImmediately. */
  @Test
  void timerRunsImmediately() throws Exception {
    Bubble.run(() -> assertThat(select(receive(Ticker.after(Duration.ZERO), tick -> tick), orDefault(() -> Instant.MAX))).isEqualTo(START));
  }

  /** TestAfterFuncRunsImmediately: a deadline that has passed needs no time to pass. */
  @Test
  void afterFuncRunsImmediately() throws Exception {
    Bubble.run(() -> {
      boolean[] ran = {false};
      Registration unused = Context.background().withTimeout(Duration.ZERO).afterFunc(() -> ran[0] = true);
      Bubble.waitUntilBlocked();
      assertThat(ran[0]).isTrue();
      assertThat(elapsed()).isZero();
    });
  }

  /** TestTimerResetZeroDoNotHang. */
  @Test
  void timeoutsOfZero_doNotHang() throws Exception {
    Bubble.run(() -> {
      Channel<Instant> timer = Channel.buffered(1);
      CancelContext context = Context.background().withCancel();
      Go.go(() -> {
        while (select(receive(context.done(), v -> false, () -> false), receive(timer, tick -> true))) {
          assertThat(elapsed()).isZero();
        }
      });
      Bubble.waitUntilBlocked();
      timer.send(Ticker.after(Duration.ZERO).receive());
      Bubble.waitUntilBlocked();
      context.cancel();
      Bubble.waitUntilBlocked();
    });
  }

  /** TestChannelFromOutsideBubble: read closed, read value, write value, select outside only, select mixed. */
  @Test
  void channelFromOutsideBubble() throws Exception {
    Channel<Integer> never = Channel.unbuffered();
    fromOutside(Channel::close, channel -> assertThat(channel.iterator().hasNext()).isFalse());
    fromOutside(channel -> channel.send(0), channel -> assertThat(channel.receive()).isZero());
    fromOutside(channel -> assertThat(channel.receive()).isZero(), channel -> channel.send(0));
    fromOutside(Channel::close, channel -> assertThat(select(receive(channel, v -> 1, () -> 2), receive(never, v -> 3))).isEqualTo(2));
    fromOutside(Channel::close, channel -> assertThat(select(receive(channel, v -> 1, () -> 2), receive(Channel.<Integer>unbuffered(), v -> 3))).isEqualTo(2));
  }

  /** An operation on a channel. */
  private interface Use {
    void of(Channel<Integer> channel) throws Exception;
  }

  private static void fromOutside(Use outside, Use inside) throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    Thread thread = Thread.ofVirtual().start(() -> {
      begun.join();
      try {
        outside.of(channel);
      } catch (Exception e) {
        throw new IllegalStateException(e);
      }
    });
    Bubble.run(() -> {
      begun.complete(true);
      inside.of(channel);
    });
    thread.join();
  }

  /** TestDeadlockRoot. */
  @Test
  void deadlockRoot() {
    assertThatThrownBy(() -> Bubble.run(() -> Channel.never().receive())).isInstanceOf(BubbleError.class).hasMessageStartingWith("deadlock: every goroutine of the bubble waits");
  }

  /** TestDeadlockChild. */
  @Test
  void deadlockChild() {
    assertThatThrownBy(() -> Bubble.run(() -> Go.go(() -> Channel.never().receive())))
        .isInstanceOf(BubbleError.class).hasMessageStartingWith("goroutines are left at the end of the bubble's body");
  }

  /** TestDeadlockTicker. */
  @Test
  void deadlockTicker() {
    List<Instant> ticks = new ArrayList<>();
    assertThatThrownBy(() -> Bubble.run(() -> Go.go(() -> ticks.add(Ticker.every(SECOND).ticks().receive()))))
        .isInstanceOf(BubbleError.class).hasMessageStartingWith("goroutines are left at the end of the bubble's body");
    assertThat(ticks).isEmpty();
  }

  /** TestIteratorPush. */
  @Test
  void sleepingProducer() throws Exception {
    Bubble.run(() -> {
      List<Duration> got = new ArrayList<>();
      Go.go(() -> {
        for (int i = 0; i < 3; i++) {
          got.add(elapsed());
          Bubble.sleep(SECOND);
        }
      });
      Bubble.sleep(SECOND.multipliedBy(5));
      Bubble.waitUntilBlocked();
      assertThat(got).containsExactly(Duration.ZERO, SECOND, SECOND.multipliedBy(2));
    });
  }

  /** TestWaitGroupInBubble. */
  @Test
  void waitGroupInBubble() throws Exception {
    Bubble.run(() -> {
      WaitGroup group = new WaitGroup();
      group.add(1);
      Go.go(() -> {
        Bubble.sleep(SECOND);
        group.done();
      });
      group.await();
      assertThat(elapsed()).isEqualTo(SECOND);
    });
  }

  /** TestWaitGroupRacingAdds. */
  @Test
  void waitGroupRacingAdds() throws Exception {
    Bubble.run(() -> {
      WaitGroup group = new WaitGroup();
      for (int i = 0; i < 100; i++) {
        group.go("racing", () -> {});
      }
      group.await();
    });
  }

  /** TestWaitGroupOutOfBubble: a wait for a group from outside is not durable. */
  @Test
  void waitGroupOutOfBubble() throws Exception {
    WaitGroup group = new WaitGroup();
    group.add(1);
    CompletableFuture<Boolean> begun = new CompletableFuture<>();
    Thread outside = Thread.ofVirtual().start(() -> {
      begun.join();
      group.done();
    });
    Bubble.run(() -> {
      begun.complete(true);
      assertThat(group.await(SECOND)).isTrue();
    });
    outside.join();
  }

  /** TestWaitGroupDisassociateInWait, TestWaitGroupDisassociateInAdd, TestWaitGroupLinkerAllocated, TestWaitGroupHeapAllocated. */
  @Test
  void waitGroupUsedByOneBubbleAfterTheOther() throws Exception {
    WaitGroup group = new WaitGroup();
    for (int i = 0; i < 2; i++) {
      Bubble.run(() -> {
        group.add(1);
        Go.go(group::await);
        group.done();
        group.await();
      });
    }
  }

  /** TestWaitGroupManyBubbles: bubbles side by side. */
  @Test
  void manyBubbles() throws Exception {
    WaitGroup bubbles = new WaitGroup();
    List<Throwable> failures = new CopyOnWriteArrayList<>();
    for (int i = 0; i < 100; i++) {
      bubbles.go("caller", () -> {
        try {
          Bubble.run(() -> {
            Channel<Integer> cancel = Channel.unbuffered();
            WaitGroup group = new WaitGroup();
            for (int k = 0; k < 100; k++) {
              group.go("waiting", () -> cancel.receive(Duration.ofDays(1)));
            }
            Bubble.waitUntilBlocked();
            cancel.close();
            group.await();
          });
        } catch (Throwable e) {
          failures.add(e);
        }
      });
    }
    bubbles.await();
    assertThat(failures).isEmpty();
  }

  /** TestHappensBefore, with plain variables. */
  @Test
  void happensBefore() throws Exception {
    int[] first = {0};
    int[] second = {0};
    Bubble.run(() -> {
      Go.go(() -> first[0]++);
      Go.go(() -> second[0]++);
      Bubble.waitUntilBlocked();
      first[0]++;
      second[0]++;
      Channel<Integer> channel = Channel.unbuffered();
      Go.go(() -> {
        first[0]++;
        channel.receive(Duration.ofSeconds(1));
      });
      Go.go(() -> {
        second[0]++;
        channel.receive(Duration.ofSeconds(1));
      });
      Bubble.waitUntilBlocked();
      first[0]++;
      second[0]++;
      channel.close();
      CancelContext over = Context.background().withTimeout(Duration.ZERO);
      List<Registration> unused = List.of(over.afterFunc(() -> first[0]++), over.afterFunc(() -> second[0]++));
      Bubble.waitUntilBlocked();
      assertThat(unused).hasSize(2);
      first[0]++;
      second[0]++;
    });
    Bubble.run(() -> {
      Go.go(() -> Go.go(() -> first[0]++));
      Go.go(() -> Go.go(() -> second[0]++));
    });
    assertThat(first[0]).isEqualTo(7);
    assertThat(second[0]).isEqualTo(7);
  }

  /** TestFatal, TestError: what the body throws fails the test. */
  @Test
  void fatal() {
    assertThatThrownBy(() -> Bubble.run(() -> {
      throw new AssertionError("fatal");
    })).isInstanceOf(AssertionError.class).hasMessage("fatal");
  }
}
