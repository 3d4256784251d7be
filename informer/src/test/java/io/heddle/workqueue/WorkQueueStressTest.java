package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/**
 * Many producers and workers on few and on many keys. Each key has a version that producers raise before they add it; a worker copies the version it sees. In the end every copy must be
 * the last version (no update was lost), and no key may have been with two workers at once.
 *
 * <p>{@code -Dheddle.stress.adds=10000000} makes it long.
 */
final class WorkQueueStressTest {
  private static final int ADDS = Integer.getInteger("heddle.stress.adds", 200_000);
  private static final int PRODUCERS = 4;
  private static final int WORKERS = 6;

  private static final class Shared {
    final int keys;
    /** What the world is like: written without a fence of its own, so that the queue's must do. */
    final long[] desired;

    final AtomicIntegerArray owners;
    final long[] observed;
    final Queue<String> wrong = new ConcurrentLinkedQueue<>();
    final AtomicLong handedOut = new AtomicLong();

    Shared(int keys) {
      this.keys = keys;
      // One producer writes each version: key k belongs to producer k modulo their number, at an index of its own.
      desired = new long[keys * PRODUCERS];
      observed = new long[keys * PRODUCERS];
      owners = new AtomicIntegerArray(keys);
    }

    void work(int key) {
      if (!owners.compareAndSet(key, 0, 1)) {
        wrong.add("key " + key + " is with two workers");
      }
      handedOut.incrementAndGet();
      for (int p = 0; p < PRODUCERS; p++) {
        observed[key * PRODUCERS + p] = desired[key * PRODUCERS + p];
      }
      owners.set(key, 0);
    }
  }

  @ParameterizedTest(name = "{0} keys, {1}")
  @CsvSource({"1, KEYS", "3, KEYS", "50, KEYS", "5000, KEYS", "1, PINNED", "3, PINNED", "50, PINNED", "5000, PINNED", "3, TIMEOUTS", "50, DELAYS"})
  void manyThreads_noUpdateIsLostAndNoKeyIsWithTwo(int keys, String how) throws Exception {
    long seed = Long.getLong("heddle.seed", System.nanoTime());
    Shared shared = new Shared(keys);
    WorkQueue<Integer> queue = WorkQueue.<Integer>named("stress").segmentLength(8).limiter(RateLimiters.exponential(Duration.ofNanos(1000), Duration.ofMillis(1))).build();
    List<WorkItem<Integer>> pinned = new ArrayList<>();
    for (int key = 0; key < keys && how.equals("PINNED"); key++) {
      pinned.add(queue.pin(key));
    }
    List<Thread> producers = new ArrayList<>();
    for (int p = 0; p < PRODUCERS; p++) {
      int producer = p;
      producers.add(start(shared, () -> produce(queue, shared, pinned, how, producer, new SplittableRandom(seed + producer))));
    }
    List<Thread> workers = new ArrayList<>();
    for (int w = 0; w < WORKERS; w++) {
      SplittableRandom random = new SplittableRandom(seed - 1 - w);
      workers.add(start(shared, () -> consume(queue, shared, how, random)));
    }
    for (Thread thread : producers) {
      thread.join();
    }
    queue.shutDownWithDrain();
    for (Thread thread : workers) {
      thread.join();
    }
    assertThat(shared.wrong).as("seed %d", seed).isEmpty();
    assertThat(shared.observed).as("seed %d", seed).isEqualTo(shared.desired);
    assertThat(queue.size()).isZero();
    assertThat(queue.references()).isZero();
    assertThat(queue.liveKeys()).isEqualTo(pinned.size());
    assertThat(shared.handedOut.get()).isGreaterThanOrEqualTo(keys);
  }

  private interface Body {
    void run() throws InterruptedException;
  }

  private static Thread start(Shared shared, Body body) {
    return Thread.ofPlatform()
        .start(
            () -> {
              try {
                body.run();
              } catch (InterruptedException | RuntimeException | Error e) {
                shared.wrong.add(e.toString());
              }
            });
  }

  private static void produce(
      WorkQueue<Integer> queue, Shared shared, List<WorkItem<Integer>> pinned, String how, int producer, SplittableRandom random) {
    for (int i = 0; i < ADDS / PRODUCERS; i++) {
      int key = i < shared.keys ? i : random.nextInt(shared.keys);
      Lane lane = Lane.of(random.nextInt(3));
      shared.desired[key * PRODUCERS + producer]++;
      if (!pinned.isEmpty() && random.nextInt(4) > 0) {
        pinned.get(key).add(lane);
      } else {
        queue.add(key, lane);
      }
      if (how.equals("DELAYS") && random.nextInt(50) == 0) {
        queue.addRateLimited(key);
      }
    }
  }

  private static void consume(WorkQueue<Integer> queue, Shared shared, String how, SplittableRandom random) throws InterruptedException {
    List<Integer> batch = new ArrayList<>();
    try {
      while (true) {
        int choice = random.nextInt(8);
        if (choice == 0) {
          batch.clear();
          queue.drainTo(batch, 1 + random.nextInt(5));
          batch.forEach(shared::work);
          batch.forEach(queue::done);
        } else if (choice == 1 || how.equals("TIMEOUTS")) {
          queue.get(Duration.ofNanos(random.nextInt(20_000)))
              .ifPresent(
                  key -> {
                    shared.work(key);
                    queue.forget(key);
                    queue.done(key);
                  });
        } else {
          WorkItem<Integer> item = queue.getItem();
          shared.work(item.key());
          item.done();
        }
      }
    } catch (QueueShutDownException end) {
      // the usual end of a worker
    }
  }
}
