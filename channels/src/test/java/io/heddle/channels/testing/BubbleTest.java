package io.heddle.channels.testing;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import io.heddle.channels.CancelContext;
import io.heddle.channels.Channel;
import io.heddle.channels.Context;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import io.heddle.channels.Received;
import io.heddle.channels.Scope;
import io.heddle.channels.ScopeException;
import io.heddle.channels.Select;
import io.heddle.channels.Selectable;
import io.heddle.channels.Selector;
import io.heddle.channels.Task;
import io.heddle.channels.Ticker;
import io.heddle.channels.WaitGroup;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BubbleTest {
  private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  /** What a selector keeps from one wait for the next is of the world it waited in. */
  @Test
  void selector_waitsInTheWorldThatItIsUsedIn() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    Selector<Integer> selector = new Selector<>(Selector.Order.FAIR);
    selector.add(receive(channel, v -> v));
    for (int i = 0; i < 2; i++) {
      Bubble.run(() -> {
        Goroutine selecting = Go.go("selecting", () -> assertThat(selector.select()).isEqualTo(1));
        Go.go("sending", () -> channel.send(1));
        selecting.join();
      });
      Goroutine outside = Go.go("outside", () -> assertThat(selector.select()).isEqualTo(2));
      Awaitility.await().until(() -> channel.toString().contains("receivers waiting"));
      channel.send(2);
      assertThat(outside.join(Duration.ofSeconds(30))).isTrue();
      assertThat(outside.failure()).isEmpty();
    }
  }

  /* ------ Time ------ */

  @Test
  void channels_areNumberedAsTheyAreMade_alikeInEachRun() throws Exception {
    List<List<String>> runs = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      Bubble.run(() -> {
        Channel<Integer> first = Channel.unbuffered();
        Channel<Integer> second = Channel.unbuffered();
        String askedFirst = second.name();
        runs.add(List.of(first.name(), askedFirst));
      });
    }
    assertThat(runs.get(0)).isSorted().isEqualTo(runs.get(1)).doesNotHaveDuplicates();
  }

  @Test
  void time_beginsWithTheCenturyAndMovesByTimeoutsAlone() throws Exception {
    Bubble.run(() -> {
      Clock clock = Bubble.clock();
      assertThat(clock.instant()).isEqualTo(START);
      Bubble.sleep(Duration.ofDays(400));
      assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(400)));
      Bubble.sleep(Duration.ofNanos(1));
      assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofDays(400)).plusNanos(1));
    });
  }

  @Test
  void everythingTimed_goesByIt() throws Exception {
    Bubble.run(() -> {
      Clock clock = Bubble.clock();
      Channel<String> silent = Channel.unbuffered();
      assertThat(silent.receive(Duration.ofHours(1))).isEqualTo(new Received.Empty<>());
      assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(1)));
      assertThat(select(receive(silent, v -> v), after(Duration.ofHours(2), () -> "late"))).isEqualTo("late");
      assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(3)));
      assertThat(Select.<String>select(receive(silent, v -> v), Select.until(START.plus(Duration.ofHours(4)), () -> "four"))).isEqualTo("four");
      assertThat(Select.<Duration>select(Select.on(Selectable.elapsed(Duration.ofHours(1)), v -> v))).isEqualTo(Duration.ofHours(1));
      assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(5)));
      assertThat(Ticker.after(Duration.ofHours(1)).receive()).isEqualTo(START.plus(Duration.ofHours(6)));
      try (Ticker ticker = Ticker.every(Duration.ofMinutes(30))) {
        assertThat(ticker.ticks().receive()).isEqualTo(START.plus(Duration.ofMinutes(390)));
        assertThat(ticker.ticks().receive()).isEqualTo(START.plus(Duration.ofHours(7)));
      }
      try (CancelContext context = Context.background().withDeadline(START.plus(Duration.ofHours(8)))) {
        assertThat(context.done().receive(Duration.ofDays(1))).isEqualTo(new Received.Closed<>());
        assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(8)));
      }
      try (CancelContext context = Context.background().withTimeout(Duration.ofHours(1))) {
        assertThat(context.deadline()).contains(START.plus(Duration.ofHours(9)));
        Bubble.sleep(Duration.ofMinutes(59));
        assertThat(context.isCancelled()).isFalse();
        Bubble.sleep(Duration.ofMinutes(1));
        Bubble.waitUntilBlocked();
        assertThat(context.isCancelled()).isTrue();
      }
      WaitGroup group = new WaitGroup();
      group.add(1);
      assertThat(group.await(Duration.ofHours(1))).isFalse();
      assertThat(clock.instant()).isEqualTo(START.plus(Duration.ofHours(10)));
    });
  }

  @Test
  void time_standsStillWhileAGoroutineCanRun() throws Exception {
    Bubble.run(() -> {
      Goroutine busy = Go.go("busy", () -> {
        Channel<Integer> own = Channel.buffered(1);
        for (int i = 0; i < 10_000; i++) {
          own.send(i);
          own.receive();
        }
        assertThat(Bubble.clock().instant()).isEqualTo(START);
      });
      Bubble.sleep(Duration.ofNanos(1));
      assertThat(busy.isDone()).isTrue();
    });
  }

  @Test
  void tenThousandGoroutines_twentyFourHours_noTickIsMissed() throws Exception {
    int[] ticks = {0};
    Bubble.run(() -> {
      try (Scope scope = Scope.open("day")) {
        for (int i = 0; i < 10_000; i++) {
          scope.go("hourly-" + i, () -> {
            try (Ticker ticker = Ticker.every(Duration.ofHours(1))) {
              for (int hour = 1; hour <= 24; hour++) {
                assertThat(ticker.ticks().receive()).isEqualTo(START.plus(Duration.ofHours(hour)));
                ticks[0]++; // one goroutine runs at a time
              }
            }
          });
        }
        scope.join();
      }
      assertThat(Bubble.clock().instant()).isEqualTo(START.plus(Duration.ofDays(1)));
    });
    assertThat(ticks[0]).isEqualTo(240_000);
  }

  /* ------ waitUntilBlocked ------ */

  @Test
  void waitUntilBlocked_returnsWhenTheOthersCanDoNoMore() throws Exception {
    Bubble.run(() -> {
      Channel<Integer> numbers = Channel.unbuffered();
      List<Integer> got = new ArrayList<>();
      Goroutine receiver = Go.go("receiver", () -> {
        for (int n : numbers) {
          got.add(n);
        }
      });
      Goroutine sender = Go.go("sender", () -> {
        for (int n = 0; n < 5; n++) {
          numbers.send(n);
        }
      });
      Bubble.waitUntilBlocked();
      assertThat(got).containsExactly(0, 1, 2, 3, 4);
      assertThat(sender.isDone()).isTrue();
      assertThat(receiver.isDone()).isFalse();
      assertThat(Bubble.clock().instant()).isEqualTo(START);
      numbers.close();
    });
  }

  @Test
  void waitUntilBlocked_byTwo_isRefused() throws Exception {
    Bubble.run(() -> {
      Channel<Integer> silent = Channel.unbuffered();
      List<Throwable> refused = new ArrayList<>();
      Task waiting = () -> {
        Throwable thrown = catchThrowable(Bubble::waitUntilBlocked);
        if (thrown != null) {
          refused.add(thrown);
        }
      };
      Go.go("one", waiting);
      Go.go("two", waiting);
      silent.receive(Duration.ofSeconds(1));
      assertThat(refused).singleElement().isInstanceOf(IllegalStateException.class)
          .extracting(Throwable::getMessage).asString().matches("Bubble.waitUntilBlocked\\(\\) was called while goroutine '(one|two)' waits in it: one at a time");
    });
  }

  @Test
  void outsideOfABubble_allIsRefused() {
    assertThatThrownBy(Bubble::waitUntilBlocked).isInstanceOf(IllegalStateException.class).hasMessageStartingWith("Bubble.waitUntilBlocked() was called outside of a bubble");
    assertThatThrownBy(() -> Bubble.sleep(Duration.ofSeconds(1))).isInstanceOf(IllegalStateException.class).hasMessageStartingWith("Bubble.sleep() was called outside of a bubble");
    assertThatThrownBy(Bubble::clock).isInstanceOf(IllegalStateException.class).hasMessageStartingWith("Bubble.clock() was called outside of a bubble");
  }

  @Test
  void bubbles_doNotNest() throws Exception {
    Bubble.run(() -> assertThatThrownBy(() -> Bubble.run(() -> {})).isInstanceOf(IllegalStateException.class).hasMessageContaining("bubbles do not nest"));
  }

  /* ------ Failures ------ */

  @Test
  void deadlock_isPictured() {
    assertThat(failure(() -> {
      Channel<String> jobs = Channel.<String>unbuffered().named("jobs");
      Channel<String> results = Channel.<String>unbuffered().named("results");
      Goroutine worker = Go.go("worker", () -> {
        results.send(jobs.receive());
      });
      Go.go("watcher", () -> select(receive(results, v -> v), Select.on(Selectable.ended(worker), v -> "over")));
      WaitGroup group = new WaitGroup();
      group.add(1);
      Go.go("waiter", () -> group.await());
      worker.join();
    })).isEqualTo("""
        deadlock: every goroutine of the bubble waits, and no timeout is pending; the bubble's time is 2000-01-01T00:00:00Z

        goroutine 'main' [wait for goroutine 'worker' (running)]
            BubbleTest.lambda(BubbleTest.java)
            started by Bubble.run()

        goroutine 'worker' [receive from channel 'jobs' (unbuffered, receivers waiting: 1)]
            BubbleTest.lambda(BubbleTest.java)
            started by 'main' at BubbleTest.lambda(BubbleTest.java)

        goroutine 'watcher' [select [take from goroutine 'worker' (running), receive from channel 'results' (unbuffered, receivers waiting: 1)]]
            BubbleTest.lambda(BubbleTest.java)
            started by 'main' at BubbleTest.lambda(BubbleTest.java)

        goroutine 'waiter' [wait for WaitGroup (pending: 1)]
            BubbleTest.lambda(BubbleTest.java)
            started by 'main' at BubbleTest.lambda(BubbleTest.java)
        """);
  }

  @Test
  void goroutineLeftOver_isPictured() {
    assertThat(failure(() -> {
      Go.go("ticking", () -> {
        try (Ticker ticker = Ticker.every(Duration.ofHours(1))) {
          for (Instant tick : ticker.ticks()) {
            assertThat(tick).isNotNull();
          }
        }
      });
      Bubble.sleep(Duration.ofMinutes(150));
    })).isEqualTo("""
        goroutines are left at the end of the bubble's body, and wait for what cannot come any more, as time stands still from then on, at 2000-01-01T02:30:00Z

        goroutine 'ticking' [receive from channel 'ticks' (buffered, 0 of 1, receivers waiting: 1)]
            BubbleTest.lambda(BubbleTest.java)
            started by 'main' at BubbleTest.lambda(BubbleTest.java)
        """);
  }

  /** Runs a bubble that fails; the message, without what differs from compiler to compiler. */
  private static String failure(Task body) {
    Throwable thrown = catchThrowable(() -> Bubble.run(body));
    assertThat(thrown).isInstanceOf(BubbleError.class);
    return String.valueOf(thrown.getMessage()).replaceAll("io\\.heddle\\.channels\\.testing\\.", "").replaceAll("app//", "").replaceAll("lambda\\$\\w+\\$\\d+", "lambda").replaceAll("java:\\d+", "java");
  }

  @Test
  void goroutineThatFails_failsTheTestAtOnce() {
    IllegalArgumentException failure = new IllegalArgumentException("no");
    AtomicBoolean over = new AtomicBoolean();
    Throwable thrown = catchThrowable(() -> Bubble.run(() -> {
      Go.go("bad", () -> {
        throw failure;
      });
      Bubble.sleep(Duration.ofDays(1));
      over.set(true);
    }));
    assertThat(thrown).isInstanceOf(BubbleError.class).hasMessage("goroutine 'bad' (running) failed").hasCause(failure);
    assertThat(over).isFalse();
  }

  @Test
  void failureThatAScopeThrows_isTheBodysToHandle() throws Exception {
    Bubble.run(() -> {
      try (Scope scope = Scope.open("scope")) {
        scope.go("bad", () -> {
          throw new IllegalArgumentException("no");
        });
        scope.go("patient", () -> Bubble.sleep(Duration.ofDays(1)));
        assertThatThrownBy(scope::join).isInstanceOf(ScopeException.class).hasRootCauseMessage("no");
      }
      assertThat(Bubble.clock().instant()).isEqualTo(START);
    });
  }

  @Test
  void bodyThatThrows_endsItsGoroutinesAndNamesTheSeed() {
    AssertionError failure = new AssertionError("expected");
    List<String> ended = new ArrayList<>();
    Throwable thrown = catchThrowable(() -> Bubble.run(42, () -> {
      for (String name : List.of("a", "b")) {
        Go.go(name, () -> {
          try {
            Channel.never().receive();
          } finally {
            ended.add(name);
          }
        });
      }
      Bubble.waitUntilBlocked();
      throw failure;
    }));
    assertThat(thrown).isSameAs(failure);
    assertThat(ended).containsExactlyInAnyOrder("a", "b");
    assertThat(thrown.getSuppressed()).singleElement().extracting(Throwable::getMessage).isEqualTo("the bubble had the seed 42; to run it in the same order again, call Bubble.run(42L, ...) or set -Dheddle.bubble.seed=42");
  }

  @Test
  void goroutineThatWillNotEnd_isLeftBehind() {
    Throwable thrown = catchThrowable(() -> Bubble.run(() -> {
      Channel<Integer> silent = Channel.unbuffered();
      Go.go("stubborn", () -> {
        while (true) {
          try {
            silent.receive();
          } catch (Throwable e) {
            // Goes on.
          }
        }
      });
      throw new IllegalStateException("body");
    }));
    assertThat(thrown).hasMessage("body");
  }

  /* ------ Interrupts ------ */

  @Test
  void interrupt_endsAWaitAndASleep() throws Exception {
    Bubble.run(() -> {
      Channel<Integer> silent = Channel.unbuffered();
      List<String> interrupted = new ArrayList<>();
      Goroutine receiving = Go.go("receiving", () -> {
        assertThatThrownBy(silent::receive).isInstanceOf(InterruptedException.class);
        interrupted.add("receiving");
      });
      Goroutine sleeping = Go.go("sleeping", () -> {
        assertThatThrownBy(() -> Bubble.sleep(Duration.ofDays(1))).isInstanceOf(InterruptedException.class);
        interrupted.add("sleeping");
      });
      Bubble.sleep(Duration.ofSeconds(1));
      receiving.interrupt();
      sleeping.interrupt();
      Bubble.waitUntilBlocked();
      assertThat(interrupted).containsExactlyInAnyOrder("receiving", "sleeping");
      assertThat(Bubble.clock().instant()).isEqualTo(START.plusSeconds(1));
    });
  }

  @Test
  void interruptByTheJvmsOwnMethod_endsAWaitToo() throws Exception {
    Bubble.run(() -> {
      Channel<Thread> threads = Channel.unbuffered();
      Goroutine receiving = Go.go("receiving", () -> {
        threads.send(Thread.currentThread());
        Channel.never().receive();
      });
      threads.receive().interrupt();
      receiving.join();
      assertThat(receiving.failure()).isEmpty();
    });
  }

  @Test
  void interruptOfTheCaller_endsTheBubble() throws InterruptedException {
    CompletableFuture<Throwable> ended = new CompletableFuture<>();
    CompletableFuture<Boolean> inside = new CompletableFuture<>();
    Thread caller = Thread.ofPlatform().start(() -> ended.complete(catchThrowable(() -> Bubble.run(() -> {
      inside.complete(true);
      new LinkedBlockingQueue<String>().take();
    }))));
    inside.join();
    caller.interrupt();
    assertThat(ended.join()).isInstanceOf(InterruptedException.class).hasMessageStartingWith("interrupted while the bubble ran; its goroutines were ended");
  }

  /* ------ The outside ------ */

  @Test
  void waitInForeignCode_isNotDurable() throws Exception {
    BlockingQueue<String> queue = new LinkedBlockingQueue<>();
    CompletableFuture<Boolean> othersRan = new CompletableFuture<>();
    Thread outside = Thread.ofPlatform().start(() -> {
      othersRan.join();
      queue.add("from outside");
    });
    Bubble.run(() -> {
      Goroutine taking = Go.go("taking", () -> {
        assertThat(queue.take()).isEqualTo("from outside");
        assertThat(Bubble.clock().instant()).isEqualTo(START);
      });
      Go.go("other", () -> {
        othersRan.complete(true);
      });
      Bubble.sleep(Duration.ofHours(1));
      assertThat(taking.isDone()).isTrue();
    });
    outside.join();
  }

  @Test
  void waitForAChannelFromOutside_isNotDurable() throws Exception {
    Channel<String> outer = Channel.unbuffered();
    CompletableFuture<Boolean> waiting = new CompletableFuture<>();
    Thread outside = Thread.ofPlatform().start(() -> {
      waiting.join();
      assertThat(catchThrowable(() -> outer.send("from outside"))).isNull();
    });
    Bubble.run(() -> {
      Goroutine receiving = Go.go("receiving", () -> {
        Channel<String> inner = Channel.unbuffered();
        assertThat(Select.<String>select(receive(outer, v -> v), receive(inner, v -> v))).isEqualTo("from outside");
        assertThat(Bubble.clock().instant()).isEqualTo(START);
      });
      Go.go("other", () -> {
        waiting.complete(true);
      });
      Bubble.sleep(Duration.ofHours(1));
      assertThat(receiving.isDone()).isTrue();
    });
    outside.join();
  }

  @Test
  void waitForAFuture_isNotDurable() throws Exception {
    CompletableFuture<String> future = new CompletableFuture<>();
    CompletableFuture<Boolean> waiting = new CompletableFuture<>();
    Thread outside = Thread.ofPlatform().start(() -> {
      waiting.join();
      future.complete("from outside");
    });
    Bubble.run(() -> {
      waiting.complete(true);
      assertThat(Select.<String>select(Select.on(Selectable.completed(future), CompletableFuture::join), after(Duration.ofSeconds(1), () -> "late"))).isEqualTo("from outside");
    });
    outside.join();
  }

  /* ------ Seeds ------ */

  @Test
  void seed_givesTheSameOrder_anotherSeedAnother() throws Exception {
    Set<List<String>> orders = new HashSet<>();
    for (long seed = 0; seed < 20; seed++) {
      List<String> order = order(seed);
      orders.add(order);
      assertThat(order(seed)).isEqualTo(order);
    }
    assertThat(orders).hasSizeGreaterThan(15);
  }

  private static List<String> order(long seed) throws Exception {
    List<String> order = new ArrayList<>();
    Bubble.run(seed, () -> {
      Channel<String> first = Channel.unbuffered();
      Channel<String> second = Channel.buffered(2);
      WaitGroup group = new WaitGroup();
      for (int i = 0; i < 4; i++) {
        String name = "sender-" + i;
        group.go(name, () -> {
          Bubble.sleep(Duration.ofSeconds(1));
          for (int k = 0; k < 5; k++) {
            select(Select.send(first, name, () -> ""), Select.send(second, name, () -> ""));
          }
        });
      }
      Goroutine sleeper = Go.go("interrupted", () -> Bubble.sleep(Duration.ofDays(1)));
      for (Channel<String> channel : List.of(first, second)) {
        Go.go("receiver", () -> {
          for (String name : channel) {
            order.add(name + " " + channel.name());
          }
        });
      }
      group.await();
      sleeper.interrupt();
      sleeper.join();
      first.close();
      second.close();
    });
    return order;
  }

  @Test
  void seedsFindTheInterleavingThatABugNeeds() throws Exception {
    List<Long> found = new ArrayList<>();
    for (long seed = 0; seed < 200; seed++) {
      if (count(seed) != 2) {
        found.add(seed);
      }
    }
    assertThat(found).hasSizeBetween(1, 199);
    for (long seed : found) {
      assertThat(count(seed)).isOne();
    }
  }

  /** Reads and writes a counter with a send in between; the order of wake-ups decides whether an update is lost. */
  private static int count(long seed) throws Exception {
    int[] counter = {0};
    Bubble.run(seed, () -> {
      Channel<Integer> log = Channel.unbuffered();
      Goroutine logger = Go.go("logger", () -> {
        for (int n : log) {
          assertThat(n).isNotNegative();
        }
      });
      WaitGroup group = new WaitGroup();
      for (int i = 0; i < 2; i++) {
        group.go("adder", () -> {
          int read = counter[0];
          log.send(read);
          counter[0] = read + 1;
        });
      }
      group.await();
      log.close();
      logger.join();
    });
    return counter[0];
  }

  @Test
  void seedOfTheSystemProperty() throws Exception {
    String before = System.getProperty("heddle.bubble.seed");
    try {
      System.setProperty("heddle.bubble.seed", "17");
      assertThat(catchThrowable(() -> Bubble.run(() -> {
        throw new IllegalStateException("body");
      })).getSuppressed()[0]).hasMessageContaining("seed 17;");
      System.setProperty("heddle.bubble.seed", "x");
      assertThatThrownBy(() -> Bubble.run(() -> {})).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("heddle.bubble.seed").hasMessageContaining("'x'");
    } finally {
      if (before == null) {
        System.clearProperty("heddle.bubble.seed");
      } else {
        System.setProperty("heddle.bubble.seed", before);
      }
    }
  }
}
