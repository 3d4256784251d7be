package io.heddle.testing;

import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One state of one object. It never changes: a write makes another. The tree must not be changed by whoever reads it.
 *
 * @param namespace the namespace, empty if there is none
 * @param name the name
 * @param version the resource version
 * @param tree the object
 * @param json the object as it goes out
 */
@SuppressWarnings("ArrayRecordComponent") // never compared, and the bytes are handed to streams only
record Stored(String namespace, String name, long version, Map<String, @Nullable Object> tree, byte[] json) {

  /** Takes a tree that nobody else holds and makes it the state at a version. */
  static Stored at(long version, Map<String, @Nullable Object> tree) {
    Map<String, @Nullable Object> metadata = Json.child(tree, "metadata");
    metadata.put("resourceVersion", Long.toString(version));
    return new Stored(Json.text(metadata, "namespace"), Json.text(metadata, "name"), version, tree, Json.bytes(tree));
  }

  /** Returns the same object as if it had been written at another version, as events of deletion show it. */
  Stored movedTo(long other) {
    return at(other, Json.copy(tree));
  }

  /** Returns where the object stands in its collection; the order of lists is the order of these keys. */
  String key() {
    return key(namespace, name);
  }

  static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  String uid() {
    return Json.text(tree, "metadata", "uid");
  }

  /** Whether the object is on its way out and only finalizers, or its Pod's end, keep it. */
  boolean isDeleting() {
    return Json.at(tree, "metadata", "deletionTimestamp") != null;
  }
}
