package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;

/**
 * Where an informer's objects come from.
 *
 * @param transport reaches the server
 * @param type the type of the objects
 * @param namespace their namespace; the empty string for all
 * @param <T> the kind of object
 */
record Source<T extends HasMetadata>(Transport transport, ResourceType<T> type, String namespace) {
  /** Names the informer in logs and in the names of goroutines: {@code pods}, or {@code pods-default}. */
  String name() {
    return type.plural() + (namespace.isEmpty() ? "" : "-" + namespace);
  }
}
