package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Starts the goroutines of a test and sees to it, when the test is over, that each has ended and none has failed. */
public final class Goroutines implements AfterEachCallback {
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private final Queue<Goroutine> started = new ConcurrentLinkedQueue<>();

  public Goroutines() {}

  /** Starts a goroutine that is to end by itself, or because it is interrupted. */
  public Goroutine go(Task task) {
    return go("test", task);
  }

  public Goroutine go(String name, Task task) {
    Goroutine goroutine = Goroutine.create(name, task, (failed, failure) -> {}).start();
    started.add(goroutine);
    return goroutine;
  }

  /** Starts a goroutine and returns when it waits in a call that blocks. */
  public Goroutine goBlocked(Task task) {
    Goroutine goroutine = go(task);
    awaitBlocked(goroutine);
    return goroutine;
  }

  /** Returns when the goroutine waits, or has ended, which fails. */
  public static void awaitBlocked(Goroutine goroutine) {
    await().pollInterval(Duration.ofMillis(1)).atMost(PATIENCE).until(() -> goroutine.isDone() || goroutine.isParked());
    assertThat(goroutine.isDone()).as("%s has ended instead of waiting", goroutine).isFalse();
  }

  /** Interrupts the goroutines again and again, from a thread that they cannot keep from running. */
  static void interruptUntil(List<Goroutine> goroutines, BooleanSupplier enough) throws InterruptedException {
    Thread storm = Thread.ofPlatform().start(() -> {
      while (!enough.getAsBoolean()) {
        goroutines.forEach(Goroutine::interrupt);
        LockSupport.parkNanos(20_000);
      }
    });
    storm.join(PATIENCE);
    assertThat(storm.isAlive()).as("interrupts were not enough in time").isFalse();
  }

  /** Waits until all that were started have ended, and throws the first failure. */
  public void join() throws InterruptedException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    List<String> stuck = new ArrayList<>();
    for (Goroutine goroutine : started) {
      if (!goroutine.join(Duration.ofNanos(deadline - System.nanoTime()))) {
        stuck.add(goroutine + " in " + goroutine.position());
      }
    }
    started.forEach(Goroutine::interrupt);
    for (Goroutine goroutine : started) {
      goroutine.failure().ifPresent(failure -> {
        throw new AssertionError(goroutine.toString(), failure);
      });
    }
    started.clear();
    assertThat(stuck).as("goroutines that have not ended").isEmpty();
  }

  @Override
  public void afterEach(ExtensionContext context) throws Exception {
    join();
  }
}
