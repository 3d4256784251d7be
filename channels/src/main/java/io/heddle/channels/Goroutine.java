package io.heddle.channels;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A task that runs in a virtual thread of its own, started by {@link Go}, {@link WaitGroup#go} or {@link Scope#go}. */
public final class Goroutine extends Event {
  private final Thread thread;
  private volatile @Nullable Throwable failure;

  private Goroutine(World world, String name, Task task, Ending ending) {
    super(world);
    this.thread = world.newThread(name, () -> run(task, ending));
  }

  /** What follows the task, in its thread. */
  interface Ending {
    /** Called if the task failed, before those who wait for the goroutine learn of its end. */
    void failed(Goroutine goroutine, Throwable failure);

    /** Called last, when they have learned of it. */
    default void over() {}
  }

  /** A goroutine that is not running yet. */
  static Goroutine create(String name, Task task, Ending ending) {
    return create(World.current(), name, task, ending);
  }

  /** A goroutine of this world that is not running yet. */
  static Goroutine create(World world, String name, Task task, Ending ending) {
    return new Goroutine(world, name, task, ending);
  }

  Goroutine start() {
    if (Roster.isKept()) {
      Roster.start(world, thread);
    } else {
      world.start(thread);
    }
    return this;
  }

  private void run(Task task, Ending ending) {
    try {
      task.run();
    } catch (InterruptedException | CancelledException e) {
      // Cancelled: an end like any other.
    } catch (Throwable e) {
      failure = e;
      ending.failed(this, e);
    } finally {
      Roster.leave(thread);
      happen(); // lets those go on who wait for the end
      ending.over();
    }
  }

  /**
   * The name it was started with.
   *
   * @return the name of the goroutine and its thread
   */
  public String name() {
    return thread.getName();
  }

  /**
   * Waits until the task is over, however it ended. What the goroutine did happens-before the return.
   *
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; the goroutine goes on
   */
  public void join() throws InterruptedException {
    await(Timeout.FOREVER);
  }

  /**
   * Waits until the task is over, no longer than the given time.
   *
   * @param timeout how long to wait at most
   * @return whether the task is over
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; the goroutine goes on
   */
  public boolean join(Duration timeout) throws InterruptedException {
    return await(Timeout.nanos(timeout));
  }

  /**
   * A channel that is closed when the task is over and never carries a value, for use in a {@link Select}.
   *
   * @return the channel
   */
  public ReceiveChannel<Object> done() {
    return channel();
  }

  /**
   * Asks the goroutine to end: interrupts its thread, so that the call it waits in throws {@link InterruptedException}. Has no effect once the task is over.
   */
  public void interrupt() {
    world.interrupt(thread);
  }

  /**
   * Whether the task is over.
   *
   * @return true if it ended, whether or not it failed
   */
  public boolean isDone() {
    return hasHappened();
  }

  /**
   * What the task threw, if it failed. Being interrupted or cancelled is no failure.
   *
   * @return the exception; empty while the task runs and if it ended well
   */
  public Optional<Throwable> failure() {
    return Optional.ofNullable(failure);
  }

  @Override
  Object thing() {
    return this;
  }

  /** Whether its thread waits in a call that blocks. */
  boolean isParked() {
    Thread.State state = thread.getState();
    return state == Thread.State.WAITING || state == Thread.State.TIMED_WAITING;
  }

  /** Where its thread is. */
  List<StackTraceElement> position() {
    return List.of(thread.getStackTrace());
  }

  /** Whether the calling thread is this goroutine's. */
  boolean isCurrent() {
    return Thread.currentThread() == thread;
  }

  /** Gives an exception that nobody else takes to the handler, or to the JVM's default if there is none. */
  void uncaught(Thread.@Nullable UncaughtExceptionHandler handler, Throwable thrown) {
    // The thread group does what the JVM does by default. A thread that has ended has none, nor a handler of its own.
    (handler == null ? Thread.currentThread().getThreadGroup() : handler).uncaughtException(thread, thrown);
  }

  /** The name, and whether it runs. */
  @Override
  public String toString() {
    return "goroutine '" + name() + "' (" + (!isDone() ? "running" : failure == null ? "ended" : "failed: " + failure) + ")";
  }
}
