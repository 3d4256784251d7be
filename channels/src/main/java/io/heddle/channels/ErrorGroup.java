package io.heddle.channels;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Runs goroutines that work on parts of one thing, of which at most so many run at a time, and ends with the first error, as Go's {@code errgroup.Group}.
 *
 * {@snippet :
 * try (ErrorGroup group = new ErrorGroup(Context.background(), 8)) {
 *   for (URI page : pages) {
 *     group.go("fetch", () -> fetch(page, group.context()));
 *   }
 *   group.await();
 * }
 * }
 *
 * <p>The first failure cancels {@link #context}, which the goroutines are to heed; nobody is interrupted. A {@link Scope} interrupts, and lets no goroutine outlive it.
 *
 * <p>Every method may be called by any thread. What the goroutines did happens-before the return of {@link #await}.
 */
public final class ErrorGroup implements AutoCloseable {
  private final CancelContext context;
  private final WaitGroup running = new WaitGroup();
  private final AtomicReference<@Nullable Throwable> first = new AtomicReference<>();

  /** Holds a token for each goroutine that runs, if there is a limit. */
  private final @Nullable Channel<Boolean> tokens;

  /**
   * A group without a limit.
   *
   * @param parent what the context of the group is made from
   */
  public ErrorGroup(Context parent) {
    this(parent, null);
  }

  /**
   * A group of which at most so many goroutines run at a time.
   *
   * @param parent what the context of the group is made from
   * @param limit how many, at least 1
   * @throws IllegalArgumentException if the limit is less than 1
   */
  public ErrorGroup(Context parent, int limit) {
    this(parent, tokens(limit));
  }

  private ErrorGroup(Context parent, @Nullable Channel<Boolean> tokens) {
    this.context = parent.withCancel();
    this.tokens = tokens;
  }

  private static Channel<Boolean> tokens(int limit) {
    if (limit < 1) {
      throw new IllegalArgumentException("An error group needs room for one goroutine at least, not " + limit);
    }
    return Channel.buffered(limit);
  }

  /**
   * The context of the group: cancelled with its parent, with the first failure as the cause, or when {@link #await} returns.
   *
   * @return the context
   */
  public Context context() {
    return context;
  }

  /**
   * Starts a goroutine, waiting until fewer run than the limit allows.
   *
   * @param name the name of the goroutine
   * @param task what to run
   * @return the running goroutine
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; the task does not run
   */
  public Goroutine go(String name, Task task) throws InterruptedException {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(task, "task");
    if (tokens != null) {
      tokens.send(true);
    }
    return start(name, task);
  }

  /**
   * Starts a goroutine if fewer run than the limit allows. Never blocks.
   *
   * @param name the name of the goroutine
   * @param task what to run
   * @return whether it was started
   */
  public boolean tryGo(String name, Task task) {
    Objects.requireNonNull(name, "name");
    Objects.requireNonNull(task, "task");
    if (tokens != null && !tokens.trySend(true)) {
      return false;
    }
    start(name, task);
    return true;
  }

  private Goroutine start(String name, Task task) {
    running.add(1);
    return Goroutine.create(name, task, new Goroutine.Ending() {
      @Override
      public void failed(Goroutine goroutine, Throwable failure) {
        fail(failure);
      }

      @Override
      public void over() {
        if (tokens != null) {
          tokens.tryReceive();
        }
        running.done();
      }
    }).start();
  }

  private void fail(Throwable failure) {
    Throwable earlier = first.compareAndExchange(null, failure);
    if (earlier == null) {
      context.cancel(failure);
    } else if (!earlier.equals(failure)) {
      earlier.addSuppressed(failure);
    }
  }

  /**
   * Waits until all goroutines have ended, and cancels the context.
   *
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; the goroutines go on
   * @throws ScopeException if goroutines failed: the first failure is the cause, and the others are suppressed in it
   */
  public void await() throws InterruptedException {
    running.await();
    context.cancel();
    Throwable failure = first.get();
    if (failure != null) {
      throw new ScopeException("a goroutine of the error group failed: " + failure, failure);
    }
  }

  /** Cancels the context; does not wait. */
  @Override
  public void close() {
    context.cancel();
  }
}
