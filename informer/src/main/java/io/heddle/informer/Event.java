package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * One change of one object, as a handler or a receiver of {@link SharedInformer#events() events} is told it.
 *
 * <p>The objects are those of the informer's cache, shared by everyone who reads it: do not change them, copy them first.
 *
 * @param <T> the kind of object
 */
public sealed interface Event<T extends HasMetadata> {
  /** The object's newest state: for a deletion the last one known. */
  T object();

  /**
   * An object appeared.
   *
   * @param object the object
   * @param initialList whether it was there before this handler: it comes from the informer's first list, or from the cache if the handler
   *     came later
   */
  record Added<T extends HasMetadata>(T object, boolean initialList) implements Event<T> {}

  /**
   * An object changed, or is told again by a resync.
   *
   * @param before the state this handler was told last; the same as {@code object} for a resync
   * @param object the new state, which may be several changes further on
   * @param resync whether nothing changed, and the object is only told again because the resync period passed
   */
  record Updated<T extends HasMetadata>(T before, T object, boolean resync) implements Event<T> {}

  /**
   * An object is gone.
   *
   * @param object its last state, or the last one known if {@code finalStateKnown} is false
   * @param finalStateKnown false if the deletion itself was missed, and was noticed by a later list that did not hold the object
   */
  record Deleted<T extends HasMetadata>(T object, boolean finalStateKnown) implements Event<T> {}
}
