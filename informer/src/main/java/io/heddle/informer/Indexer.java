package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.function.Function;

/**
 * The cache of a {@link SharedInformer}: what the API server holds, as far as this process has heard. Read it as a {@link Lister}; only the
 * informer writes it.
 *
 * @param <T> the kind of object
 */
public interface Indexer<T extends HasMetadata> extends Lister<T> {
  /**
   * Adds an index, over what the cache holds and what it will hold. When this call has returned, {@link #byIndex} answers from the whole
   * cache; the informer's changes wait while it runs, reads do not.
   *
   * @param name the index's name
   * @param values the values under which an object is filed, none to leave it out; called once per object now, and for each change of an
   *     object by the informer. It must depend on nothing but the object and must not change it. If it throws, the object is left out and
   *     the failure logged.
   * @throws IllegalArgumentException if there is an index of that name
   */
  void addIndex(String name, Function<? super T, ? extends Collection<String>> values);

  /**
   * The cache as it is now, unchanged by what comes later: for several reads that must agree with each other. It costs nothing to take, and
   * keeps the objects it shows from being collected.
   *
   * @return the snapshot
   */
  Lister<T> snapshot();

  /**
   * The key of an object.
   *
   * @param object an object with a name
   * @return {@code namespace/name}, or {@code name} if it has no namespace
   * @throws IllegalArgumentException if it has no name
   */
  static String key(HasMetadata object) {
    var metadata = object.getMetadata();
    if (metadata == null || metadata.getName() == null || metadata.getName().isEmpty()) {
      throw new IllegalArgumentException("an object of kind " + object.getKind() + " has no metadata.name, so it has no key");
    }
    return key(metadata.getNamespace() == null ? "" : metadata.getNamespace(), metadata.getName());
  }

  /**
   * The key of a namespace and a name.
   *
   * @param namespace the namespace; the empty string for none
   * @param name the name
   * @return {@code namespace/name}, or {@code name} if the namespace is empty
   */
  static String key(String namespace, String name) {
    return namespace.isEmpty() ? name : namespace + "/" + name;
  }
}
