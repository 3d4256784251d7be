package io.heddle.channels;

import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/**
 * Starts goroutines, as Go's {@code go} statement.
 *
 * <p>A task that fails, with any exception but an {@link InterruptedException} or {@link CancelledException}, ends alone: the exception goes to the handler set by
 * {@link #onUncaught}, or else to {@link Thread#getDefaultUncaughtExceptionHandler} like that of any other thread, and stays readable as {@link
 * Goroutine#failure}. To have failures end related work use a {@link Scope}.
 */
public final class Go {
  private static final AtomicLong NUMBERS = new AtomicLong();
  private static volatile Thread.@Nullable UncaughtExceptionHandler handler;

  private Go() {}

  /**
   * Starts a task in a virtual thread of its own. What the caller did before happens-before what the task does.
   *
   * @param task what to run
   * @return the running goroutine
   */
  public static Goroutine go(Task task) {
    return go("goroutine-" + NUMBERS.incrementAndGet(), task);
  }

  /**
   * Starts a task in a virtual thread of its own with a name, which is seen in thread dumps. What the caller did before happens-before what the task does.
   *
   * @param name the name; need not be unique
   * @param task what to run
   * @return the running goroutine
   */
  public static Goroutine go(String name, Task task) {
    Objects.requireNonNull(task, "task");
    return Goroutine.create(Objects.requireNonNull(name, "name"), task, Go::report).start();
  }

  /**
   * Sets what is done with the exception of a goroutine that nobody else takes: the failure of one started by {@link #go}, and that of a {@link Scope} that is
   * closed without having been joined. The handler runs in the thread of the goroutine and replaces the one that was set before.
   *
   * @param uncaught gets the thread and the exception; null for the JVM's default
   */
  public static void onUncaught(Thread.@Nullable UncaughtExceptionHandler uncaught) {
    handler = uncaught;
  }

  /** Gives a failure that nobody else takes to the handler. */
  static void report(Goroutine goroutine, Throwable failure) {
    goroutine.uncaught(handler, failure);
  }
}
