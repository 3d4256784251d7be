package io.heddle.workqueue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The adds that are to happen later, and the goroutine that makes them happen. */
final class Delays<K> {
  /*
   * Callers put delayed adds into an inbox and go on; one goroutine alone owns the table (by key) and the heap (by time), so neither needs a
   * lock and times are kept to the nanosecond and in their order.
   *
   * The inbox is Treiber's stack (1986), of which only the top is ever changed: pushed on by a compare-and-set, or taken whole by a swap. Since
   * nothing is popped singly, there is no ABA problem. The goroutine reverses what it took, so that entries are looked at in the order of their
   * arrival.
   *
   * Waking. The goroutine sleeps until the earliest time it knows, and publishes that time in wakeAt before it looks at the inbox once more and
   * parks. A caller pushes, then reads wakeAt, and wakes the goroutine only if its own time is earlier. Push and wakeAt are volatile on both
   * sides, so either the goroutine sees the entry or the caller sees the time. While the goroutine is awake wakeAt is BUSY, below every time.
   * A caller also wakes it when the inbox has grown by INBOX_LIMIT entries, so that what is one entry in the table (the same key, delayed again and
   * again) does not pile up in the inbox.
   *
   * Order. The clock is read before the inbox is taken. So whatever was pushed before that reading and was due by then is in the heap when the due
   * keys are added, and they are added in the order of their times, however late the goroutine comes to it.
   *
   * Progress: push is lock-free. The adds themselves are as timely as the goroutine, which never runs a user's code but a key's hashCode, equals
   * and toString.
   */

  private static final Logger log = LoggerFactory.getLogger(Delays.class);

  static final int INBOX_LIMIT = 1024;
  private static final long BUSY = Long.MIN_VALUE;

  private final String name;
  private final QueueClock clock;
  private final Adder<K> adder;

  /** Of the goroutine alone. */
  private final DelayTable<K> waiting = new DelayTable<>();

  /** Of the goroutine alone; has the same entries as {@link #waiting}. */
  private final DeadlineHeap<K> heap = new DeadlineHeap<>();

  private volatile @Nullable DelayedAdd<K> inbox;
  private volatile long wakeAt = BUSY;
  private volatile boolean idle = true;
  private volatile boolean stopped;
  private volatile @Nullable Thread goroutine;

  /** Where a key goes when its time has come. */
  interface Adder<K> {
    void add(K key, Lane lane);
  }

  Delays(String name, QueueClock clock, Adder<K> adder) {
    this.name = name;
    this.clock = clock;
    this.adder = adder;
  }

  /** Adds the key at the time. The earliest of several times for one key counts, and the highest of its lanes. Ignored once stopped. */
  void add(K key, Lane lane, long readyAtNanos) {
    push(new DelayedAdd<>(key, lane, readyAtNanos));
  }

  /** Forgets what waits for the key. What is added after this call is not touched. */
  void cancel(K key) {
    if (!idle || inbox != null) {
      push(new DelayedAdd<>(key, Lane.NORMAL, DelayedAdd.CANCEL));
    }
  }

  /** Ends the goroutine; what waits is forgotten. */
  void stop() {
    stopped = true;
    Thread running = goroutine;
    if (running != null) {
      QueueClock.unpark(running);
    }
  }

  /** Whether every add that is due has been made, and the goroutine sleeps no longer than it may, for tests. */
  boolean isSettled() {
    long wakesAt = wakeAt;
    for (DelayedAdd<K> entry = inbox; entry != null; entry = entry.next) {
      if (entry.readyAtNanos < wakesAt) {
        return false;
      }
    }
    return goroutine == null || wakesAt > clock.nanoTime();
  }

  private void push(DelayedAdd<K> entry) {
    DelayedAdd<K> top;
    int depth;
    do {
      top = inbox;
      depth = top == null ? 1 : top.place + 1;
      entry.next = top;
      entry.place = depth;
    } while (!INBOX.compareAndSet(this, top, entry));
    Thread running = goroutine;
    if (running == null) {
      start();
    } else if ((entry.readyAtNanos < wakeAt && entry.readyAtNanos != DelayedAdd.CANCEL) || depth % INBOX_LIMIT == 0) {
      QueueClock.unpark(running);
    }
  }

  private void start() {
    Thread fresh = Thread.ofVirtual().name("heddle-workqueue-delays-" + name).unstarted(this::run);
    if (GOROUTINE.compareAndSet(this, null, fresh)) {
      fresh.start();
    }
  }

  private void run() {
    while (!stopped) {
      idle = false;
      wakeAt = BUSY;
      long now = clock.nanoTime();
      takeInbox();
      long next = addWhatIsDue(now);
      idle = next == QueueClock.NEVER;
      wakeAt = next;
      if (inbox == null && !stopped) {
        if (next == QueueClock.NEVER) {
          clock.park(this);
        } else {
          clock.parkUntil(this, next);
        }
      }
    }
    waiting.clear();
    heap.clear();
    inbox = null;
  }

  private void takeInbox() {
    @SuppressWarnings("unchecked")
    DelayedAdd<K> newest = (DelayedAdd<K>) INBOX.getAndSet(this, null);
    DelayedAdd<K> oldest = null;
    while (newest != null) {
      DelayedAdd<K> before = newest.next;
      newest.next = oldest;
      oldest = newest;
      newest = before;
    }
    while (oldest != null) {
      DelayedAdd<K> entry = oldest;
      oldest = entry.next;
      entry.next = null;
      try {
        accept(entry);
      } catch (RuntimeException e) {
        log.error("delayed add dropped: its key could not be looked up queue={} keyType={}", name, entry.key.getClass().getName(), e);
      }
    }
  }

  private void accept(DelayedAdd<K> entry) {
    if (entry.readyAtNanos == DelayedAdd.CANCEL) {
      DelayedAdd<K> cancelled = waiting.get(entry.key);
      if (cancelled != null) {
        waiting.remove(cancelled);
        heap.remove(cancelled);
      }
      return;
    }
    DelayedAdd<K> known = waiting.putIfAbsent(entry);
    if (known == null) {
      heap.add(entry);
      return;
    }
    if (entry.lane.isAbove(known.lane)) {
      known.lane = entry.lane;
    }
    if (entry.readyAtNanos < known.readyAtNanos) {
      known.readyAtNanos = entry.readyAtNanos;
      heap.becameEarlier(known);
    }
  }

  /** Adds every key whose time had come by {@code now}, the earliest first; returns the time of the next one. */
  private long addWhatIsDue(long now) {
    while (true) {
      DelayedAdd<K> first = heap.peek();
      if (first == null) {
        return QueueClock.NEVER;
      }
      if (first.readyAtNanos > now) {
        return first.readyAtNanos;
      }
      heap.remove(first);
      waiting.remove(first);
      try {
        adder.add(first.key, first.lane);
      } catch (RuntimeException e) {
        log.error("delayed add failed queue={} keyType={}", name, first.key.getClass().getName(), e);
      }
    }
  }

  private static final VarHandle INBOX;
  private static final VarHandle GOROUTINE;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      INBOX = lookup.findVarHandle(Delays.class, "inbox", DelayedAdd.class);
      GOROUTINE = lookup.findVarHandle(Delays.class, "goroutine", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
