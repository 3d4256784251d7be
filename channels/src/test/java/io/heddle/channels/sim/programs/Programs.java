package io.heddle.channels.sim.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/** One program a method; what becomes of each is the matter of the test that runs them. */
public class Programs {
  /** What the program wrote, for the test that ran it: the class is loaded again for each exploration, so it goes through a system property. */
  private static void tell(Object what) {
    System.setProperty("heddle.sim.told", System.getProperty("heddle.sim.told", "") + what + ";");
  }

  private static final class Gate {
    volatile boolean open;
    volatile @Nullable Thread waiter;

    void await() {
      waiter = Thread.currentThread();
      while (!open) {
        LockSupport.park(this);
      }
    }

    void awaitWithoutSecondLook() {
      if (!open) {
        waiter = Thread.currentThread();
        LockSupport.park(this);
      }
    }

    void open() {
      open = true;
      LockSupport.unpark(waiter);
    }
  }

  @SimTest
  public void gate(Sim sim) {
    Gate gate = new Gate();
    sim.go("waiter", gate::await);
    sim.go("opener", gate::open);
    sim.join();
  }

  @SimTest
  public void gateThatMissesItsWakeUp(Sim sim) {
    Gate gate = new Gate();
    sim.go("waiter", gate::awaitWithoutSecondLook);
    sim.go("opener", gate::open);
    sim.join();
  }

  @SimTest
  public void lostUpdate(Sim sim) {
    AtomicInteger count = new AtomicInteger();
    for (int i = 0; i < 2; i++) {
      sim.go("adder-" + i, () -> count.set(count.get() + 1));
    }
    sim.join();
    assertThat(count).hasValue(2);
  }

  @SimTest
  public void crossedLocks(Sim sim) {
    ReentrantLock a = new ReentrantLock();
    ReentrantLock b = new ReentrantLock();
    sim.go("ab", () -> lockBoth(a, b));
    sim.go("ba", () -> lockBoth(b, a));
    sim.join();
  }

  private static void lockBoth(ReentrantLock first, ReentrantLock second) {
    first.lock();
    try {
      second.lock();
    } finally {
      if (second.isHeldByCurrentThread()) {
        second.unlock();
      }
      first.unlock();
    }
  }

  @SimTest(steps = 500)
  public void spinsForEver(Sim sim) {
    AtomicInteger never = new AtomicInteger();
    sim.go("spinner", () -> {
      while (never.get() == 0) {
        Thread.onSpinWait();
      }
    });
    sim.join();
  }

  @SimTest
  public void sleepsForADay(Sim sim) throws Exception {
    long before = System.nanoTime();
    Thread.sleep(Duration.ofDays(1));
    assertThat(System.nanoTime() - before).isEqualTo(Duration.ofDays(1).toNanos());
  }

  @SimTest
  public void timeoutLosesWhileOthersRun(Sim sim) throws Exception {
    AtomicInteger steps = new AtomicInteger();
    sim.go("busy", () -> {
      for (int i = 0; i < 5; i++) {
        steps.incrementAndGet();
      }
    });
    Thread.sleep(Duration.ofNanos(1));
    assertThat(steps).as("time stands still while a goroutine can run").hasValue(5);
  }

  @SimTest
  public void timeoutRaces(Sim sim) throws Exception {
    sim.letTimeRace();
    timeoutLosesWhileOthersRun(sim);
  }

  @SimTest(steps = 2_000)
  public void frozenOwnerOfALock(Sim sim) {
    ReentrantLock lock = new ReentrantLock();
    AtomicInteger done = new AtomicInteger();
    Sim.Task task = () -> {
      lock.lock();
      try {
        done.incrementAndGet();
      } finally {
        lock.unlock();
      }
    };
    Thread frozen = sim.go("frozen", task);
    sim.go("other", task);
    sim.freeze(frozen, 1);
    sim.join();
    assertThat(sim.isFrozen(frozen)).isTrue();
  }

  @SimTest
  public void frozenBystander(Sim sim) {
    AtomicInteger count = new AtomicInteger();
    Thread frozen = sim.go("frozen", () -> {
      count.incrementAndGet();
      count.incrementAndGet();
    });
    sim.go("other", count::incrementAndGet);
    sim.freeze(frozen, 1);
    sim.join();
    assertThat(count).hasValue(2);
  }

  @SimTest
  public void chance(Sim sim) {
    AtomicInteger order = new AtomicInteger();
    for (int i = 1; i <= 3; i++) {
      int digit = i;
      sim.go("g" + i, () -> order.updateAndGet(n -> 10 * n + digit));
    }
    sim.join();
    tell(order.get() + "/" + ThreadLocalRandom.current().nextInt(1000));
  }
}
