package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;

/**
 * A cache as a chain of immutable snapshots, of which the newest is shown.
 *
 * @param <T> the kind of object
 */
final class SnapshotIndexer<T extends HasMetadata> implements Indexer<T> {
  /*
   * One field holds the newest snapshot. A reader loads it once and then reads what nobody changes: it takes no lock, sees one moment, and
   * makes nobody wait. A writer derives a snapshot from the newest one and stores it; a whole batch of changes is one store. Linearization
   * points: of a read, its load of the field; of a write, its store.
   *
   * Two writers must not derive from the same snapshot, or one would undo the other. There is one steady writer, the informer's processor,
   * and now and then a caller of addIndex; they take turns by a lock that readers know nothing of.
   *
   * What an old snapshot alone refers to is garbage once its last reader drops it.
   */
  private final ReentrantLock writing = new ReentrantLock();

  private volatile Snapshot<T> newest = Snapshot.empty();

  /**
   * Replaces the newest snapshot by one derived from it. An exception of the function leaves the cache as it was.
   *
   * @param change called once, by the calling thread, with the writers' lock held
   */
  void update(Function<Snapshot<T>, Snapshot<T>> change) {
    writing.lock();
    try {
      newest = change.apply(newest);
    } finally {
      writing.unlock();
    }
  }

  @Override
  public Snapshot<T> snapshot() {
    return newest;
  }

  @Override
  public void addIndex(String name, Function<? super T, ? extends Collection<String>> values) {
    update(snapshot -> snapshot.indexed(Index.of(name, values)));
  }

  @Override
  public Optional<T> get(String key) {
    return newest.get(key);
  }

  @Override
  public List<T> list() {
    return newest.list();
  }

  @Override
  public List<T> list(String namespace) {
    return newest.list(namespace);
  }

  @Override
  public List<T> ownedBy(String ownerUid) {
    return newest.ownedBy(ownerUid);
  }

  @Override
  public List<T> byIndex(String index, String value) {
    return newest.byIndex(index, value);
  }

  @Override
  public Set<String> indexValues(String index) {
    return newest.indexValues(index);
  }

  @Override
  public Set<String> keys() {
    return newest.keys();
  }

  @Override
  public int size() {
    return newest.size();
  }

  @Override
  public String resourceVersion() {
    return newest.resourceVersion();
  }
}
