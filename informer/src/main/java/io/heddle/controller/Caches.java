package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.informer.SharedInformer;
import io.heddle.informer.SharedInformerFactory;
import io.heddle.kubernetes.ResourceType;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The types that a manager caches: for each its informer, and what this process has written and the watch has not brought back yet. */
final class Caches {

  private record Cache<T extends HasMetadata>(SharedInformer<T> informer, Overlay<T> overlay) {}

  private final SharedInformerFactory informers;
  private final String namespace;
  private final Map<Class<?>, Cache<?>> caches = new ConcurrentHashMap<>();

  /** Caches of one namespace, or of all if it is empty. */
  Caches(SharedInformerFactory informers, String namespace) {
    this.informers = informers;
    this.namespace = namespace;
  }

  /** The informer of a type, which is cached from now on. */
  <T extends HasMetadata> SharedInformer<T> informer(Class<T> type) {
    return cache(type).orElseGet(() -> add(ResourceType.of(type))).informer();
  }

  private <T extends HasMetadata> Cache<T> add(ResourceType<T> type) {
    SharedInformer<T> informer = informers.informerFor(type, type.namespaced() ? namespace : "");
    Cache<T> cache = new Cache<>(informer, new Overlay<>(informer.indexer()));
    caches.put(type.type(), cache);
    return cache;
  }

  /** What readers are shown of that type, if it is cached. */
  <T extends HasMetadata> Optional<Overlay<T>> find(Class<T> type) {
    return cache(type).map(Cache::overlay);
  }

  /**
   * What readers are shown of that type.
   *
   * @throws IllegalStateException if it is not cached
   */
  <T extends HasMetadata> Overlay<T> of(Class<T> type) {
    return find(type).orElseThrow(() -> new IllegalStateException(notCached(type.getSimpleName())));
  }

  private static String notCached(String type) {
    return """
        no cache holds %1$s: let a controller own or watch it, add Manager.cache(%1$s.class) before the manager starts, \
        or read it from the server with Client.fetch"""
        .formatted(type);
  }

  @SuppressWarnings("unchecked") // add() puts under each class a cache of that class
  private <T extends HasMetadata> Optional<Cache<T>> cache(Class<T> type) {
    return Optional.ofNullable((Cache<T>) caches.get(type));
  }

  /** The informers of all types that are cached. */
  List<SharedInformer<?>> informers() {
    return caches.values().stream().<SharedInformer<?>>map(Cache::informer).toList();
  }
}
