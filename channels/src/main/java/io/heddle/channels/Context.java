package io.heddle.channels;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;

/**
 * Carries cancellation, a deadline and values from a caller to all the work done on its behalf, as Go's {@code context.Context}.
 *
 * <p>Contexts form a tree: cancelling one cancels all that were made from it. Work that gets a context heeds {@link #done} in its selects, or asks {@link
 * #isCancelled} or {@link #throwIfCancelled} between steps. Cancelling interrupts nobody; to have that, let {@link #afterFunc} interrupt, or use a {@link Scope}.
 *
 * {@snippet :
 * try (CancelContext context = Context.background().withTimeout(Duration.ofSeconds(5))) {
 *   Go.go(() -> poll(context));
 *   ...
 * }
 * }
 *
 * <p>Every method may be called by any thread; none blocks. What a thread did before it cancelled a context happens-before what another does after it learned of it.
 */
public sealed interface Context permits CancelContext, TreeContext {
  /**
   * The root of all contexts: never cancelled, without deadline and values.
   *
   * @return the one such context
   */
  static Context background() {
    return TreeContext.BACKGROUND;
  }

  /**
   * A context that ends with this one, or when it is cancelled.
   *
   * @return a new context; cancel it when the work is over, so that this one can forget it
   */
  CancelContext withCancel();

  /**
   * A context that ends with this one, when it is cancelled, or after the given time.
   *
   * @param timeout how long it lasts; if zero or negative, it is cancelled from the start
   * @return a new context; cancel it when the work is over, so that this one and the timer can forget it
   */
  CancelContext withTimeout(Duration timeout);

  /**
   * A context that ends with this one, when it is cancelled, or at the given time. Its cause is then a {@link java.util.concurrent.TimeoutException}. Later
   * changes of the system's clock do not move the deadline.
   *
   * @param deadline when it ends; if it has passed, the context is cancelled from the start
   * @return a new context; cancel it when the work is over, so that this one and the timer can forget it
   */
  CancelContext withDeadline(Instant deadline);

  /**
   * A context like this one that also carries a value.
   *
   * @param <V> the type of the value
   * @param key whose value it is; hides one that this context has for the same key
   * @param value the value
   * @return a new context, cancelled with this one
   */
  <V> Context withValue(Key<V> key, V value);

  /**
   * A context with the values of this one that is not cancelled with it and has no deadline: for work that has to be finished all the same.
   *
   * @return a new context
   */
  Context withoutCancel();

  /**
   * A channel that is closed when this context is cancelled and never carries a value, for use in a {@link Select}.
   *
   * @return the channel; {@link Channel#never()} if the context cannot be cancelled
   */
  ReceiveChannel<Object> done();

  /**
   * Whether the context is cancelled, by itself or with one it was made from, or its deadline has passed.
   *
   * @return true if so; then for ever
   */
  boolean isCancelled();

  /**
   * Why the context was cancelled: what was given to {@link CancelContext#cancel(Throwable)}, a {@link CancelledException} if nothing was, or a {@link
   * java.util.concurrent.TimeoutException} for a deadline.
   *
   * @return the first cause; empty while the context is not cancelled
   */
  Optional<Throwable> cause();

  /**
   * Ends the work if the context is cancelled.
   *
   * @throws CancelledException if it is; its cause is that of the context
   */
  void throwIfCancelled() throws CancelledException;

  /**
   * When the context will be cancelled at the latest.
   *
   * @return the earliest deadline of this context and those it was made from; empty if there is none
   */
  Optional<Instant> deadline();

  /**
   * The value that this context carries for a key.
   *
   * @param <V> the type of the value
   * @param key which value
   * @return the value; empty if there is none
   */
  <V> Optional<V> value(Key<V> key);

  /**
   * Has a task run, in a goroutine of its own, when the context is cancelled; at once if it is cancelled already. Its failure goes the way of {@link Go#go}.
   *
   * @param task what to run
   * @return a way to call it off
   */
  Registration afterFunc(Task task);

  /**
   * Names a value of a context. Two keys are never equal, whatever their names, so that nobody can read or hide a value whose key he was not given.
   *
   * @param <V> the type of the value
   */
  @SuppressWarnings("UnusedTypeParameter") // it ties the type of the value to the key
  final class Key<V> {
    private final String name;

    private Key(String name) {
      this.name = name;
    }

    /**
     * A new key.
     *
     * @param <V> the type of the value
     * @param name what to call it in messages
     * @return a key that no other equals
     */
    public static <V> Key<V> named(String name) {
      return new Key<>(Objects.requireNonNull(name, "name"));
    }

    /** The name of the key. */
    @Override
    public String toString() {
      return name;
    }
  }
}
