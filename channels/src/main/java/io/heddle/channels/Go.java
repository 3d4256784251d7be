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

  /**
   * All goroutines of this JVM and what each of them does, as text: what it waits for, with the channel's name and state and for how long, where it is, and who started it
   * where. Those that do the same at the same place stand together. Threads that are no goroutines are shown while they wait as one. No values of channels are shown, but what
   * a {@link Selectable} that is waited for says of itself.
   *
   * <p>While goroutines are not {@linkplain #track tracked}, it shows what the JVM itself knows of them: their names, where they are, and the operation but not the channel that
   * they wait in. The text then says so.
   *
   * <p>Each goroutine is shown as it is at one moment, not all at the same. Blocks only while the JVM lists its threads, into a file that is then deleted, and cannot be
   * interrupted. The same text is printed for a JVM that runs by {@code java -cp heddle-channels.jar io.heddle.channels.Dump PID}.
   *
   * @return lines of text, whose form may change
   */
  public static String dump() {
    return DumpText.ofThisJvm();
  }

  /**
   * Says whether goroutines are tracked, so that {@link #dump} knows all of them: those that are started from now on, and those that wait from now on. A start then also notes the
   * place of the start, which takes longer than the start itself, and a wait the time. It begins switched off, or on if the system property {@code heddle.track} is {@code
   * true}. Once it is on, the dump is also an operation of the JMX bean {@code io.heddle:type=Goroutines}.
   *
   * @param on whether to track; if false, all is forgotten that was noted
   */
  public static void track(boolean on) {
    Roster.keep(on);
  }

  /** Gives a failure that nobody else takes to the handler. */
  static void report(Goroutine goroutine, Throwable failure) {
    if (!World.current().takeFailure(goroutine, failure)) {
      goroutine.uncaught(handler, failure);
    }
  }
}
