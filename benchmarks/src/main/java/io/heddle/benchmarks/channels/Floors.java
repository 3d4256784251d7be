package io.heddle.benchmarks.channels;

import io.heddle.benchmarks.Crew;
import io.heddle.benchmarks.CrewWorkload;
import io.heddle.benchmarks.Workload;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalDouble;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.atomic.AtomicReferenceArray;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What virtual threads cost by themselves, without a channel, if they park for each hand-off, yield, or look on two cores: a channel that does the same cannot go below, one that spares them parks can. */
final class Floors {
  /** Slots so far apart lie on different cache lines, and on different pairs of them. */
  private static final int APART = 32;

  /** So many values go over one slot before another one's turn comes. */
  private static final int IN_A_ROW = 128;

  private Floors() {}

  /** So many pairs of threads that wake each other in turn and park; a round is {@code trips} round trips, which are two hand-offs each. */
  static Workload parks(int pairs, int trips) {
    List<Crew.Member> members = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      AtomicInteger turn = new AtomicInteger();
      AtomicReferenceArray<Thread> threads = new AtomicReferenceArray<>(2);
      members.add(parker(0, turn, threads, trips / pairs));
      members.add(parker(1, turn, threads, trips / pairs));
    }
    return new CrewWorkload(members);
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

  /** Threads in a row hand values on, each over a word that the next one empties, and park until that is done; a round hands {@code values} values from the first to the last. */
  static Workload chain(int threads, int values) {
    List<Crew.Member> members = new ArrayList<>();
    Link[] links = new Link[threads];
    Arrays.setAll(links, i -> new Link());
    for (int i = 0; i <= threads; i++) {
      @Nullable Link in = i == 0 ? null : links[i - 1];
      @Nullable Link out = i == threads ? null : links[i];
      members.add(() -> {
        for (int j = 1; j <= values; j++) {
          int value = in == null ? j : in.take();
          if (out != null) {
            out.put(value);
          }
        }
        return 0;
      });
    }
    return new CrewWorkload(members);
  }

  /** Where one thread puts values that are not zero, one at a time, and another takes them. */
  private static final class Link {
    private final AtomicInteger word = new AtomicInteger();
    private volatile @Nullable Thread putter;
    private volatile @Nullable Thread taker;

    void put(int value) {
      putter = Thread.currentThread();
      word.set(value);
      LockSupport.unpark(taker);
      while (word.get() != 0) {
        LockSupport.park();
      }
    }

    int take() {
      taker = Thread.currentThread();
      while (word.get() == 0) {
        LockSupport.park();
      }
      int value = word.get();
      word.set(0);
      LockSupport.unpark(putter);
      return value;
    }
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
        for (int looks = 1; turn.get() != me; looks++) {
          Polling.afterLook(looks, pause);
        }
        turn.set(1 - me);
      }
      return 0;
    };
  }

  /**
   * Two threads on two cores hand values over as little as it takes if a wait can also be given up: who waits says so in a slot, the partner takes it out, leaves the value and ends the
   * wait, each by one compare-and-set. Each looks on its core until that is done; a round is {@code trips} round trips.
   */
  static Workload claims(int trips) {
    AtomicReference<@Nullable Handover> there = new AtomicReference<>();
    AtomicReference<@Nullable Handover> back = new AtomicReference<>();
    return new CrewWorkload(List.of(
        () -> {
          Handover mine = new Handover();
          for (int i = 0; i < trips; i++) {
            Handover.give(there, i);
            mine.take(back);
          }
          return 0;
        },
        () -> {
          Handover mine = new Handover();
          for (int i = 0; i < trips; i++) {
            Handover.give(back, mine.take(there));
          }
          return 0;
        }));
  }

  /** One who waits: 0 while waiting, 1 when that has ended. */
  private static final class Handover extends AtomicInteger {
    private static final long serialVersionUID = 1;
    private int value;

    int take(AtomicReference<@Nullable Handover> slot) throws InterruptedException {
      set(0);
      slot.set(this);
      for (int looks = 1; get() == 0; looks++) {
        Polling.afterLook(looks, Thread::onSpinWait);
      }
      return value;
    }

    static void give(AtomicReference<@Nullable Handover> slot, int value) throws InterruptedException {
      Handover waiting = slot.get();
      for (int looks = 1; waiting == null || !slot.compareAndSet(waiting, null); looks++) {
        Polling.afterLook(looks, Thread::onSpinWait);
        waiting = slot.get();
      }
      waiting.value = value;
      if (!waiting.compareAndSet(0, 1)) {
        throw new IllegalStateException("the wait has ended without the value");
      }
    }
  }

  /**
   * Two threads on two cores hand values over as little as it takes if an offer can also be taken back: the sender leaves a value in one of so many slots by a compare-and-set, the receiver looks at one slot
   * after the other and takes the value out by another, and the sender looks until it is gone. A round moves {@code values} values, so many in a row over one slot before the next.
   */
  static Workload offers(int slots, int values) {
    AtomicReferenceArray<@Nullable Integer> offered = new AtomicReferenceArray<>(slots * APART);
    return new CrewWorkload(List.of(
        () -> {
          long sent = 0;
          for (int i = 0; i < values; i++) {
            Integer value = Values.value(i);
            int slot = i / IN_A_ROW % slots * APART;
            if (!offered.compareAndSet(slot, null, value)) {
              throw new IllegalStateException("another sender's offer");
            }
            for (int looks = 1; offered.get(slot) != null; looks++) {
              Polling.afterLook(looks, Thread::onSpinWait);
            }
            sent += value;
          }
          return -sent;
        },
        () -> {
          long received = 0;
          int looks = 1;
          for (int left = values; left > 0; ) {
            for (int slot = 0; slot < slots * APART; slot += APART) {
              Integer value = offered.get(slot);
              if (value != null && offered.compareAndSet(slot, value, null)) {
                received += value;
                left--;
                looks = 0;
              }
            }
            if (looks != 0) {
              Polling.afterLook(looks, Thread::onSpinWait);
            }
            looks++;
          }
          return received;
        }));
  }

  /** So many threads park until one more, which waits for them to get there, wakes them all; a round does so once. */
  static Workload closes(int waiters) {
    AtomicInteger arrived = new AtomicInteger();
    AtomicInteger closed = new AtomicInteger();
    AtomicReferenceArray<Thread> waiting = new AtomicReferenceArray<>(waiters);
    List<Crew.Member> members = new ArrayList<>();
    for (int i = 0; i < waiters; i++) {
      int me = i;
      members.add(() -> {
        int open = closed.get();
        waiting.set(me, Thread.currentThread());
        arrived.incrementAndGet();
        while (closed.get() == open) {
          LockSupport.park();
        }
        return 0;
      });
    }
    members.add(() -> {
      Polling.until(() -> arrived.get() == waiters);
      arrived.set(0);
      closed.incrementAndGet();
      for (int i = 0; i < waiters; i++) {
        LockSupport.unpark(waiting.get(i));
      }
      return 0;
    });
    return new CrewWorkload(members);
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

      private void start() throws InterruptedException {
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
