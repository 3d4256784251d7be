package io.heddle.controller;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.heddle.kubernetes.Transport;

/**
 * What became of an object that was to be deleted. The server answers a delete with a Status if the object is gone; for some types
 * with the object as it was, gone or not; and with the object if it has to wait for finalizers or for a Pod's containers to end.
 */
sealed interface Deletion<T> {

  /** The object is no more. */
  record Done<T>() implements Deletion<T> {}

  /** The object is marked, and lives on for a while. */
  record Begun<T>(T object) implements Deletion<T> {}

  static <T extends HasMetadata> Deletion<T> of(byte[] answer, Class<T> type, Transport transport) {
    GenericKubernetesResource any = transport.decode(answer, GenericKubernetesResource.class);
    if ("Status".equals(any.getKind()) || !isMarked(any.getMetadata()) || isOver(any)) {
      return new Done<>();
    }
    return new Begun<>(transport.decode(answer, type));
  }

  /** Whether an object that a write has answered with is gone: marked, and neither a finalizer nor time to end left to wait for. */
  static boolean isOver(HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    Long seconds = metadata.getDeletionGracePeriodSeconds();
    return isMarked(metadata)
        && (metadata.getFinalizers() == null || metadata.getFinalizers().isEmpty())
        && (seconds == null || seconds == 0);
  }

  private static boolean isMarked(ObjectMeta metadata) {
    return metadata.getDeletionTimestamp() != null;
  }
}
