package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.heddle.informer.Indexer;
import io.heddle.informer.Lister;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.function.Predicate;

/**
 * One type's cache as this process sees it: the informer's store, and laid over it what this process has written and the watch
 * has not brought back yet.
 */
final class Overlay<T extends HasMetadata> {

  /*
   * Read your own writes
   *
   * A controller that creates a Pod and is called again before the watch has told of it would find none in its cache and create
   * a second one. So the answer to every write is put here before the write returns to its caller, and every read merges the
   * entries with the store.
   *
   * The API server gives every change of a type a resource version, in one order, and the watch brings the changes in that order.
   * So the store's own version s says which writes it has caught up with, and no event needs to be matched with a write:
   *
   *  - Written(object, v), the answer to a create or an update: it counts while s < v. Once s >= v the store holds the object,
   *    or a later state of it, or nothing if it has been deleted since; the entry is past. While s < v the newer of entry and
   *    stored object is shown: another writer's later change may be in the store although s, published after it, is not.
   *  - Gone(uid, v), after a delete that took effect at once: the answer carries no version, but a uid never comes back. So the stored
   *    object is hidden if it has that uid, or is an earlier one of the same name: v is a version at which the object still lived, the
   *    last that the writer knew. Once s >= v and the store holds no object to hide, it has seen the end of it, and the entry is past.
   *
   * Why a read sees what its thread wrote. A read takes the entries first, then a snapshot of the store, which has both the objects and
   * s of one moment. If the entry is missing, it was dropped after a snapshot with s >= v had been seen, and this one is no older. If it
   * is there and s < v, it counts; if s >= v, the snapshot is new enough. The other way round, store first, there is a window in which
   * a write is in neither.
   *
   * The entries are not one snapshot, nor would that mean anything: they run ahead of the store, one by one.
   *
   * Versions are compared as the numbers that Kubernetes promises them to be: by length, then as text, since they may exceed a long.
   *
   * Nothing tells an entry that it is past. Reads drop the entries that they meet, and a write that finds many sweeps them all,
   * the threshold being twice of what the last sweep left: so the work per write is constant, and what lies here is bounded by
   * the writes under way and a constant.
   */
  private sealed interface Entry<T> {
    /** Written: the object's version. Gone: one at which it still lived. */
    String version();
  }

  private record Written<T>(T object, String version) implements Entry<T> {}

  private record Gone<T>(String uid, String version) implements Entry<T> {}

  private static final int SWEEP_AT_LEAST = 64;

  private final Indexer<T> store;
  private final ConcurrentHashMap<String, Entry<T>> entries = new ConcurrentHashMap<>();
  private final AtomicInteger sweepAt = new AtomicInteger(SWEEP_AT_LEAST);

  Overlay(Indexer<T> store) {
    this.store = store;
  }

  /** The server has answered a write, or a read that passed the cache by, with this state of an object. */
  void written(T object) {
    String version = version(object);
    if (!version.isEmpty()) {
      put(Indexer.key(object), new Written<>(object, version));
    }
  }

  /** The server has answered that this object, of which the caller knows some earlier state, is no more. */
  void gone(T lastKnown) {
    if (lastKnown.getMetadata().getUid() != null) {
      put(Indexer.key(lastKnown), new Gone<>(lastKnown.getMetadata().getUid(), version(lastKnown)));
    }
  }

  Optional<T> get(String key) {
    Entry<T> entry = entries.get(key);
    return entry == null ? store.get(key) : merge(key, entry, store.snapshot());
  }

  /** The objects of a namespace, or all of them if it is empty. */
  List<T> list(String namespace) {
    return merge(
        lister -> namespace.isEmpty() ? lister.list() : lister.list(namespace),
        object -> namespace.isEmpty() || namespace.equals(object.getMetadata().getNamespace()));
  }

  List<T> ownedBy(String uid) {
    return merge(lister -> lister.ownedBy(uid), object -> isOwnedBy(object, uid));
  }

  /** How many entries are kept, past ones included. */
  int size() {
    return entries.size();
  }

  private void put(String key, Entry<T> entry) {
    entries.merge(key, entry, Overlay::later);
    int threshold = sweepAt.get();
    if (entries.size() > threshold && sweepAt.compareAndSet(threshold, Integer.MAX_VALUE)) {
      try {
        Lister<T> stored = store.snapshot();
        entries.forEach((each, present) -> merge(each, present, stored));
      } finally {
        sweepAt.set(Math.max(SWEEP_AT_LEAST, 2 * entries.size()));
      }
    }
  }

  /** Of two answers about one name, which come in any order when several goroutines write, the one about the later state. */
  private static <T extends HasMetadata> Entry<T> later(Entry<T> present, Entry<T> next) {
    // What is gone stays gone, whatever an answer that was late says of it.
    if (present instanceof Gone<T> gone && next instanceof Written<T> written && gone.uid.equals(written.object.getMetadata().getUid())) {
      return present;
    }
    if (next instanceof Gone<T> gone && present instanceof Written<T> written && gone.uid.equals(written.object.getMetadata().getUid())) {
      return compare(gone.version, written.version) >= 0 ? gone : new Gone<>(gone.uid, written.version);
    }
    return compare(next.version(), present.version()) >= 0 ? next : present;
  }

  /** What a reader is shown under {@code key}; drops the entry if it is past. */
  private Optional<T> merge(String key, Entry<T> entry, Lister<T> stored) {
    Optional<T> object = stored.get(key);
    boolean reached = compare(stored.resourceVersion(), entry.version()) >= 0;
    return switch (entry) {
      case Written<T> written when !reached ->
          object.filter(other -> compare(version(other), written.version) > 0).or(() -> Optional.of(written.object));
      case Gone<T> gone when object.filter(other -> isHidden(other, gone)).isPresent() -> Optional.empty();
      case Written<T> past -> {
        entries.remove(key, entry);
        yield object;
      }
      case Gone<T> past -> {
        if (reached) {
          entries.remove(key, entry);
        }
        yield object;
      }
    };
  }

  /** Whether the stored object is the one that is gone, or an earlier one of its name. */
  private static <T extends HasMetadata> boolean isHidden(T object, Gone<T> gone) {
    return gone.uid.equals(object.getMetadata().getUid()) || compare(version(object), gone.version) <= 0;
  }

  private List<T> merge(Function<Lister<T>, List<T>> read, Predicate<T> wanted) {
    if (entries.isEmpty()) {
      return new ArrayList<>(read.apply(store));
    }
    Map<String, Entry<T>> written = new HashMap<>(entries);
    Lister<T> stored = store.snapshot();
    List<T> result = new ArrayList<>();
    for (T object : read.apply(stored)) {
      if (!written.containsKey(Indexer.key(object))) {
        result.add(object);
      }
    }
    // An entry is merged with what the whole store has under its key: an index need not list the object that the entry replaces.
    written.forEach((key, entry) -> merge(key, entry, stored).filter(wanted).ifPresent(result::add));
    return result;
  }

  private static boolean isOwnedBy(HasMetadata object, String uid) {
    List<OwnerReference> owners = object.getMetadata().getOwnerReferences();
    return owners != null && owners.stream().anyMatch(owner -> uid.equals(owner.getUid()));
  }

  private static String version(HasMetadata object) {
    String version = object.getMetadata().getResourceVersion();
    return version == null ? "" : version;
  }

  /** Compares versions as the numbers they are; an empty one, nothing seen yet, comes before all. */
  static int compare(String a, String b) {
    return a.length() != b.length() ? Integer.compare(a.length(), b.length()) : a.compareTo(b);
  }
}
