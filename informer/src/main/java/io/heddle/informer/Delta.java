package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * One entry of a {@link DeltaFifo}: what happened to an object, and its state after it.
 *
 * @param <T> the kind of object
 */
public sealed interface Delta<T extends HasMetadata> {
  /** The object after the change; for a deletion its last known state. */
  T object();

  /** The object appeared. */
  record Added<T extends HasMetadata>(T object) implements Delta<T> {}

  /** The object changed. */
  record Updated<T extends HasMetadata>(T object) implements Delta<T> {}

  /**
   * The object is gone.
   *
   * @param object its last known state
   * @param finalStateKnown false if the deletion was not seen itself, but noticed by a list without the object
   */
  record Deleted<T extends HasMetadata>(T object, boolean finalStateKnown) implements Delta<T> {}

  /** A list held the object, which may or may not have changed. */
  record Replaced<T extends HasMetadata>(T object) implements Delta<T> {}

  /** Nothing changed: the object is told again because the resync period passed. */
  record Sync<T extends HasMetadata>(T object) implements Delta<T> {}
}
