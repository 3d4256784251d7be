package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A cache at one moment: its objects, its indexes and its version, which agree with each other. Immutable; a changed copy shares almost
 * everything with the original.
 *
 * @param <T> the kind of object
 */
final class Snapshot<T extends HasMetadata> implements Lister<T> {
  private static final String NAMESPACE = "namespace";
  private static final String OWNER = "owner";

  private final PersistentMap<T> objects;
  private final List<Index<T>> indexes;
  private final String resourceVersion;

  // benign race: two readers may both make this list, of which either is as good.
  private @Nullable List<T> list;

  private Snapshot(PersistentMap<T> objects, List<Index<T>> indexes, String resourceVersion) {
    this.objects = objects;
    this.indexes = indexes;
    this.resourceVersion = resourceVersion;
  }

  static <T extends HasMetadata> Snapshot<T> empty() {
    return new Snapshot<>(PersistentMap.empty(), List.of(Index.of(NAMESPACE, Index::namespaces), Index.of(OWNER, Index::ownerUids)), "");
  }

  Snapshot<T> with(String key, T object) {
    T before = objects.get(key);
    return new Snapshot<>(objects.with(key, object), moved(key, before, object), resourceVersion);
  }

  Snapshot<T> without(String key) {
    T before = objects.get(key);
    return before == null ? this : new Snapshot<>(objects.without(key), moved(key, before, null), resourceVersion);
  }

  Snapshot<T> at(String version) {
    return version.equals(resourceVersion) ? this : new Snapshot<>(objects, indexes, version);
  }

  /** This snapshot with one more index, which is filled here. */
  Snapshot<T> indexed(Index<T> empty) {
    if (indexes.stream().anyMatch(index -> index.name().equals(empty.name()))) {
      throw new IllegalArgumentException("there is an index named " + empty.name() + " already; indexes: " + indexNames());
    }
    Index<T> filled = empty;
    for (T object : list()) {
      filled = filled.moved(Indexer.key(object), null, object);
    }
    List<Index<T>> more = new ArrayList<>(indexes);
    more.add(filled);
    return new Snapshot<>(objects, List.copyOf(more), resourceVersion);
  }

  private List<Index<T>> moved(String key, @Nullable T before, @Nullable T now) {
    List<Index<T>> changed = new ArrayList<>(indexes.size());
    for (Index<T> index : indexes) {
      changed.add(index.moved(key, before, now));
    }
    return changed;
  }

  private Index<T> index(String name) {
    for (Index<T> index : indexes) {
      if (index.name().equals(name)) {
        return index;
      }
    }
    throw new IllegalArgumentException("there is no index named " + name + ": add it with addIndex; indexes: " + indexNames());
  }

  private List<String> indexNames() {
    return indexes.stream().map(Index::name).toList();
  }

  @Nullable T find(String key) {
    return objects.get(key);
  }

  @Override
  public Optional<T> get(String key) {
    return Optional.ofNullable(objects.get(key));
  }

  @Override
  public List<T> list() {
    List<T> all = list;
    if (all == null) {
      List<T> collected = new ArrayList<>(objects.size());
      objects.forEach((key, object) -> collected.add(object));
      all = Collections.unmodifiableList(collected);
      list = all;
    }
    return all;
  }

  @Override
  public List<T> list(String namespace) {
    return byIndex(NAMESPACE, namespace);
  }

  @Override
  public List<T> ownedBy(String ownerUid) {
    return byIndex(OWNER, ownerUid);
  }

  @Override
  public List<T> byIndex(String index, String value) {
    PersistentMap<String> keys = index(index).keys(value);
    List<T> found = new ArrayList<>(keys.size());
    keys.forEach((key, same) -> get(key).ifPresent(found::add)); // Absent only if an index function breaks its contract.
    return Collections.unmodifiableList(found);
  }

  @Override
  public Set<String> indexValues(String index) {
    return index(index).values();
  }

  @Override
  public Set<String> keys() {
    return objects.keys();
  }

  @Override
  public int size() {
    return objects.size();
  }

  @Override
  public String resourceVersion() {
    return resourceVersion;
  }
}
