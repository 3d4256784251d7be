package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A {@link Select} that is used again and again, with a set of cases that may change in between: for loops over channels that come and go.
 *
 * {@snippet :
 * Selector<String> selector = new Selector<>(Selector.Order.ROUND_ROBIN);
 * for (ReceiveChannel<String> source : sources) {
 *   selector.add(Select.receive(source, line -> line));
 * }
 * while (true) {
 *   use(selector.select());
 * }
 * }
 *
 * <p>A selector is for one goroutine at a time; its functions may add and remove cases.
 *
 * @param <R> the type of the results
 */
public final class Selector<R extends @Nullable Object> {
  /** Which case is chosen if several can be done. */
  public enum Order {
    /** Any, each with the same probability. */
    FAIR,
    /** The one that was added first. */
    PRIORITY,
    /** The first after the one that was chosen last, in the order in which they were added, so that each gets its turn. */
    ROUND_ROBIN
  }

  private static final VarHandle USER;

  static {
    try {
      USER = MethodHandles.lookup().findVarHandle(Selector.class, "user", Thread.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** The thread inside a method, if any. */
  private volatile @Nullable Thread user;

  private final Order order;
  private final List<SelectCase<? extends R>> cases = new ArrayList<>();

  /** Made of the cases when it is needed; null when they have changed. */
  private @Nullable Operation<R> operation;

  /**
   * A selector without cases.
   *
   * @param order which case is chosen if several can be done
   */
  public Selector(Order order) {
    this.order = Objects.requireNonNull(order, "order");
  }

  /**
   * Adds a case, behind the others. With {@link Order#ROUND_ROBIN} the turn begins anew.
   *
   * @param added the case; one that is added twice counts twice
   * @return the case, for {@link #remove}
   * @throws IllegalStateException if another thread uses the selector; nothing has changed
   */
  public SelectCase<? extends R> add(SelectCase<? extends R> added) {
    Objects.requireNonNull(added, "case");
    enter();
    try {
      cases.add(added);
      operation = null;
    } finally {
      leave();
    }
    return added;
  }

  /**
   * Removes a case.
   *
   * @param removed the case
   * @return whether it was there
   * @throws IllegalStateException if another thread uses the selector; nothing has changed
   */
  public boolean remove(SelectCase<? extends R> removed) {
    enter();
    try {
      operation = null;
      return cases.remove(removed);
    } finally {
      leave();
    }
  }

  /**
   * The number of cases.
   *
   * @return how many were added and not removed
   * @throws IllegalStateException if another thread uses the selector
   */
  public int size() {
    enter();
    try {
      return cases.size();
    } finally {
      leave();
    }
  }

  /**
   * Waits until one of the cases can be done and does it, as {@link Select#select}.
   *
   * @return what the function of the case returned
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; no case took effect
   * @throws ChannelClosedException if the chosen case is a send and its channel is closed, or a receive without a function for that and its channel is closed and
   *     drained
   * @throws IllegalArgumentException if there are no cases or two defaults
   * @throws IllegalStateException if another thread uses the selector; no case took effect
   */
  public R select() throws InterruptedException {
    ReadyCase<? extends R> chosen;
    Object outcome = null;
    Supplier<? extends R> instead = null;
    enter();
    try {
      Operation<R> current = operation();
      chosen = current.choose(/* patient= */ true);
      if (chosen == null) {
        instead = current.takeInstead();
      } else {
        outcome = current.takeOutcome();
      }
    } finally {
      leave();
    }
    return chosen == null ? Objects.requireNonNull(instead).get() : chosen.finish(Objects.requireNonNull(outcome));
  }

  @SuppressWarnings("unchecked") // an array of cases that only holds what the list did
  private Operation<R> operation() {
    Operation<R> current = operation;
    if (current == null) {
      current = new Operation<R>(cases.toArray((SelectCase<? extends R>[]) new SelectCase<?>[0]), order);
      operation = current;
    }
    return current;
  }

  private void enter() {
    if (!USER.compareAndSet(this, null, Thread.currentThread())) {
      throw new IllegalStateException("a selector is for one goroutine at a time: " + Thread.currentThread() + " called it while another was in it; use one for each");
    }
  }

  private void leave() {
    USER.setRelease(this, null);
  }
}
