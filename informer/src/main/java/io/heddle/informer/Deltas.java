package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;

/**
 * What happened to one object since its key was last popped from a {@link DeltaFifo}, the oldest first.
 *
 * @param key the object's key, {@code namespace/name} or {@code name}
 * @param deltas at least one
 * @param initialList whether it belongs to the first list, or came before all of that was popped
 * @param <T> the kind of object
 */
public record Deltas<T extends HasMetadata>(String key, List<Delta<T>> deltas, boolean initialList) {
  /** Copies the list. */
  public Deltas {
    deltas = List.copyOf(deltas);
    if (deltas.isEmpty()) {
      throw new IllegalArgumentException("no deltas for key=" + key + ": what happened to an object is at least one");
    }
  }

  /**
   * The last thing that happened.
   *
   * @return the last delta
   */
  public Delta<T> newest() {
    return deltas.getLast();
  }
}
