package io.heddle.testing;

import java.util.Optional;

/**
 * One step in the history of a collection.
 *
 * @param version the resource version the step has
 * @param before the state it left, empty if the object was created
 * @param after the state it made; of a deletion the last state, moved to the version of the deletion
 * @param deleted whether the object is gone
 */
record Change(long version, Optional<Stored> before, Stored after, boolean deleted) {

  /** Returns the state that holds from this step on, empty if the object is gone. */
  Optional<Stored> now() {
    return deleted ? Optional.empty() : Optional.of(after);
  }
}
