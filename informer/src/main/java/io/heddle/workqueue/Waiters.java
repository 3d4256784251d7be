package io.heddle.workqueue;

import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;

/** Those who wait for something to happen in a structure that knows no waiting: an event count. */
final class Waiters {
  /*
   * The idea is that of the event counts of Reed and Kanodia (CACM 1979), as used in Folly and in Go's runtime: wait in two steps, and look again
   * between them.
   *
   *   waiter                              signaller
   *   1. register                         a. make the thing happen
   *   2. look again; found: cancel        b. signal
   *   3. park until signalled
   *
   * Steps 1 and a are volatile writes, 2 and b begin with volatile reads, so one of the two sees the other: either the waiter finds the thing in
   * step 2, or the signaller finds the waiter in step b. No wake-up is lost.
   *
   * A signal wakes one waiter, the one that has waited longest. A waiter that was chosen but leaves for another reason (found something in step 2,
   * ran out of time, was interrupted) hands the signal on, for what it was told of may still be there.
   *
   *   WAITING --signal--> SIGNALLED          of the two only one happens
   *   WAITING --cancel--> CANCELLED
   *
   * Progress: lock-free but for the wait itself. A waiter leaves the queue only after it was woken, so that a signaller that stops between choosing
   * and waking is helped by the next one, who finds the chosen waiter and wakes it too. (A waiter that stops after it was woken keeps its signal.) A
   * cancelled waiter stays in the queue until a signal skips it or enough of them have gathered that
   * sweeping them out costs each of them little; whoever gathers the last one sweeps, and no one waits for the sweep.
   * A signal to all is one to as many as waited when it began: who is woken and waits again does not keep the signaller.
   */

  /** Sweep when so many cancelled waiters have gathered, and again each time as many have. */
  private static final int SWEEP_AT = 64;

  private final ConcurrentLinkedQueue<Waiter> queue = new ConcurrentLinkedQueue<>();
  private final AtomicInteger cancelled = new AtomicInteger();
  private volatile int sweepAt = SWEEP_AT;

  /** Step 1: the calling thread will be found by signals from now on. Must be followed by {@link #cancel} or by {@link Waiter#await} that returns true. */
  Waiter register() {
    Thread caller = Thread.currentThread();
    return register(() -> QueueClock.unpark(caller));
  }

  /** Step 1 of a waiter that is no thread: a signal will run the action, perhaps more than once. Must be followed by {@link #cancel} in any case. */
  Waiter register(Runnable wake) {
    Waiter waiter = new Waiter(wake);
    queue.add(waiter);
    return waiter;
  }

  /** Ends a wait that was not ended by a signal; false if a signal came first, which is then handed on. */
  boolean cancel(Waiter waiter) {
    if (!waiter.compareAndSet(Waiter.WAITING, Waiter.CANCELLED)) {
      signal();
      return false;
    }
    if (cancelled.incrementAndGet() >= sweepAt) {
      sweep();
    }
    return true;
  }

  private void sweep() {
    cancelled.set(0);
    queue.removeIf(Waiter::isCancelled);
    // Waiters that stay make a sweep dearer, so the more there are, the rarer the sweeps.
    sweepAt = Math.max(SWEEP_AT, queue.size());
  }

  /** Wakes one waiter, if there is any. */
  void signal() {
    if (queue.isEmpty()) {
      return;
    }
    for (Waiter waiter = queue.peek(); waiter != null; waiter = queue.peek()) {
      boolean chosen = waiter.signal();
      if (queue.remove(waiter) && waiter.isCancelled()) {
        cancelled.decrementAndGet();
      }
      if (chosen) {
        return;
      }
    }
  }

  /** Wakes all who wait now. */
  void signalAll() {
    // Who waits again for another thing comes in behind them, and must not keep the signaller here.
    int now = queue.size();
    Waiter waiter = queue.peek();
    for (int i = 0; i < now && waiter != null; i++) {
      waiter.signal();
      queue.remove(waiter);
      waiter = queue.peek();
    }
  }

  /** How many waiters are kept, cancelled ones among them. */
  int size() {
    return queue.size();
  }

  /** Who waits once: a thread, or an action that is to be run. */
  static final class Waiter extends AtomicInteger {
    private static final long serialVersionUID = 1;
    static final int WAITING = 0;
    static final int SIGNALLED = 1;
    static final int CANCELLED = 2;

    private final transient Runnable wake;

    private Waiter(Runnable wake) {
      super(WAITING);
      this.wake = wake;
    }

    /** True if this signal was the one that ended the wait. */
    private boolean signal() {
      boolean chosen = compareAndSet(WAITING, SIGNALLED);
      if (get() == SIGNALLED) {
        wake.run();
      }
      return chosen;
    }

    private boolean isCancelled() {
      return get() == CANCELLED;
    }

    /**
     * Step 3: waits until signalled, until the time or until interrupted.
     *
     * @return true if signalled, false if the time has come
     * @throws InterruptedException if interrupted, with the flag cleared; the waiter is still registered
     */
    boolean await(QueueClock clock, long deadlineNanos) throws InterruptedException {
      while (get() == WAITING) {
        if (Thread.interrupted()) {
          throw new InterruptedException();
        }
        if (deadlineNanos == QueueClock.NEVER) {
          clock.park(this);
        } else if (deadlineNanos - clock.nanoTime() <= 0) {
          return false;
        } else {
          clock.parkUntil(this, deadlineNanos);
        }
      }
      return true;
    }
  }
}
