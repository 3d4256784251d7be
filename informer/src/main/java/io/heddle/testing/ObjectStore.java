package io.heddle.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.BiConsumer;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * The objects, and the history of how they came to be so: what etcd and the watch cache are to the real server.
 *
 * <p>One lock orders everything. Each write takes the next resource version, whatever collection it goes to, so versions are one order for
 * all; a reader under the lock sees all writes up to {@link #version} and none after. Methods whose names end in {@code Locked} must run
 * inside {@link #locked}. States are immutable, so what was read stays valid outside.
 *
 * <p>A collection keeps its last changes with the states before them. That one log serves three needs: watches replay it; a list at an
 * older version is the newest state with the later changes undone; and what has been forgotten is known, so both can say 410.
 */
final class ObjectStore {

  /** A collection with its history. All fields are guarded by the store's lock. */
  private static final class Collection {
    private final NavigableMap<String, Stored> objects = new TreeMap<>();
    private final NavigableMap<Long, Change> log = new TreeMap<>();
    private final Condition changed;

    /** The version up to which changes have been forgotten; what is asked from before it cannot be answered. */
    private long forgotten;

    /** The version of the last change that was forgotten; never above {@link #forgotten}. */
    private long lost;

    private Collection(Condition changed, long forgotten) {
      this.changed = changed;
      this.forgotten = forgotten;
      this.lost = forgotten;
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, Collection> collections = new HashMap<>();
  private final int historySize;
  private final BiConsumer<String, Change> listener;

  /** The newest version given out. It does not begin at zero: clients treat the first versions as special. */
  private long version = 100;

  /**
   * Makes an empty store.
   *
   * @param historySize how many changes each collection remembers
   * @param listener is told of each change, under the lock and in order: it must be quick and must not call back
   */
  ObjectStore(int historySize, BiConsumer<String, Change> listener) {
    this.historySize = historySize;
    this.listener = listener;
  }

  /** Runs something that must see, or make, one consistent state. */
  <T> T locked(Supplier<T> action) {
    lock.lock();
    try {
      return action.get();
    } finally {
      lock.unlock();
    }
  }

  private Collection collection(String name) {
    return collections.computeIfAbsent(name, unused -> new Collection(lock.newCondition(), version));
  }

  long version() {
    return locked(() -> version);
  }

  Optional<Stored> findLocked(String collection, String namespace, String name) {
    return Optional.ofNullable(collection(collection).objects.get(Stored.key(namespace, name)));
  }

  Optional<Stored> find(String collection, String namespace, String name) {
    return locked(() -> findLocked(collection, namespace, name));
  }

  /** Writes a state, new or in place of the one before; takes over the tree. */
  Stored putLocked(String collection, Map<String, @Nullable Object> tree) {
    Collection into = collection(collection);
    Stored after = Stored.at(version + 1, tree);
    version = after.version();
    @Nullable Stored before = into.objects.put(after.key(), after);
    append(collection, into, new Change(version, Optional.ofNullable(before), after, false));
    return after;
  }

  /** Takes an object away. */
  void removeLocked(String collection, Stored object) {
    Collection from = collection(collection);
    from.objects.remove(object.key());
    version++;
    append(collection, from, new Change(version, Optional.of(object), object.movedTo(version), true));
  }

  private void append(String name, Collection to, Change change) {
    to.log.put(change.version(), change);
    if (to.log.size() > historySize) {
      to.lost = to.log.pollFirstEntry().getKey();
      to.forgotten = Math.max(to.forgotten, to.lost);
    }
    to.changed.signalAll();
    listener.accept(name, change);
  }

  /** Forgets the history of all collections. */
  void forget() {
    lock.lock();
    try {
      // The version moves on, so that the newest one anybody has seen is too old as well.
      version++;
      for (Collection each : collections.values()) {
        if (!each.log.isEmpty()) {
          each.lost = each.log.lastKey();
        }
        each.log.clear();
        each.forgotten = version;
      }
    } finally {
      lock.unlock();
    }
  }

  /** Returns all objects of a collection, in the order of their keys. */
  List<Stored> listLocked(String collection) {
    return new ArrayList<>(collection(collection).objects.values());
  }

  List<Stored> list(String collection) {
    return locked(() -> listLocked(collection));
  }

  /** Whether the collection still knows how it was at a version. */
  boolean remembersLocked(String collection, long at) {
    return at >= collection(collection).forgotten;
  }

  /** Whether there was a change after a version that is no longer remembered: who has seen only so much cannot catch up. */
  boolean lostLocked(String collection, long after) {
    return after < collection(collection).lost;
  }

  /** Returns the oldest version from which a watch of the collection can resume. */
  long oldestLocked(String collection) {
    return collection(collection).forgotten;
  }

  /** Returns the objects as they were at a version that is remembered. */
  List<Stored> listLocked(String collection, long at) {
    Collection from = collection(collection);
    NavigableMap<String, Stored> objects = new TreeMap<>(from.objects);
    for (Change later : from.log.tailMap(at, false).descendingMap().values()) {
      if (later.before().isPresent()) {
        objects.put(later.after().key(), later.before().get());
      } else {
        objects.remove(later.after().key());
      }
    }
    return new ArrayList<>(objects.values());
  }

  /** Returns up to {@code limit} changes after a version, which must be remembered. */
  List<Change> changesLocked(String collection, long after, int limit) {
    List<Change> changes = new ArrayList<>();
    for (Change change : collection(collection).log.tailMap(after, false).values()) {
      if (changes.size() == limit) {
        break;
      }
      changes.add(change);
    }
    return changes;
  }

  /** Waits until something changes in the collection, or {@link #wake} is called, or the time is up; may return for no reason. */
  @SuppressWarnings("WaitNotInLoop") // the loop is the caller's
  void awaitLocked(String collection, long nanos) throws InterruptedException {
    var unused = collection(collection).changed.awaitNanos(nanos);
  }

  /** Frees everybody who waits for a change. */
  void wake() {
    lock.lock();
    try {
      collections.values().forEach(each -> each.changed.signalAll());
    } finally {
      lock.unlock();
    }
  }

  ReentrantLock lock() {
    return lock;
  }
}
