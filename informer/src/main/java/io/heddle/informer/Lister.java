package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/**
 * Reads a cache of objects. Each call answers from one moment: it sees every change up to some point and none after it, and never blocks,
 * whatever is written meanwhile.
 *
 * <p>Keys are {@code namespace/name}, or {@code name} for objects without a namespace; see {@link Indexer#key(HasMetadata)}. Lists are
 * unmodifiable, in no particular order. The objects are shared by everyone who reads the cache: do not change them, copy them first.
 *
 * @param <T> the kind of object
 */
public interface Lister<T extends HasMetadata> {
  /**
   * The object of a key.
   *
   * @param key {@code namespace/name}, or {@code name}
   * @return the object, or empty if the cache holds none
   */
  Optional<T> get(String key);

  /**
   * Every object.
   *
   * @return the objects; costs nothing if nothing changed since the last call
   */
  List<T> list();

  /**
   * The objects of a namespace.
   *
   * @param namespace the namespace; the empty string for objects without one
   * @return the objects
   */
  List<T> list(String namespace);

  /**
   * The objects that an owner owns, by their owner references.
   *
   * @param ownerUid the owner's {@code metadata.uid}
   * @return the objects
   */
  List<T> ownedBy(String ownerUid);

  /**
   * The objects that an index files under a value.
   *
   * @param index the name given to {@link Indexer#addIndex}
   * @param value the value
   * @return the objects
   * @throws IllegalArgumentException if there is no such index; the message names those there are
   */
  List<T> byIndex(String index, String value);

  /**
   * The values under which an index files objects now.
   *
   * @param index the name given to {@link Indexer#addIndex}
   * @return the values, unmodifiable
   * @throws IllegalArgumentException if there is no such index; the message names those there are
   */
  Set<String> indexValues(String index);

  /**
   * Every key.
   *
   * @return the keys, unmodifiable
   */
  Set<String> keys();

  /**
   * The number of objects.
   *
   * @return the number
   */
  int size();

  /**
   * How far the cache has come: the API server's {@code resourceVersion} up to which it holds every change of its type and namespace, by
   * the last list, event or bookmark. Whoever has written an object, and got it back with this version or an earlier one, finds that write
   * in the cache, or what came after it. It never tells of a change that the reads of the same moment do not show: of two calls on a live
   * cache, this one first and a read second, the read shows at least what this one promised; on a {@link Indexer#snapshot} both are of one
   * moment.
   *
   * @return the version, or the empty string before the first list arrived
   */
  String resourceVersion();
}
