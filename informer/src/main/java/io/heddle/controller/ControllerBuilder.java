package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.workqueue.RateLimiter;
import io.heddle.workqueue.RateLimiters;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Sets up a controller: what leads to a reconcile, and how reconciles run. Got from {@link Manager#controller}; nothing is registered
 * before {@link #reconcileWith}. Not for use by several threads at once.
 *
 * {@snippet :
 * manager.controller("backup", Backup.class)
 *     .owns(Pod.class)
 *     .concurrency(4)
 *     .reconcileWith(new BackupReconciler(manager.client()));
 * }
 *
 * @param <T> the kind of object that the controller reconciles
 */
public final class ControllerBuilder<T extends HasMetadata> {

  /** Another type that is watched, and the requests that a change of one of its objects leads to. */
  record Watch<W extends HasMetadata>(Class<W> type, Function<? super W, ? extends Collection<Request>> requests) {}

  private final Manager manager;
  private final String name;
  private final Class<T> type;
  private final List<Class<? extends HasMetadata>> owned = new ArrayList<>();
  private final List<Watch<?>> watches = new ArrayList<>();
  private BiPredicate<? super T, ? super T> relevant = (before, now) -> true;
  private RateLimiter<Request> limiter = RateLimiters.defaults();
  private int concurrency = 1;

  ControllerBuilder(Manager manager, String name, Class<T> type) {
    this.manager = manager;
    this.name = name;
    this.type = type;
  }

  /**
   * Reconciles the controlling owner, if it is of the controller's type, of each {@code dependent} that is added, changed or deleted.
   * Which object controls another, its owner references say: see {@link Owners#setController}.
   *
   * @param dependent the class of the owned objects
   * @return this builder
   */
  public ControllerBuilder<T> owns(Class<? extends HasMetadata> dependent) {
    owned.add(dependent);
    return this;
  }

  /**
   * Reconciles what {@code requests} names for each object of another type that is added, changed or deleted. For a change it is called
   * with the state before and with the new one.
   *
   * @param other the class of the objects to watch
   * @param requests gives what to reconcile, nothing to drop the event; it must not block, nor change the object
   * @param <W> the class of the objects to watch
   * @return this builder
   */
  public <W extends HasMetadata> ControllerBuilder<T> watches(Class<W> other, Function<? super W, ? extends Collection<Request>> requests) {
    watches.add(new Watch<>(other, requests));
    return this;
  }

  /**
   * Passes over changes of the controller's own objects that make no difference. Additions, deletions and resyncs always count.
   *
   * @param relevant given the state before and the new one, says whether the change counts, as it does if this throws; it must not block,
   *     nor change the objects
   * @return this builder
   */
  public ControllerBuilder<T> onChangesWhere(BiPredicate<? super T, ? super T> relevant) {
    this.relevant = relevant;
    return this;
  }

  /**
   * Reconciles at most so many objects at once; 1 if not set. A worker costs little, as it is a virtual thread: what limits their
   * number is how many requests the API server is to get at once.
   *
   * @param workers how many, 1 or more
   * @return this builder
   * @throws IllegalArgumentException if it is less than 1
   */
  public ControllerBuilder<T> concurrency(int workers) {
    if (workers < 1) {
      throw new IllegalArgumentException("a controller needs at least one worker, not " + workers);
    }
    this.concurrency = workers;
    return this;
  }

  /**
   * Chooses how long what has failed or was requeued has to wait; as {@link RateLimiters#defaults()} says if not set.
   *
   * @param limiter says how long; not to be shared with another controller, as it counts by the names of objects
   * @return this builder
   */
  public ControllerBuilder<T> limiter(RateLimiter<Request> limiter) {
    this.limiter = limiter;
    return this;
  }

  /**
   * Registers the controller with its manager, which runs it once it has started and the caches of all types named here are filled.
   *
   * @param reconciler what to call
   * @throws IllegalArgumentException if the manager has a controller of that name
   * @throws IllegalStateException if the manager has been started
   */
  public void reconcileWith(Reconciler reconciler) {
    manager.register(this, reconciler);
  }

  String name() {
    return name;
  }

  Class<T> type() {
    return type;
  }

  List<Class<? extends HasMetadata>> owned() {
    return owned;
  }

  List<Watch<?>> watches() {
    return watches;
  }

  BiPredicate<? super T, ? super T> relevant() {
    return relevant;
  }

  RateLimiter<Request> limiter() {
    return limiter;
  }

  int concurrency() {
    return concurrency;
  }
}
