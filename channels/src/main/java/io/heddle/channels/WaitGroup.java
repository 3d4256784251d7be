package io.heddle.channels;

import java.time.Duration;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * Waits until a number of goroutines, or other pieces of work, are done, as Go's {@code sync.WaitGroup}.
 *
 * {@snippet :
 * WaitGroup group = new WaitGroup();
 * for (URI page : pages) {
 *   group.go("fetch", () -> fetch(page));
 * }
 * group.await();
 * }
 *
 * <p>Every method may be called by any thread. The group can be used again when all who waited have returned.
 *
 * <p>Memory effects: what a thread did before {@link #done} happens-before what another does after the {@link #await()} that this made return.
 */
public final class WaitGroup {
  private final World world = World.current();

  /** Guards the fields below. */
  private final Lock lock = new Lock();

  /** What is not done. */
  private int pending;

  /** Those in await who came while something was pending and have not returned. */
  private int awaiting;

  /** Happens when nothing is pending; made by the first who waits. */
  private @Nullable Event zero;

  private static final class Lock extends SpinLock {}

  /** A group with nothing to wait for. */
  public WaitGroup() {}

  /**
   * Adds to the number of pieces of work that are not done; if that becomes zero, all who wait return. To be called before the work starts.
   *
   * @param delta how many more; may be negative
   * @throws IllegalStateException if the number would become negative or too large, or the group is used anew while some who waited for its last use have yet to
   *     return; nothing has changed
   */
  public void add(int delta) {
    Event happening = null;
    String misuse = null;
    lock.lock();
    try {
      long sum = (long) pending + delta;
      if (sum < 0) {
        misuse = "WaitGroup below zero: done() was called more often than add() announced";
      } else if (sum > Integer.MAX_VALUE) {
        misuse = "WaitGroup overflow: more than " + Integer.MAX_VALUE + " pieces of work";
      } else if (pending == 0 && delta > 0 && awaiting > 0) {
        misuse = "WaitGroup reused before every await() of its last use has returned; use a new WaitGroup for each round";
      } else {
        pending = (int) sum;
        if (sum == 0) {
          happening = zero;
          zero = null;
        }
      }
    } finally {
      lock.unlock(/* changed= */ true);
    }
    if (misuse != null) {
      throw new IllegalStateException(misuse);
    }
    if (happening != null) {
      happening.happen();
    }
  }

  /**
   * Says that one piece of work is done; the same as {@code add(-1)}.
   *
   * @throws IllegalStateException if nothing was pending; nothing has changed
   */
  public void done() {
    add(-1);
  }

  /**
   * Waits until nothing is pending; returns at once if that is so.
   *
   * @throws InterruptedException if the calling thread is interrupted before or while it waits
   */
  public void await() throws InterruptedException {
    awaitZero(Timeout.FOREVER);
  }

  /**
   * Waits until nothing is pending, no longer than the given time.
   *
   * @param timeout how long to wait at most
   * @return whether nothing was pending, false if the time was over first
   * @throws InterruptedException if the calling thread is interrupted before or while it waits
   */
  public boolean await(Duration timeout) throws InterruptedException {
    return awaitZero(Timeout.nanos(timeout));
  }

  private boolean awaitZero(long timeoutNanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before waiting for a WaitGroup");
    }
    Event awaited;
    Event made = Event.of(world, this);
    lock.lock();
    try {
      if (pending == 0) {
        return true;
      }
      awaited = zeroOr(made);
      awaiting++;
    } finally {
      lock.unlock(/* changed= */ true);
    }
    try {
      return awaited.await(timeoutNanos);
    } finally {
      lock.lock();
      awaiting--;
      lock.unlock(/* changed= */ true);
    }
  }

  /** The event of reaching zero, called with the lock held; the one given if nobody has asked before. */
  private Event zeroOr(Event made) {
    Event asked = zero;
    if (asked == null) {
      zero = made;
      return made;
    }
    return asked;
  }

  /** Whether this was made in the given world. */
  boolean isWithin(World given) {
    return world.equals(given);
  }

  /** Whether anything is pending. */
  boolean isPending() {
    lock.lock();
    boolean now = pending > 0;
    lock.unlock(/* changed= */ false);
    return now;
  }

  /** What happens when nothing is pending any more; null if that is so already. */
  @Nullable Event nextZero() {
    Event made = Event.of(world, this);
    lock.lock();
    try {
      return pending == 0 ? null : zeroOr(made);
    } finally {
      lock.unlock(/* changed= */ true);
    }
  }

  /**
   * Starts a goroutine as a part of the group: adds one, and is done with it when the task is over. Its failure goes the way of {@link Go#go}.
   *
   * @param name the name of the goroutine
   * @param task what to run
   * @return the running goroutine
   * @throws IllegalStateException as {@link #add}; the task does not run
   */
  public Goroutine go(String name, Task task) {
    Objects.requireNonNull(task, "task");
    Goroutine goroutine = Goroutine.create(Objects.requireNonNull(name, "name"), task, new Goroutine.Ending() {
      @Override
      public void failed(Goroutine failed, Throwable failure) {
        Go.report(failed, failure);
      }

      @Override
      public void over() {
        done();
      }
    });
    add(1);
    boolean started = false;
    try {
      goroutine.start();
      started = true;
    } finally {
      if (!started) {
        done();
      }
    }
    return goroutine;
  }

  /** How much is pending. */
  @Override
  public String toString() {
    lock.lock();
    int now = pending;
    lock.unlock(/* changed= */ false);
    return "WaitGroup (pending: " + now + ")";
  }
}
