package io.heddle.channels.proof;

import static io.heddle.channels.Select.on;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Broadcast;
import io.heddle.channels.CancelContext;
import io.heddle.channels.CancelledException;
import io.heddle.channels.Channel;
import io.heddle.channels.Context;
import io.heddle.channels.ErrorGroup;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import io.heddle.channels.Probe;
import io.heddle.channels.Received;
import io.heddle.channels.Registration;
import io.heddle.channels.Scope;
import io.heddle.channels.ScopeException;
import io.heddle.channels.Selectable;
import io.heddle.channels.Selector;
import io.heddle.channels.WaitGroup;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;

/** What is built on channels: groups, contexts, goroutines and scopes wake whoever waits for them, and nobody too early. */
public class AroundTest {
  /** Two wait for two pieces of work. */
  @SimTest
  public void waitGroup_wakesAllWhenTheLastIsDone(Sim sim) {
    WaitGroup group = new WaitGroup();
    int[] done = new int[1];
    group.add(2);
    for (int i = 0; i < 2; i++) {
      sim.go("waiter-" + i, () -> {
        group.await();
        assertThat(done[0]).isEqualTo(2);
      });
      sim.go("worker-" + i, () -> {
        done[0]++;
        group.done();
      });
    }
    sim.join();
  }

  /** A group used again once everyone has returned from its first use. */
  @SimTest
  public void waitGroup_canBeUsedAgain(Sim sim) throws Exception {
    WaitGroup group = new WaitGroup();
    int[] done = new int[1];
    for (int round = 1; round <= 2; round++) {
      group.go("worker", () -> done[0]++);
      group.go("worker", () -> done[0]++);
      group.await();
      assertThat(done[0]).isEqualTo(2 * round);
    }
    sim.join();
  }

  /** A wait with a timeout against the last done. */
  @SimTest
  public void waitGroup_timeoutAgainstDone(Sim sim) {
    sim.letTimeRace();
    WaitGroup group = new WaitGroup();
    group.add(1);
    boolean[] done = new boolean[1];
    sim.go("waiter", () -> {
      if (group.await(Duration.ofMillis(5))) {
        assertThat(done[0]).isTrue();
      }
    });
    sim.go("worker", () -> {
      done[0] = true;
      group.done();
    });
    sim.join();
  }

  /** A child that is made while its parent is cancelled is cancelled too, and whoever waits on either learns of it. */
  @SimTest
  public void context_cancelReachesChildrenMadeMeanwhile(Sim sim) {
    CancelContext parent = Context.background().withCancel();
    List<CancelContext> children = new ArrayList<>();
    sim.go("canceller", () -> parent.cancel(new IllegalStateException("why")));
    for (int i = 0; i < 2; i++) {
      sim.go("child-" + i, () -> {
        CancelContext child = parent.withCancel();
        children.add(child);
        child.done().tryReceive();
        for (Object never : child.done()) {
          throw new AssertionError(never);
        }
        assertThat(child.cause()).get().asString().contains("why");
      });
    }
    sim.join();
    assertThat(children).allMatch(Context::isCancelled);
  }

  /** Two cancel and a deadline passes: there is one cause, and it never changes. */
  @SimTest
  public void context_hasOneCause(Sim sim) {
    sim.letTimeRace();
    CancelContext context = Context.background().withTimeout(Duration.ofMillis(3));
    List<Throwable> seen = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      sim.go("canceller-" + i, () -> {
        context.cancel(new IllegalStateException());
        seen.add(context.cause().orElseThrow());
      });
    }
    sim.go("waiter", () -> {
      for (Object never : context.done()) {
        throw new AssertionError(never);
      }
      seen.add(context.cause().orElseThrow());
    });
    sim.join();
    assertThat(seen).hasSize(3);
    assertThat(seen.get(1)).isSameAs(seen.get(0));
    assertThat(seen.get(2)).isSameAs(seen.get(0));
  }

  /** A function registered while the context is cancelled is called once, or was stopped in time. */
  @SimTest
  public void context_afterFuncRunsOnceOrIsStopped(Sim sim) {
    CancelContext context = Context.background().withCancel();
    int[] calls = new int[1];
    boolean[] stopped = new boolean[1];
    sim.go("canceller", context::cancel);
    sim.go("registrar", () -> {
      Registration registration = context.afterFunc(() -> calls[0]++);
      stopped[0] = registration.stop();
    });
    sim.join();
    assertThat(calls[0]).isEqualTo(stopped[0] ? 0 : 1);
  }

  /** Whoever joins a goroutine returns after its task has ended. */
  @SimTest
  public void goroutine_joinReturnsAfterTheTask(Sim sim) {
    boolean[] ended = new boolean[1];
    Channel<Integer> channel = Channel.unbuffered();
    Goroutine goroutine = Go.go("worker", () -> {
      channel.receive();
      ended[0] = true;
    });
    for (int i = 0; i < 2; i++) {
      sim.go("joiner-" + i, () -> {
        goroutine.join();
        assertThat(ended[0]).isTrue();
      });
    }
    sim.go("sender", () -> channel.send(1));
    sim.join();
  }

  /** One child fails: the other is interrupted, the failure comes out of join, and no child outlives the scope. */
  @SimTest
  public void scope_firstFailureEndsTheOthers(Sim sim) throws Exception {
    int[] running = new int[1];
    Channel<Integer> quiet = Channel.unbuffered();
    String failure = "none";
    try (Scope scope = Scope.open("scope")) {
      scope.go("waits", () -> {
        running[0]++;
        try {
          quiet.receive();
        } finally {
          running[0]--;
        }
      });
      scope.go("fails", () -> {
        throw new IllegalStateException("broken");
      });
      scope.join();
    } catch (ScopeException e) {
      failure = String.valueOf(e.getCause());
    }
    assertThat(failure).contains("broken");
    assertThat(running[0]).isZero();
    sim.join();
  }

  /** A scope closed while a goroutine of it starts another: none outlives it, and the late one is refused or ended. */
  @SimTest
  public void scope_closeAgainstGo(Sim sim) {
    int[] running = new int[1];
    Channel<Integer> quiet = Channel.unbuffered();
    Scope scope = Scope.open("scope");
    Sim.Task waits = () -> {
      running[0]++;
      try {
        quiet.receive();
      } finally {
        running[0]--;
      }
    };
    sim.go("starter", () -> {
      try {
        scope.go("first", waits::run);
        scope.go("second", waits::run);
      } catch (IllegalStateException | CancelledException refused) {
        assertThat(refused).hasMessageContaining("closed");
      }
    });
    scope.close();
    assertThat(running[0]).isZero();
    sim.join();
    assertThat(running[0]).isZero();
  }

  /** A select on a group against its last done: it ends, and not before all is done. */
  @SimTest
  public void waitGroup_selected(Sim sim) throws Exception {
    WaitGroup group = new WaitGroup();
    Channel<Integer> quiet = Channel.unbuffered();
    int[] done = new int[1];
    group.add(2);
    for (int i = 0; i < 2; i++) {
      sim.go("worker-" + i, () -> {
        done[0]++;
        group.done();
      });
    }
    int seen = select(receive(quiet, v -> -1), on(Selectable.done(group), all -> done[0]));
    assertThat(seen).isEqualTo(2);
    assertThat(Probe.linkedWaiters(quiet)).isZero();
    sim.join();
  }

  /** A select on the end of a goroutine and a channel: whichever came, the other is still to be had. */
  @SimTest
  public void goroutine_selectedBesideAChannel(Sim sim) throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    boolean[] ended = new boolean[1];
    Goroutine goroutine = Go.go("worker", () -> ended[0] = true);
    sim.go("sender", () -> channel.send(7));
    boolean end = select(receive(channel, v -> false), on(Selectable.ended(goroutine), failure -> true));
    if (end) {
      assertThat(ended[0]).isTrue();
      assertThat(channel.receive()).isEqualTo(7);
    } else {
      goroutine.join();
    }
    assertThat(Probe.linkedWaiters(channel)).isZero();
    sim.join();
  }

  /** A thing of somebody's own that calls back late and for nothing, while the selector is in use again: it is asked, and nothing else happens. */
  @SimTest
  public void selectable_thatCallsBackForNothing_isAskedAgain(Sim sim) {
    Channel<Integer> channel = Channel.unbuffered();
    int[] ready = new int[1];
    List<Runnable> callbacks = new ArrayList<>();
    Selectable<Integer> source = new Selectable<>() {
      @Override
      public Received<Integer> poll() {
        return ready[0] > 0 ? new Received.Value<>(ready[0]--) : new Received.Empty<>();
      }

      @Override
      public Registration onReady(Runnable callback) {
        callbacks.add(callback);
        if (ready[0] > 0) {
          callback.run();
        }
        return () -> false;
      }
    };
    sim.go("selector", () -> {
      Selector<Integer> selector = new Selector<>(Selector.Order.FAIR);
      selector.add(receive(channel, v -> 0));
      selector.add(on(source, v -> v));
      assertThat(selector.select() + selector.select()).isEqualTo(1);
    });
    sim.go("sender", () -> channel.send(7));
    sim.go("source", () -> {
      List.copyOf(callbacks).forEach(Runnable::run);
      ready[0]++;
      List.copyOf(callbacks).forEach(Runnable::run);
    });
    sim.join();
    assertThat(Probe.linkedWaiters(channel)).isZero();
  }

  /** A future is completed while a select waits for it. */
  @SimTest
  public void future_selected(Sim sim) throws Exception {
    CompletableFuture<Integer> future = new CompletableFuture<>();
    Channel<Integer> quiet = Channel.unbuffered();
    sim.go("completer", () -> future.complete(7));
    int value = select(receive(quiet, v -> v), on(Selectable.completed(future), CompletableFuture::resultNow));
    assertThat(value).isEqualTo(7);
    sim.join();
  }

  /** Two goroutines of a group fail at once: one failure is the cause, the other is suppressed in it, none is lost. */
  @SimTest
  public void errorGroup_keepsEveryFailure(Sim sim) throws Exception {
    try (ErrorGroup group = new ErrorGroup(Context.background(), 2)) {
      for (int i = 0; i < 2; i++) {
        String failure = "failure " + i;
        group.go("fails", () -> {
          throw new IllegalStateException(failure);
        });
      }
      group.await();
      throw new AssertionError("no failure came out");
    } catch (ScopeException e) {
      Throwable first = Objects.requireNonNull(e.getCause());
      assertThat(first.getSuppressed()).hasSize(1);
      assertThat(List.of(String.valueOf(first.getMessage()), String.valueOf(first.getSuppressed()[0].getMessage()))).containsExactlyInAnyOrder("failure 0", "failure 1");
    }
    sim.join();
  }

  /** Who subscribes while a broadcast ends gets the value or not, but learns of the end. */
  @SimTest
  public void broadcast_subscribeAgainstTheEnd_learnsOfIt(Sim sim) {
    Channel<Integer> source = Channel.buffered(1);
    Broadcast<Integer> broadcast = Broadcast.of(source);
    sim.go("source", () -> {
      source.send(7);
      source.close();
    });
    for (int i = 0; i < 2; i++) {
      sim.go("subscriber-" + i, () -> {
        int values = 0;
        for (int value : broadcast.subscribe(Channel.buffered(1))) {
          values += value;
        }
        assertThat(values).isIn(0, 7);
      });
    }
    sim.join();
    broadcast.close();
  }
}
