package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.kubernetes.ApiException;

/**
 * One frame of a watch, decoded.
 *
 * @param <T> the kind of object
 */
sealed interface WatchEvent<T extends HasMetadata> {
  record Added<T extends HasMetadata>(T object) implements WatchEvent<T> {}

  record Modified<T extends HasMetadata>(T object) implements WatchEvent<T> {}

  record Deleted<T extends HasMetadata>(T object) implements WatchEvent<T> {}

  /** Nothing more happened up to a version. */
  record Bookmark<T extends HasMetadata>(String resourceVersion) implements WatchEvent<T> {}

  /** The server ends the watch with a refusal. */
  record Refused<T extends HasMetadata>(ApiException refusal) implements WatchEvent<T> {}

  /** An object that cannot be decoded, or an event of a type nobody knows: told to the log, and passed over. */
  record Unreadable<T extends HasMetadata>(String reason) implements WatchEvent<T> {}
}
