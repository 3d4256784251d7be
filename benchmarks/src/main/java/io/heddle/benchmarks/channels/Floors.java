package io.heddle.benchmarks.channels;

import io.heddle.benchmarks.Crew;
import io.heddle.benchmarks.CrewWorkload;
import io.heddle.benchmarks.Workload;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** What virtual threads cost by themselves, without a channel: no channel that blocks a thread can go below. */
final class Floors {
  private Floors() {}

  /** Two threads wake each other in turn and park; a round is {@code trips} round trips, which are two hand-offs each. */
  static Workload parks(int trips) {
    AtomicInteger turn = new AtomicInteger();
    AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(2);
    return new CrewWorkload(List.of(parker(0, turn, threads, trips), parker(1, turn, threads, trips)));
  }

  private static Crew.Member parker(int me, AtomicInteger turn, AtomicReferenceArray<Thread> threads, int trips) {
    return () -> {
      threads.set(me, Thread.currentThread());
      for (int i = 0; i < trips; i++) {
        while (turn.get() != me) {
          LockSupport.park();
        }
        turn.set(1 - me);
        LockSupport.unpark(threads.get(1 - me));
      }
      return 0;
    };
  }

  /** Two threads yield until it is their turn; a round is {@code trips} round trips. */
  @SuppressWarnings("ThreadPriorityCheck") // what a yield costs is the question
  static Workload yields(int trips) {
    return turns(trips, Thread::yield);
  }

  /** Two threads look at one word, each on its core, until it is their turn; a round is {@code trips} round trips. */
  static Workload spins(int trips) {
    return turns(trips, Thread::onSpinWait);
  }

  private static Workload turns(int trips, Runnable pause) {
    AtomicInteger turn = new AtomicInteger();
    return new CrewWorkload(List.of(taker(0, turn, trips, pause), taker(1, turn, trips, pause)));
  }

  private static Crew.Member taker(int me, AtomicInteger turn, int trips, Runnable pause) {
    return () -> {
      for (int i = 0; i < trips; i++) {
        while (turn.get() != me) {
          pause.run();
        }
        turn.set(1 - me);
      }
      return 0;
    };
  }

  /** Threads that park, are woken and end; a round is {@code count} of them. */
  static Workload parked(int count) {
    return new Workload() {
      private final Thread[] threads = new Thread[count];

      @Override
      public void round() throws InterruptedException {
        start();
        release();
      }

      @Override
      public OptionalDouble retainedBytesPerOp() throws InterruptedException {
        long before = Heap.live();
        start();
        long after = Heap.live();
        release();
        return OptionalDouble.of((double) (after - before) / count);
      }

      private void start() {
        for (int i = 0; i < count; i++) {
          threads[i] = Thread.startVirtualThread(LockSupport::park);
        }
        for (Thread thread : threads) {
          Polling.until(() -> thread.getState() == Thread.State.WAITING);
        }
      }

      private void release() throws InterruptedException {
        for (Thread thread : threads) {
          LockSupport.unpark(thread);
        }
        for (Thread thread : threads) {
          thread.join();
        }
      }
    };
  }
}
