package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;

/**
 * A queue of what happened to objects: all that happened to one object since it was last popped comes out together, in order, and objects
 * come out in the order in which they first got in.
 *
 * <p>It has the contract of client-go's type of the same name. Beside single changes it takes whole lists: {@link #replace} makes a
 * deletion for each object that is known but not listed, also for those that are only in the queue, or are being processed. It stands
 * between a reflector, which fills it and never waits, and the one goroutine that applies what happened to a cache:
 *
 * {@snippet :
 * while (fifo.pop(1000, batch -> batch.deltas().forEach(this::apply))) {}
 * }
 *
 * <p>All methods may be called from any thread. Those that fill it never block. What a thread did before it put a delta in is visible to
 * the one that processes it.
 *
 * @param <T> the kind of object
 */
public final class DeltaFifo<T extends HasMetadata> implements AutoCloseable {
  /*
   * One lock guards everything; it is held for moments, never while user code runs or anyone waits. The consumer waits on a signal that is
   * raised whenever there may be more to pop.
   *
   * Invariants: a key is in `queued` exactly if there is something to pop for it; no list in it is empty; a key may be in `queued` and in
   * `beingProcessed` at once, as it can change again meanwhile.
   *
   * What exists, as far as is known here, is told by the newest word on each key: the last delta queued; if there is none, the last delta
   * that is being processed; if there is none, the cache. A list that asked the cache alone would miss what is on its way to it, and its
   * deletion would never be told. It is why popping does not simply hand out deltas, but runs what applies them: only when that has
   * returned is the cache the newest word again.
   */

  /**
   * What was popped at once.
   *
   * @param deltas the objects, each key once
   * @param resourceVersion the version up to which every change will be applied once this batch is; the empty string if that is not known,
   *     because no version was told, more is queued, or something popped before was not applied
   * @param <T> the kind of object
   */
  public record Batch<T extends HasMetadata>(List<Deltas<T>> deltas, String resourceVersion) {
    /** Copies the list. */
    public Batch {
      deltas = List.copyOf(deltas);
    }
  }

  private final Lister<T> cache;
  private final Signal poppable = new Signal();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final SequencedMap<String, List<Delta<T>>> queued = new LinkedHashMap<>();
  private final Map<String, Delta<T>> beingProcessed = new HashMap<>();
  private boolean populated;
  private int initialQueued; // keys of the first list that are not popped yet; they are the first ones in the queue
  private int initialUnprocessed;
  private String newestVersion = "";
  private String poppedVersion = "";
  private boolean incomplete; // Something was popped and not applied, and no list has come since.
  private boolean closed;

  /** Makes a queue that knows of no object but those in it. */
  public DeltaFifo() {
    this(Snapshot.empty());
  }

  /**
   * Makes a queue in front of a cache.
   *
   * @param cache what the consumer keeps up to date; asked for what exists, by {@link #replace}, {@link #resync} and {@link #delete}
   */
  public DeltaFifo(Lister<T> cache) {
    this.cache = cache;
  }

  /**
   * Puts in that an object appeared. Does nothing after {@link #close}, as all methods that put something in.
   *
   * @param object the object
   */
  public void add(T object) {
    change(new Delta.Added<>(object));
  }

  /**
   * Puts in that an object changed.
   *
   * @param object the object after the change
   */
  public void update(T object) {
    change(new Delta.Updated<>(object));
  }

  /**
   * Puts in that an object is gone. Does nothing if the object is not known, as when a list has told of it before.
   *
   * @param object its last state
   */
  public void delete(T object) {
    change(new Delta.Deleted<>(object, true));
  }

  private void change(Delta<T> delta) {
    String key = Indexer.key(delta.object());
    lock.lock();
    try {
      if (closed) {
        return;
      }
      populated = true;
      String version = ResourceVersions.of(delta.object());
      if (!ResourceVersions.isOlder(version, newestVersion) && !version.isEmpty()) {
        newestVersion = version;
      }
      if (!(delta instanceof Delta.Deleted<T>) || isKnown(key)) {
        append(key, delta);
      }
      poppable.raise();
    } finally {
      lock.unlock();
    }
  }

  private boolean isKnown(String key) {
    return queued.containsKey(key) || beingProcessed.containsKey(key) || cache.get(key).isPresent();
  }

  /**
   * Puts in a list: a {@link Delta.Replaced} for each object, and a {@link Delta.Deleted} whose final state is not known for each object
   * that is known and not listed. The first list that is put in is the one that {@link #hasSynced} waits for, unless a single change was
   * put in before.
   *
   * @param objects all objects there are; if one is listed twice, both are put in
   * @param resourceVersion the version of the list, the empty string if there is none
   */
  public void replace(Collection<? extends T> objects, String resourceVersion) {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      Set<String> listed = HashSet.newHashSet(objects.size());
      for (T object : objects) {
        String key = Indexer.key(object);
        listed.add(key);
        append(key, new Delta.Replaced<>(object));
      }
      for (Map.Entry<String, T> vanished : known().entrySet()) {
        if (!listed.contains(vanished.getKey())) {
          append(vanished.getKey(), new Delta.Deleted<>(vanished.getValue(), false));
        }
      }
      if (!populated) {
        populated = true;
        initialQueued = queued.size();
        initialUnprocessed = queued.size();
      }
      incomplete = false;
      newestVersion = resourceVersion; // Even if it is older: a server that was restored from a backup counts anew.
      poppable.raise();
    } finally {
      lock.unlock();
    }
  }

  /** What exists, by the newest word on each key. */
  private Map<String, T> known() {
    Map<String, T> known = HashMap.newHashMap(cache.size());
    for (T object : cache.list()) {
      known.put(Indexer.key(object), object);
    }
    beingProcessed.forEach((key, newest) -> note(known, key, newest));
    queued.forEach((key, deltas) -> note(known, key, deltas.getLast()));
    return known;
  }

  private static <T extends HasMetadata> void note(Map<String, T> known, String key, Delta<T> newest) {
    if (newest instanceof Delta.Deleted<T>) {
      known.remove(key);
    } else {
      known.put(key, newest.object());
    }
  }

  /**
   * Puts in a {@link Delta.Sync} for each object of the cache that is neither queued nor being processed: of those that are, newer things
   * will be told anyway.
   */
  public void resync() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      for (T object : cache.list()) {
        String key = Indexer.key(object);
        if (!queued.containsKey(key) && !beingProcessed.containsKey(key)) {
          append(key, new Delta.Sync<>(object));
        }
      }
      poppable.raise();
    } finally {
      lock.unlock();
    }
  }

  /**
   * Puts in that nothing happened up to a version.
   *
   * @param resourceVersion the version; ignored if it is older than one that was put in
   */
  public void bookmark(String resourceVersion) {
    lock.lock();
    try {
      if (!closed && !ResourceVersions.isOlder(resourceVersion, newestVersion)) {
        newestVersion = resourceVersion;
        poppable.raise();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Appends, but for a deletion that follows a deletion: the two are told as the one that knows more. */
  private void append(String key, Delta<T> delta) {
    List<Delta<T>> deltas = queued.computeIfAbsent(key, absent -> new ArrayList<>(1));
    if (!deltas.isEmpty() && deltas.getLast() instanceof Delta.Deleted<T> before && delta instanceof Delta.Deleted<T> now) {
      deltas.set(deltas.size() - 1, now.finalStateKnown() ? now : before);
    } else {
      deltas.add(delta);
    }
  }

  /**
   * Takes the objects that have been in longest, with everything that happened to them, and processes them. Blocks until there is
   * something: an object, or a newer version with no object at all.
   *
   * <p>One goroutine pops at a time, so that what happens to an object is processed in order.
   *
   * @param max how many objects to take at most
   * @param process called by this thread with no lock held; may fill this queue, must not pop from it. If it throws, so does this method,
   *     and what was popped is gone: the next list that is put in makes up for it.
   * @return true if something was processed; false if this queue is closed and nothing is left in it
   * @throws InterruptedException if the calling thread is interrupted while it waits; nothing was popped
   * @throws IllegalStateException if another call is processing at the time; nothing was popped
   */
  public boolean pop(int max, Consumer<? super Batch<T>> process) throws InterruptedException {
    if (max < 1) {
      throw new IllegalArgumentException("max=" + max + ": pop at least one object at a time");
    }
    while (true) {
      Optional<Batch<T>> taken = take(max);
      if (taken.isPresent()) {
        try {
          process.accept(taken.get());
          processed(taken.get(), /* lost= */ false);
        } catch (Throwable e) {
          processed(taken.get(), /* lost= */ true);
          throw e;
        }
        return true;
      }
      if (isDrained()) {
        return false;
      }
      poppable.await();
    }
  }

  private Optional<Batch<T>> take(int max) {
    lock.lock();
    try {
      if (!beingProcessed.isEmpty()) {
        throw new IllegalStateException("pop was called while another pop is processing: let one goroutine pop, in a loop");
      }
      List<Deltas<T>> taken = new ArrayList<>();
      while (taken.size() < max && !queued.isEmpty()) {
        Map.Entry<String, List<Delta<T>>> first = queued.pollFirstEntry();
        taken.add(new Deltas<>(first.getKey(), first.getValue(), initialQueued > 0));
        initialQueued = Math.max(0, initialQueued - 1);
        beingProcessed.put(first.getKey(), first.getValue().getLast());
      }
      String version = queued.isEmpty() && !incomplete ? newestVersion : "";
      if (taken.isEmpty() && version.equals(poppedVersion)) {
        return Optional.empty();
      }
      poppedVersion = version;
      return Optional.of(new Batch<>(taken, version));
    } finally {
      lock.unlock();
    }
  }

  private void processed(Batch<T> batch, boolean lost) {
    lock.lock();
    try {
      incomplete |= lost;
      beingProcessed.clear();
      initialUnprocessed = Math.max(0, initialUnprocessed - batch.deltas().size());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Whether everything of the first list was popped and processed. Also true once a single change was put in before any list. Stays true.
   *
   * @return whether it was
   */
  public boolean hasSynced() {
    lock.lock();
    try {
      return populated && initialUnprocessed == 0;
    } finally {
      lock.unlock();
    }
  }

  /**
   * The number of objects there is something to pop for.
   *
   * @return the number
   */
  public int size() {
    lock.lock();
    try {
      return queued.size();
    } finally {
      lock.unlock();
    }
  }

  private boolean isDrained() {
    lock.lock();
    try {
      return closed && queued.isEmpty();
    } finally {
      lock.unlock();
    }
  }

  /** Takes nothing in any more. What is in it can still be popped. A second call does nothing. Never blocks. */
  @Override
  public void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        poppable.close();
      }
    } finally {
      lock.unlock();
    }
  }
}
