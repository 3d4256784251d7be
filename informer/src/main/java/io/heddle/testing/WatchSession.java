package io.heddle.testing;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * One open watch: follows the history of its collection from a version on and writes a frame for each change that matters to it.
 *
 * <p>The session's goroutine pulls: it holds a version, asks the store for the changes after it, and waits if there are none. So a client
 * that reads slowly holds up nobody; if it falls behind what the history remembers, its watch is ended as the real server ends it.
 */
final class WatchSession {

  /** What a session is told to do; the last order counts. */
  enum Order {
    NONE,
    /** Send a bookmark now, if the client takes bookmarks. */
    BOOKMARK,
    /** End in good order. */
    END,
    /** Write half a frame and break the connection. */
    CUT
  }

  private static final int BATCH = 256;
  private static final long STUCK_NANOS = TimeUnit.SECONDS.toNanos(20);
  private static final long IDLE_NANOS = TimeUnit.HOURS.toNanos(1);

  private final ObjectStore store;
  private final WatchHub hub;
  private final Query query;
  private final boolean bookmarks;
  private final long bookmarkIntervalNanos;
  private final OutputStream out;
  private final Thread goroutine;
  private final AtomicReference<Order> order = new AtomicReference<>(Order.NONE);

  /** When the frame that is being written was begun; zero if none is. */
  private volatile long writingSince;

  /** Up to which version everything has been written. */
  private long position;

  WatchSession(
      ObjectStore store,
      WatchHub hub,
      Query query,
      boolean bookmarks,
      long bookmarkIntervalNanos,
      OutputStream out) {
    this.store = store;
    this.hub = hub;
    this.query = query;
    this.bookmarks = bookmarks;
    this.bookmarkIntervalNanos = bookmarkIntervalNanos;
    this.out = out;
    this.goroutine = Thread.currentThread();
  }

  String collection() {
    return query.kind().collection();
  }

  void order(Order wanted) {
    order.set(wanted);
  }

  void dropIfStuck() {
    long since = writingSince;
    if (since != 0 && System.nanoTime() - since > STUCK_NANOS) {
      // Closes the connection, as an interrupt does to a blocked write on a channel.
      goroutine.interrupt();
    }
  }

  /** Where a watch begins: behind a version, or with the objects there are. */
  private record Start(long version, List<Stored> objects, Optional<Refusal> refusal) {}

  /**
   * Runs the watch until it ends.
   *
   * @param parameters the parameters of the request
   * @throws IOException if the client is gone
   * @throws InterruptedException if the server stops
   */
  void run(Map<String, String> parameters) throws IOException, InterruptedException {
    boolean initialEvents = "true".equals(parameters.get("sendInitialEvents"));
    boolean fromNow = "false".equals(parameters.get("sendInitialEvents"));
    long asked = Query.version(parameters.getOrDefault("resourceVersion", ""), true);
    long timeout = Query.version(parameters.getOrDefault("timeoutSeconds", ""), true);
    long end = System.nanoTime() + (timeout == 0 ? IDLE_NANOS : TimeUnit.SECONDS.toNanos(timeout));
    Start start = store.locked(() -> start(asked, initialEvents, fromNow));
    position = start.version();
    if (start.refusal().isPresent()) {
      write("ERROR", Json.bytes(start.refusal().get().status()));
      return;
    }
    for (Stored object : start.objects()) {
      write("ADDED", query.json(object));
    }
    if (initialEvents) {
      bookmark(true);
    }
    flush();
    follow(end);
  }

  private Start start(long asked, boolean initialEvents, boolean fromNow) {
    long newest = store.version();
    if (initialEvents && asked > newest) {
      return new Start(newest, List.of(), Optional.of(Refusal.tooLargeResourceVersion(asked, newest)));
    }
    if (initialEvents || (asked == 0 && !fromNow)) {
      return new Start(newest, store.listLocked(collection()).stream().filter(query::wants).toList(), Optional.empty());
    }
    if (fromNow && asked == 0) {
      return new Start(newest, List.of(), Optional.empty());
    }
    if (!store.remembersLocked(collection(), asked)) {
      String words = "too old resource version: " + asked + " (" + store.oldestLocked(collection()) + ")";
      return new Start(asked, List.of(), Optional.of(Refusal.expired(words)));
    }
    return new Start(asked, List.of(), Optional.empty());
  }

  /** What a wait brought. */
  private record Wake(Order order, List<Change> changes, long upTo, boolean lost) {}

  private void follow(long end) throws IOException, InterruptedException {
    long nextBookmark = System.nanoTime() + bookmarkIntervalNanos;
    while (true) {
      Wake wake = await(Math.min(end, bookmarks ? nextBookmark : end));
      if (wake.order() == Order.CUT) {
        out.write("{\"type\":\"ADDED\",\"object\":{\"ki".getBytes(StandardCharsets.UTF_8));
        flush();
        throw new IOException("cut on demand");
      }
      for (Change change : wake.changes()) {
        write(change);
      }
      boolean over = wake.order() == Order.END || wake.lost() || System.nanoTime() - end >= 0;
      if (wake.changes().isEmpty() && !hub.isSilent()) {
        position = Math.max(position, wake.upTo());
        if (bookmarks && (wake.order() == Order.BOOKMARK || System.nanoTime() - nextBookmark >= 0 || (over && !wake.lost()))) {
          bookmark(false);
          nextBookmark = System.nanoTime() + bookmarkIntervalNanos;
        }
      }
      flush();
      if (over) {
        return;
      }
    }
  }

  /** Waits until there is something to do, at the latest until {@code deadline}. */
  private Wake await(long deadline) throws InterruptedException {
    store.lock().lockInterruptibly();
    try {
      while (true) {
        Order ordered = order.getAndSet(Order.NONE);
        boolean lost = store.lostLocked(collection(), position);
        List<Change> changes = lost || hub.isSilent() ? List.of() : store.changesLocked(collection(), position, BATCH);
        long remaining = deadline - System.nanoTime();
        if (ordered != Order.NONE || lost || !changes.isEmpty() || remaining <= 0) {
          return new Wake(ordered, changes, store.version(), lost);
        }
        store.awaitLocked(collection(), remaining);
      }
    } finally {
      store.lock().unlock();
    }
  }

  /** Writes what a change is to this watch: an object may come into, or leave, what the selector shows. */
  private void write(Change change) throws IOException {
    position = change.version();
    boolean was = change.before().filter(query::wants).isPresent();
    boolean is = !change.deleted() && query.wants(change.after());
    if (is) {
      write(was ? "MODIFIED" : "ADDED", query.json(change.after()));
    } else if (was && change.deleted()) {
      write("DELETED", query.json(change.after()));
    } else if (was) {
      write("DELETED", query.json(change.before().get().movedTo(change.version())));
    }
  }

  private void bookmark(boolean endOfInitialEvents) throws IOException {
    Map<String, @Nullable Object> metadata = Json.of("resourceVersion", Long.toString(position));
    if (endOfInitialEvents) {
      metadata.put("annotations", Json.of("k8s.io/initial-events-end", "true"));
    }
    Map<String, @Nullable Object> object =
        Json.of("kind", query.kind().kind(), "apiVersion", query.kind().apiVersion(query.version()), "metadata", metadata);
    write("BOOKMARK", Json.bytes(object));
  }

  private void write(String type, byte[] object) throws IOException {
    writingSince = System.nanoTime() | 1;
    out.write(("{\"type\":\"" + type + "\",\"object\":").getBytes(StandardCharsets.UTF_8));
    out.write(object);
    out.write('}');
    out.write('\n');
    writingSince = 0;
  }

  private void flush() throws IOException {
    writingSince = System.nanoTime() | 1;
    out.flush();
    writingSince = 0;
  }
}
