package io.heddle.channels.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.CancelContext;
import io.heddle.channels.CancelledException;
import io.heddle.channels.Channel;
import io.heddle.channels.Context;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import io.heddle.channels.Registration;
import io.heddle.channels.Scope;
import io.heddle.channels.ScopeException;
import io.heddle.channels.WaitGroup;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

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
  @SimTest(share = 0.25)
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
  @SimTest(share = 0.25)
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
  @SimTest(share = 0.25)
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
  @SimTest(share = 0.25)
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
  @SimTest(share = 0.25)
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
  @SimTest(share = 0.25)
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
  @SimTest(share = 0.25)
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
}
