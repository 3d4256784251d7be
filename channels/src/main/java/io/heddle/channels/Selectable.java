package io.heddle.channels;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;

/**
 * Something other than a channel that a {@link Select} can wait for, by {@link Select#on}. Implement it to make a thing of your own selectable: it must be able to
 * say whether there is something to take, and to call back when that may have changed.
 *
 * @param <T> the type of what is taken
 */
public interface Selectable<T> {
  /**
   * Takes what there is. Called by a select that will return what it got, and so only if the case is chosen; never blocks.
   *
   * @return what was taken; {@link Received.Empty} if there is nothing yet, {@link Received.Closed} if there will never be anything
   */
  Received<T> poll();

  /**
   * Has an action run once {@link #poll} may return something else than {@link Received.Empty}; at once if that is so already. It may run for nothing, and more than
   * once. It never blocks and can be run by any thread, but with no lock held that {@link #poll} needs.
   *
   * @param ready what to run
   * @return a way to call it off when the select is over
   */
  Registration onReady(Runnable ready);

  /**
   * Ready when a context is cancelled; what is taken is the cause.
   *
   * @param context the context
   * @return what to select on
   */
  static Selectable<Throwable> cancelled(Context context) {
    return new Occurrence<>(context.done(), context::cause, context);
  }

  /**
   * Ready when a goroutine has ended; what is taken is its failure, empty if it ended well.
   *
   * @param goroutine the goroutine
   * @return what to select on
   */
  static Selectable<Optional<Throwable>> ended(Goroutine goroutine) {
    return new Occurrence<>(goroutine.done(), () -> Optional.of(goroutine.failure()), goroutine);
  }

  /**
   * Ready whenever nothing of a group is pending, also if nothing ever was; what is taken is the group.
   *
   * @param group the group, which may be used again
   * @return what to select on, in one select or many
   */
  static Selectable<WaitGroup> done(WaitGroup group) {
    return new NothingPending(Objects.requireNonNull(group, "group"));
  }

  /**
   * Ready when a future is completed, in whatever way; what is taken is the future, of which {@link Future#state}, {@link Future#resultNow} and {@link
   * Future#exceptionNow} tell the rest. The future keeps what this returns for as long as it lives, so make it once, not for each select.
   *
   * @param <V> the type of the future's result
   * @param future the future
   * @return what to select on
   */
  static <V> Selectable<CompletableFuture<V>> completed(CompletableFuture<V> future) {
    // Who completes a future, and from where, cannot be known.
    Event completion = Event.of(SystemWorld.INSTANCE, future);
    CompletableFuture<V> unused = future.whenComplete((value, failure) -> completion.happen());
    return new Occurrence<>(completion.channel(), () -> Optional.of(future), future);
  }

  /**
   * Ready when some time has passed from now on; what is taken is the time. For a limit on a single select {@link Select#after} is cheaper.
   *
   * @param time how long
   * @return what to select on, in one select or many
   */
  static Selectable<Duration> elapsed(Duration time) {
    return new Delay(World.current(), time);
  }
}
