package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.informer.Indexer;
import io.heddle.informer.Lister;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.UnaryOperator;

/** An informer's cache whose watch is played by the test: it comes as far as the test lets it. */
final class ScriptedStore<T extends HasMetadata> implements Indexer<T> {

  /** One moment of the cache. */
  private record View<T extends HasMetadata>(Map<String, T> objects, String resourceVersion) implements Lister<T> {
    @Override
    public Optional<T> get(String key) {
      return Optional.ofNullable(objects.get(key));
    }

    @Override
    public List<T> list() {
      return List.copyOf(objects.values());
    }

    @Override
    public List<T> list(String namespace) {
      return objects.values().stream().filter(object -> Request.of(object).namespace().equals(namespace)).toList();
    }

    @Override
    public List<T> ownedBy(String ownerUid) {
      return objects.values().stream()
          .filter(object -> object.getMetadata().getOwnerReferences().stream().anyMatch(owner -> owner.getUid().equals(ownerUid)))
          .toList();
    }

    @Override
    public List<T> byIndex(String index, String value) {
      throw new IllegalArgumentException(index);
    }

    @Override
    public Set<String> indexValues(String index) {
      throw new IllegalArgumentException(index);
    }

    @Override
    public Set<String> keys() {
      return objects.keySet();
    }

    @Override
    public int size() {
      return objects.size();
    }
  }

  private final AtomicReference<View<T>> now = new AtomicReference<>(new View<>(Map.of(), ""));

  /** The watch brings an object. */
  void bring(T object) {
    advance(object.getMetadata().getResourceVersion(), objects -> {
      objects.put(Indexer.key(object), object);
      return objects;
    });
  }

  /** The watch brings the end of an object. */
  void bringEnd(String key, long resourceVersion) {
    advance(Long.toString(resourceVersion), objects -> {
      objects.remove(key);
      return objects;
    });
  }

  /** The watch brings a bookmark. */
  void bookmark(long resourceVersion) {
    advance(Long.toString(resourceVersion), objects -> objects);
  }

  private void advance(String version, UnaryOperator<Map<String, T>> change) {
    now.updateAndGet(view -> new View<>(Map.copyOf(change.apply(new HashMap<>(view.objects))), version));
  }

  @Override
  public Lister<T> snapshot() {
    return now.get();
  }

  @Override
  public void addIndex(String name, Function<? super T, ? extends Collection<String>> values) {
    throw new UnsupportedOperationException(name);
  }

  @Override
  public Optional<T> get(String key) {
    return now.get().get(key);
  }

  @Override
  public List<T> list() {
    return now.get().list();
  }

  @Override
  public List<T> list(String namespace) {
    return now.get().list(namespace);
  }

  @Override
  public List<T> ownedBy(String ownerUid) {
    return now.get().ownedBy(ownerUid);
  }

  @Override
  public List<T> byIndex(String index, String value) {
    return now.get().byIndex(index, value);
  }

  @Override
  public Set<String> indexValues(String index) {
    return now.get().indexValues(index);
  }

  @Override
  public Set<String> keys() {
    return now.get().keys();
  }

  @Override
  public int size() {
    return now.get().size();
  }

  @Override
  public String resourceVersion() {
    return now.get().resourceVersion();
  }
}
