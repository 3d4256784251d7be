package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Applies what was popped to the cache, and tells it to the listeners.
 *
 * @param <T> the kind of object
 */
final class Processor<T extends HasMetadata> {
  /*
   * A batch becomes one new snapshot of the cache, which is shown before any listener is told of it. Showing and telling happen under one
   * lock, and so does adding a listener, which is first given the newest snapshot: what that snapshot holds it is not told again, and
   * everything after it is told. Nobody waits with the lock held, and no handler is called: telling is putting into mailboxes.
   *
   * Lock order: `telling`, then the indexer's, then a mailbox's. The DeltaFifo's lock is never held here.
   *
   * Not every delta is news. A list says again what is known; a watch that was cut off may say something twice; and a server that lags
   * behind may say something old. The cache decides: the same version of an object is no event, and an older one is dropped, unless a list
   * says so: lists are only taken when they are newer than all that was heard before, or when the server itself has gone back.
   */
  private static final Logger log = LoggerFactory.getLogger(Processor.class);

  private record Told<T extends HasMetadata>(String key, Event<T> event) {}

  private final String informer;
  private final SnapshotIndexer<T> indexer;
  private final InformerMeters meters;
  private final ReentrantLock telling = new ReentrantLock();

  // Guarded by telling.
  private final List<Listener<T>> listeners = new ArrayList<>();
  private boolean synced;
  private boolean closed;

  Processor(String informer, SnapshotIndexer<T> indexer, InformerMeters meters) {
    this.informer = informer;
    this.indexer = indexer;
    this.meters = meters;
  }

  void process(DeltaFifo.Batch<T> batch) {
    List<Told<T>> news = new ArrayList<>();
    telling.lock();
    try {
      listeners.removeIf(Listener::isRemoved);
      indexer.update(
          snapshot -> {
            Snapshot<T> next = snapshot;
            for (Deltas<T> deltas : batch.deltas()) {
              for (Delta<T> delta : deltas.deltas()) {
                next = apply(next, deltas.key(), delta, deltas.initialList(), news);
              }
            }
            return batch.resourceVersion().isEmpty() ? next : next.at(batch.resourceVersion());
          });
      for (Told<T> told : news) {
        tell(told);
      }
    } finally {
      telling.unlock();
    }
  }

  private void tell(Told<T> told) {
    meters.event(told.event());
    for (Listener<T> listener : listeners) {
      if (listener.mailbox().put(told.key(), told.event())) {
        meters.coalesced();
      }
    }
  }

  private Snapshot<T> apply(Snapshot<T> snapshot, String key, Delta<T> delta, boolean initialList, List<Told<T>> news) {
    T cached = snapshot.find(key);
    T object = delta.object();
    if (cached == null) {
      return switch (delta) {
        case Delta.Deleted<T> deleted -> snapshot;
        case Delta.Sync<T> sync -> snapshot;
        case Delta.Added<T> added -> appeared(snapshot, key, object, initialList, news);
        case Delta.Updated<T> updated -> appeared(snapshot, key, object, initialList, news);
        case Delta.Replaced<T> replaced -> appeared(snapshot, key, object, initialList, news);
      };
    }
    return switch (delta) {
      case Delta.Sync<T> sync -> {
        news.add(new Told<>(key, new Event.Updated<>(cached, cached, true)));
        yield snapshot;
      }
      case Delta.Replaced<T> replaced -> changed(snapshot, key, cached, object, initialList, news);
      case Delta.Added<T> added when isOutdated(object, cached, key) -> snapshot;
      case Delta.Added<T> added -> changed(snapshot, key, cached, object, initialList, news);
      case Delta.Updated<T> updated when isOutdated(object, cached, key) -> snapshot;
      case Delta.Updated<T> updated -> changed(snapshot, key, cached, object, initialList, news);
      case Delta.Deleted<T> deleted when !isSame(object, cached) && isOutdated(object, cached, key) -> snapshot;
      case Delta.Deleted<T> deleted -> gone(snapshot, key, cached, deleted, news);
    };
  }

  private boolean isOutdated(T object, T cached, String key) {
    boolean outdated = ResourceVersions.isOlder(ResourceVersions.of(object), ResourceVersions.of(cached));
    if (outdated) {
      meters.outdated();
      log.debug("dropped an outdated event informer={} key={} resourceVersion={} cached={}",
          informer, key, ResourceVersions.of(object), ResourceVersions.of(cached));
    }
    return outdated;
  }

  /** Whether two states are of one object, and not of two that had the same name one after the other. */
  private static boolean isSame(HasMetadata one, HasMetadata other) {
    return Objects.equals(one.getMetadata().getUid(), other.getMetadata().getUid());
  }

  private Snapshot<T> appeared(Snapshot<T> snapshot, String key, T object, boolean initialList, List<Told<T>> news) {
    news.add(new Told<>(key, new Event.Added<>(object, initialList)));
    return snapshot.with(key, object);
  }

  private Snapshot<T> changed(Snapshot<T> snapshot, String key, T cached, T object, boolean initialList, List<Told<T>> news) {
    if (!isSame(cached, object)) {
      news.add(new Told<>(key, new Event.Deleted<>(cached, false))); // It was deleted and made again, and the deletion was missed.
      news.add(new Told<>(key, new Event.Added<>(object, initialList)));
      return snapshot.with(key, object);
    }
    String version = ResourceVersions.of(object);
    if (!version.isEmpty() && version.equals(ResourceVersions.of(cached))) {
      return snapshot;
    }
    news.add(new Told<>(key, new Event.Updated<>(cached, object, false)));
    return snapshot.with(key, object);
  }

  private Snapshot<T> gone(Snapshot<T> snapshot, String key, T cached, Delta.Deleted<T> deleted, List<Told<T>> news) {
    boolean finalStateKnown = deleted.finalStateKnown() && isSame(deleted.object(), cached);
    news.add(new Told<>(key, new Event.Deleted<>(finalStateKnown ? deleted.object() : cached, finalStateKnown)));
    return snapshot.without(key);
  }

  /** Tells every listener that the first list is in the cache, as is what they were told before. */
  void markSynced() {
    telling.lock();
    try {
      synced = true;
      listeners.forEach(listener -> listener.mailbox().markInitialObjects());
    } finally {
      telling.unlock();
    }
  }

  /** Adds a listener, which is told what the cache holds and then every later change. */
  void add(Listener<T> listener) {
    telling.lock();
    try {
      if (closed) {
        throw new IllegalStateException("informer " + informer + " is closed: add handlers before its factory closes");
      }
      for (T object : indexer.list()) {
        listener.mailbox().put(Indexer.key(object), new Event.Added<>(object, true));
      }
      if (synced) {
        listener.mailbox().markInitialObjects();
      }
      listeners.add(listener);
    } finally {
      telling.unlock();
    }
  }

  /** The number of objects that listeners have yet to be told of, summed up over listeners. */
  int pending() {
    telling.lock();
    try {
      return listeners.stream().mapToInt(Listener::pending).sum();
    } finally {
      telling.unlock();
    }
  }

  /** Closes all listeners, and accepts no more. */
  void close() {
    telling.lock();
    try {
      closed = true;
      listeners.forEach(Listener::close);
    } finally {
      telling.unlock();
    }
  }
}
