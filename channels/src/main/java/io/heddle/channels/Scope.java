package io.heddle.channels;

import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import org.jspecify.annotations.Nullable;

/**
 * Holds goroutines that belong together: none outlives the scope, and the first that fails ends the others.
 *
 * {@snippet :
 * try (Scope scope = Scope.open("fetch")) {
 *   Channel<Page> pages = Channel.buffered(16);
 *   scope.go("download", () -> download(pages));
 *   scope.go("index", () -> index(pages));
 *   scope.join();
 * }
 * }
 *
 * <p>A goroutine fails if an exception leaves its task that is neither an {@link InterruptedException} nor a {@link CancelledException}. The others are then
 * interrupted, as by {@link #cancel}; {@link #join} throws the failures when all have ended. {@link #go} and {@link #cancel} may be called by any thread,
 * goroutines of the scope included; {@link #join} and {@link #close} by any but those.
 *
 * <p>Memory effects: what the goroutines did happens-before the return of join or close.
 */
public final class Scope implements AutoCloseable {
  /** Guards the fields below it that are not final; never held while a goroutine is started, interrupted or waited for. */
  private final Lock lock = new Lock();

  private final World world = World.current();
  private final String name;
  private final Queue<Failure> failures = new ConcurrentLinkedQueue<>();

  /** The goroutines that have not ended, and their number. */
  private @Nullable Child first;

  private int running;

  /** Happens when none is running; made by the first who waits. */
  private @Nullable Event idle;

  private boolean cancelled;
  private boolean closed;

  private static final class Lock extends SpinLock {}

  private record Failure(Goroutine goroutine, Throwable thrown) {}

  /** A goroutine of the scope and its place in the list. */
  private static final class Child {
    final Goroutine goroutine;
    @Nullable Child previous;
    @Nullable Child next;

    Child(Scope scope, String name, Task task) {
      goroutine = Goroutine.create(name, task, new Goroutine.Ending() {
        @Override
        public void failed(Goroutine failed, Throwable failure) {
          scope.failures.add(new Failure(failed, failure));
          scope.cancel();
        }

        @Override
        public void over() {
          scope.unlink(Child.this);
        }
      });
    }
  }

  private Scope(String name) {
    this.name = name;
  }

  /**
   * Opens a scope; close it in any case, best by try-with-resources.
   *
   * @param name what to call it in messages
   * @return a new scope
   */
  public static Scope open(String name) {
    return new Scope(Objects.requireNonNull(name, "name"));
  }

  /**
   * Starts a goroutine in the scope. If the scope is cancelled, the goroutine is interrupted from the start. What the caller did before happens-before what the
   * task does.
   *
   * @param name the name of the goroutine
   * @param task what to run
   * @return the running goroutine
   * @throws CancelledException if the scope is being closed and goroutines of it still run, of which the caller may be one; the task does not run
   * @throws IllegalStateException if the scope is closed; the task does not run
   */
  public Goroutine go(String name, Task task) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(task, "task");
    Child child = new Child(this, name, task);
    boolean refused;
    boolean closing;
    boolean interrupt;
    lock.lock();
    try {
      refused = closed;
      closing = running > 0;
      interrupt = cancelled;
      if (!refused) {
        link(child);
      }
    } finally {
      lock.unlock(/* changed= */ true);
    }
    if (refused && closing) {
      throw new CancelledException("scope '" + this.name + "' is being closed: goroutine '" + name + "' was not started", null);
    }
    if (refused) {
      throw new IllegalStateException("scope '" + this.name + "' is closed: goroutine '" + name + "' was not started");
    }
    if (interrupt) {
      child.goroutine.interrupt();
    }
    boolean started = false;
    try {
      child.goroutine.start();
      started = true;
    } finally {
      if (!started) {
        unlink(child);
      }
    }
    return child.goroutine;
  }

  /** Adds the child; the caller holds the lock. */
  private void link(Child child) {
    Child second = first;
    child.next = second;
    if (second != null) {
      second.previous = child;
    }
    first = child;
    running++;
  }

  private void unlink(Child child) {
    Event happening = null;
    lock.lock();
    try {
      Child before = child.previous;
      Child after = child.next;
      if (before == null) {
        first = after;
      } else {
        before.next = after;
      }
      if (after != null) {
        after.previous = before;
      }
      running--;
      if (running == 0) {
        happening = idle;
        idle = null;
      }
    } finally {
      lock.unlock(/* changed= */ true);
    }
    if (happening != null) {
      happening.happen();
    }
  }

  /**
   * Waits until every goroutine of the scope has ended. More may be started afterwards.
   *
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; the goroutines go on until the scope is cancelled or closed
   * @throws ScopeException if goroutines failed: the first failure is the cause, the others are suppressed. Each failure is told once
   * @throws IllegalStateException if called by a goroutine of the scope, which would wait for itself
   */
  public void join() throws InterruptedException {
    checkNotInside("join");
    awaitIdle();
    ScopeException failed = takeFailures();
    if (failed != null) {
      throw failed;
    }
  }

  private void awaitIdle() throws InterruptedException {
    Event awaited = Event.of(world, this);
    lock.lock();
    try {
      if (running == 0) {
        return;
      }
      if (idle == null) {
        idle = awaited;
      } else {
        awaited = idle;
      }
    } finally {
      lock.unlock(/* changed= */ true);
    }
    awaited.await(Timeout.FOREVER);
  }

  private @Nullable ScopeException takeFailures() {
    Failure head = failures.poll();
    if (head == null) {
      return null;
    }
    ScopeException exception = new ScopeException(head.goroutine + " of scope '" + name + "' failed", head.thrown);
    for (Failure more = failures.poll(); more != null; more = failures.poll()) {
      exception.addSuppressed(more.thrown);
    }
    return exception;
  }

  /**
   * Interrupts every goroutine of the scope, and from now on every one that is started in it. Does not wait for their end.
   */
  public void cancel() {
    lock.lock();
    cancelled = true;
    lock.unlock(/* changed= */ true);
    for (Goroutine goroutine : goroutines()) {
      goroutine.interrupt();
    }
  }

  /** Those that have not ended. */
  private List<Goroutine> goroutines() {
    Goroutine[] copies = {};
    while (true) {
      int count = 0;
      lock.lock();
      try {
        if (running <= copies.length) {
          for (Child child = first; child != null; child = child.next) {
            copies[count++] = child.goroutine;
          }
          return Arrays.asList(copies).subList(0, count);
        }
        count = running;
      } finally {
        lock.unlock(/* changed= */ false);
      }
      copies = new Goroutine[count + count / 4 + 4];
    }
  }

  /**
   * Cancels the scope and waits until every goroutine has ended; none can be started any more. An interrupt of the calling thread does not end the wait and stays
   * pending. Failures that no {@link #join} has thrown go to the handler of {@link Go#onUncaught}. Has no effect if the scope is closed already.
   *
   * @throws IllegalStateException if called by a goroutine of the scope, which would wait for itself
   */
  @Override
  public void close() {
    checkNotInside("close");
    lock.lock();
    closed = true;
    lock.unlock(/* changed= */ true);
    cancel();
    boolean interrupted = false;
    while (true) {
      try {
        awaitIdle();
        break;
      } catch (InterruptedException e) {
        interrupted = true;
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    Failure first = failures.peek();
    ScopeException failed = takeFailures();
    if (failed != null && first != null) {
      Go.report(first.goroutine, failed);
    }
  }

  private void checkNotInside(String method) {
    for (Goroutine goroutine : goroutines()) {
      if (goroutine.isCurrent()) {
        throw new IllegalStateException(method + "() of scope '" + name + "' was called by its own " + goroutine + ", which would wait for itself");
      }
    }
  }

  /** The name, and how many goroutines run. */
  @Override
  public String toString() {
    lock.lock();
    int now = running;
    lock.unlock(/* changed= */ false);
    return "scope '" + name + "' (running: " + now + ")";
  }
}
