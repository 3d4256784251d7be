package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SequencedMap;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What one handler must still be told, object by object, in the order in which each first had something to tell.
 *
 * @param <T> the kind of object
 */
final class Mailbox<T extends HasMetadata> {
  /*
   * The sender must never wait for the handler, and yet the mailbox must not grow with the number of events: so it keeps, per object, only
   * what the handler must know to be up to date. Each new event of an object is merged with what its slot holds, by the rules of `merged`;
   * the slot keeps its place in line, so that an object that changes all the time does not put itself off for ever.
   *
   * A slot never holds more than a deletion and the addition that came after it. Its memory is thus bounded by the number of objects that
   * the handler was told of or that exist.
   *
   * The mark that the initial objects are told stands in the same line, under a key that no object has. Since slots keep their places,
   * everything put in before the mark is taken before it.
   *
   * The lock is held for one operation on a map and never while anyone waits; put and take never wait for each other longer than that.
   */

  /** What was taken from a mailbox. */
  sealed interface Mail<T extends HasMetadata> {
    /** Tell these, one or two of the same object. */
    record Events<T extends HasMetadata>(List<Event<T>> events) implements Mail<T> {}

    /** Everything that was in the cache at the beginning has been told. */
    record InitialObjectsTold<T extends HasMetadata>() implements Mail<T> {}

    /** There will be no more. */
    record Closed<T extends HasMetadata>() implements Mail<T> {}
  }

  private static final String MARK = "";

  private final Signal arrived = new Signal();
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final SequencedMap<String, List<Event<T>>> slots = new LinkedHashMap<>();
  private boolean closed;

  /**
   * Adds an event, or merges it with what is pending for the same object.
   *
   * @return whether it was merged, so that the handler is told less than happened
   */
  boolean put(String key, Event<T> event) {
    lock.lock();
    try {
      if (closed) {
        return false;
      }
      List<Event<T>> pending = slots.get(key);
      if (pending == null) {
        slots.put(key, List.of(event));
        arrived.raise();
        return false;
      }
      List<Event<T>> merged = merged(pending, event);
      if (merged.isEmpty()) {
        slots.remove(key);
      } else {
        slots.put(key, merged);
      }
      return true;
    } finally {
      lock.unlock();
    }
  }

  /** Marks that what was put in so far are the initial objects. */
  void markInitialObjects() {
    lock.lock();
    try {
      if (!closed) {
        slots.put(MARK, List.of());
        arrived.raise();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Takes what is first in line; waits until there is something. One thread takes. */
  Mail<T> take() throws InterruptedException {
    while (true) {
      lock.lock();
      try {
        if (closed) {
          return new Mail.Closed<>();
        }
        Map.Entry<String, List<Event<T>>> first = slots.pollFirstEntry();
        if (first != null) {
          return first.getKey().equals(MARK) ? new Mail.InitialObjectsTold<>() : new Mail.Events<>(first.getValue());
        }
      } finally {
        lock.unlock();
      }
      arrived.await();
    }
  }

  int size() {
    lock.lock();
    try {
      return slots.size();
    } finally {
      lock.unlock();
    }
  }

  /** Drops what is pending, and takes nothing in any more. */
  void close() {
    lock.lock();
    try {
      if (!closed) {
        closed = true;
        slots.clear();
        arrived.close();
      }
    } finally {
      lock.unlock();
    }
  }

  /**
   * What the handler must be told if {@code pending} was not told yet and {@code next} comes on top: nothing that is over, and every
   * deletion of an object it was told of.
   *
   * @param pending one event, or a deletion and the addition that followed it
   */
  static <T extends HasMetadata> List<Event<T>> merged(List<Event<T>> pending, Event<T> next) {
    List<Event<T>> before = pending.subList(0, pending.size() - 1);
    Event<T> last = pending.getLast();
    return switch (next) {
      case Event.Deleted<T> deleted -> last instanceof Event.Added<T> ? List.copyOf(before) : List.of(deleted);
      case Event.Added<T> added -> last instanceof Event.Deleted<T> ? List.of(last, added) : followedBy(before, renewed(last, added));
      case Event.Updated<T> updated -> followedBy(before, renewed(last, updated));
    };
  }

  private static <T extends HasMetadata> List<Event<T>> followedBy(List<Event<T>> before, Event<T> event) {
    return before.isEmpty() ? List.of(event) : List.of(before.getFirst(), event);
  }

  /** An addition or update that was not told yet, with a newer state of the object. */
  private static <T extends HasMetadata> Event<T> renewed(Event<T> untold, Event<T> next) {
    return switch (untold) {
      case Event.Added<T> added -> new Event.Added<>(next.object(), added.initialList());
      case Event.Updated<T> updated -> new Event.Updated<>(updated.before(), next.object(), updated.resync() && isResync(next));
      case Event.Deleted<T> deleted -> next;
    };
  }

  private static boolean isResync(Event<? extends HasMetadata> event) {
    return event instanceof Event.Updated<?> updated && updated.resync();
  }
}
