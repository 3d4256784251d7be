package io.heddle.benchmarks.workqueue;

import io.heddle.benchmarks.Crew;
import io.heddle.benchmarks.CrewWorkload;
import io.heddle.benchmarks.Workload;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalDouble;
import java.util.SplittableRandom;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicIntegerArray;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/** What the queues have to do. */
final class Workloads {
  private static final int FEW_KEYS = 1024;

  /** A power of two, and no fewer than a row's keys. */
  private static final int SLOTS = 65_536;

  private Workloads() {}

  static List<String> keys(int count) {
    return IntStream.range(0, count).mapToObj(i -> "default/pod-" + i).toList();
  }

  /** One thread adds a key, gets it and is done with it, over and over. */
  static Workload cycle(String peer, int times) {
    Kit kit = Kit.named(peer, keys(FEW_KEYS));
    return () -> {
      for (int i = 0; i < times; i++) {
        kit.add(i % FEW_KEYS);
        kit.work();
      }
    };
  }

  /** One thread adds a key that waits already. */
  static Workload queued(String peer, int times) {
    Kit kit = Kit.named(peer, keys(FEW_KEYS));
    kit.add(0);
    return () -> {
      for (int i = 0; i < times; i++) {
        kit.add(0);
      }
    };
  }

  /** Producers add each key once, workers take their share each. */
  static Workload many(String peer, int producers, int workers, int keys) {
    Kit kit = Kit.named(peer, keys(keys));
    List<Crew.Member> members = new ArrayList<>();
    for (int p = 0; p < producers; p++) {
      int producer = p;
      members.add(() -> {
        int added = 0;
        for (int key = producer; key < keys; key += producers) {
          kit.add(key);
          added++;
        }
        return -added;
      });
    }
    for (int w = 0; w < workers; w++) {
      int share = keys / workers + (w < keys % workers ? 1 : 0);
      members.add(() -> {
        for (int i = 0; i < share; i++) {
          kit.work();
        }
        return share;
      });
    }
    return new CrewWorkload(members);
  }

  /** No queue, but the atomic steps that a key's way through one takes, by one thread. */
  static Workload steps(int times) {
    AtomicIntegerArray words = new AtomicIntegerArray(FEW_KEYS);
    AtomicReferenceArray<@Nullable String> slots = new AtomicReferenceArray<>(SLOTS);
    AtomicInteger puts = new AtomicInteger();
    AtomicInteger takes = new AtomicInteger();
    return () -> {
      for (int i = 0; i < times; i++) {
        int key = i % FEW_KEYS;
        boolean stepped = words.compareAndSet(key, 0, 1);
        stepped &= slots.compareAndSet(slot(puts.getAndIncrement()), null, "key");
        int slot = slot(takes.getAndIncrement());
        stepped &= slots.getAcquire(slot) != null;
        slots.setPlain(slot, null);
        stepped &= words.compareAndSet(key, 1, 2);
        VarHandle.fullFence();
        stepped &= words.compareAndSet(key, 2, 0);
        if (!stepped) {
          throw new IllegalStateException("a step of one thread alone has failed");
        }
      }
    };
  }

  /** No queue, but what one made of segments does to keep one order: two goroutines put keys into slots and take them out again, by a ticket of one counter for each. */
  static Workload tickets(int keys) {
    AtomicReferenceArray<@Nullable String> slots = new AtomicReferenceArray<>(SLOTS);
    AtomicInteger puts = new AtomicInteger();
    AtomicInteger takes = new AtomicInteger();
    Crew.Member member = () -> {
      for (int i = 0; i < keys / 2; i++) {
        slots.setRelease(slot(puts.getAndIncrement()), "key");
      }
      for (int i = 0; i < keys / 2; i++) {
        int slot = slot(takes.getAndIncrement());
        while (slots.getAcquire(slot) == null) {
          Thread.onSpinWait();
        }
        slots.setRelease(slot, null);
      }
      return 0;
    };
    return new CrewWorkload(List.of(member, member));
  }

  /** Slots of tickets in a row lie on different cache lines, of 16 that follow each other. */
  private static int slot(int ticket) {
    return ((ticket & ~0xff) | (ticket & 0xf) << 4 | (ticket >>> 4 & 0xf)) & (SLOTS - 1);
  }

  /** A new queue takes so many keys with delays of hours; the last one, with hardly any, comes when the queue has dealt with the others. */
  static Workload addAfter(String peer, int count) {
    List<String> keys = keys(count);
    Duration[] delays = new SplittableRandom(1).longs(count, 3_600_000, 7_200_000).mapToObj(Duration::ofMillis).toArray(Duration[]::new);
    return () -> {
      Kit kit = Kit.named(peer, keys);
      for (int i = 1; i < count; i++) {
        kit.addAfter(i, delays[i]);
      }
      kit.addAfter(0, Duration.ofNanos(1));
      kit.work();
      kit.shutDown();
    };
  }

  /** A new queue takes so many keys and hands them out; and what memory it takes with all of them waiting. */
  static Workload live(String peer, int count) {
    List<String> keys = keys(count);
    return new Workload() {
      private Kit filled() {
        Kit kit = Kit.named(peer, keys);
        for (int i = 0; i < count; i++) {
          kit.add(i);
        }
        return kit;
      }

      private void empty(Kit kit) throws InterruptedException {
        for (int i = 0; i < count; i++) {
          kit.work();
        }
        kit.shutDown();
      }

      @Override
      public void round() throws InterruptedException {
        empty(filled());
      }

      @Override
      public OptionalDouble retainedBytesPerOp() throws InterruptedException {
        long before = used();
        Kit kit = filled();
        long bytes = used() - before;
        empty(kit);
        return OptionalDouble.of((double) bytes / count);
      }
    };
  }

  private static long used() {
    Runtime runtime = Runtime.getRuntime();
    long least = Long.MAX_VALUE;
    for (int i = 0; i < 3; i++) {
      System.gc();
      least = Math.min(least, runtime.totalMemory() - runtime.freeMemory());
    }
    return least;
  }
}
