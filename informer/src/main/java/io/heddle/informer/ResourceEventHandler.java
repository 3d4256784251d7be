package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.function.Consumer;

/**
 * Is told what happens to the objects of a {@link SharedInformer}.
 *
 * <p>For each object, a handler sees a subsequence of its states, in their order: states may be left out when they follow each other faster
 * than the handler returns, the newest one never is. An object that was told as added is told as deleted once it is gone; one that is
 * deleted before its addition could be told is not told at all. Between different objects there is no order. The cache holds a change
 * before it is told, and may already hold a later one.
 *
 * <p>The methods are called one after the other by a goroutine of this handler's own, with no lock held: a handler that is slow or blocks
 * delays neither the cache nor any other handler, and one that throws is logged and told the next event. The goroutine is interrupted if
 * the informer closes and the handler does not return soon.
 *
 * <p>The objects are those of the cache, shared by everyone who reads it: do not change them, copy them first.
 *
 * @param <T> the kind of object
 */
public interface ResourceEventHandler<T extends HasMetadata> {
  /**
   * An object appeared. Does nothing by default.
   *
   * @param object the object
   * @param initialList whether it was there before this handler: it comes from the informer's first list, or from the cache if the handler
   *     came later
   */
  default void onAdd(T object, boolean initialList) {}

  /**
   * An object changed. Does nothing by default.
   *
   * @param before the state this handler was told last
   * @param object the new state, which may be several changes further on
   */
  default void onUpdate(T before, T object) {}

  /**
   * The resync period passed, and the object is told again though nothing changed. Calls {@link #onUpdate} with the same object twice by
   * default, so that both have the same resourceVersion, as client-go does.
   *
   * @param object the object
   */
  default void onResync(T object) {
    onUpdate(object, object);
  }

  /**
   * An object is gone. Does nothing by default.
   *
   * @param last its last state, or the last one known if {@code finalStateKnown} is false
   * @param finalStateKnown false if the deletion itself was missed, and was noticed by a later list that did not hold the object
   */
  default void onDelete(T last, boolean finalStateKnown) {}

  /**
   * A handler that is told everything as events.
   *
   * @param consumer called for each event
   * @param <T> the kind of object
   * @return the handler
   */
  static <T extends HasMetadata> ResourceEventHandler<T> of(Consumer<? super Event<T>> consumer) {
    return new ResourceEventHandler<>() {
      @Override
      public void onAdd(T object, boolean initialList) {
        consumer.accept(new Event.Added<>(object, initialList));
      }

      @Override
      public void onUpdate(T before, T object) {
        consumer.accept(new Event.Updated<>(before, object, false));
      }

      @Override
      public void onResync(T object) {
        consumer.accept(new Event.Updated<>(object, object, true));
      }

      @Override
      public void onDelete(T last, boolean finalStateKnown) {
        consumer.accept(new Event.Deleted<>(last, finalStateKnown));
      }
    };
  }
}
