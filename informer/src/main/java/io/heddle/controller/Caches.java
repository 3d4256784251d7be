package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.informer.SharedInformer;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The types that a manager caches, each with its informer and what this process has written to it. */
final class Caches {

  /** One type's informer, and the overlay through which its cache is read. */
  record Cache<T extends HasMetadata>(SharedInformer<T> informer, Overlay<T> overlay) {}

  private final Map<Class<?>, Cache<?>> caches = new ConcurrentHashMap<>();

  <T extends HasMetadata> void add(Class<T> type, SharedInformer<T> informer) {
    caches.put(type, new Cache<>(informer, new Overlay<>(informer.indexer())));
  }

  /** The overlay of that type, if it is cached. */
  <T extends HasMetadata> Optional<Overlay<T>> find(Class<T> type) {
    @SuppressWarnings("unchecked") // add() puts under each class a cache of that class
    Cache<T> cache = (Cache<T>) caches.get(type);
    return Optional.ofNullable(cache).map(Cache::overlay);
  }

  /**
   * The overlay of that type.
   *
   * @throws IllegalStateException if it is not cached
   */
  <T extends HasMetadata> Overlay<T> of(Class<T> type) {
    return find(type)
        .orElseThrow(
            () ->
                new IllegalStateException(
                    "no cache holds "
                        + type.getSimpleName()
                        + ": let a controller own or watch it, add Manager.cache("
                        + type.getSimpleName()
                        + ".class) before the manager starts, or read it from the server with Client.fetch"));
  }

  List<Class<?>> types() {
    return List.copyOf(caches.keySet());
  }
}
