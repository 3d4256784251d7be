package io.heddle.channels;

import java.lang.StackWalker.StackFrame;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** Who runs, who started it and since when it waits, kept while somebody wants to know; see {@link Go#track}. */
final class Roster {
  /*
   * The JVM has no way to enumerate virtual threads, so those that are to be seen must be entered here. What a thread waits for need not be: it is said by the
   * Parker, and that is the blocker of the thread while it is parked, readable by anyone who has the thread.
   *
   * While the roster is not kept, a start and an end of a goroutine read one field each, and so does a wait before it parks. Nothing else is paid.
   *
   * A thread that waits without being entered, because it is no goroutine or was started before, is entered for as long as the wait lasts.
   */

  private static final StackWalker WALKER = StackWalker.getInstance();

  private static final Map<Thread, Entry> ENTRIES = new ConcurrentHashMap<>();

  private static volatile boolean kept;

  static {
    if (Boolean.getBoolean("heddle.track")) {
      keep(true);
    }
  }

  private Roster() {}

  private static final class Entry {
    private static final long NOT_WAITING = Long.MIN_VALUE;

    /** Where it was started and by whom; null if it is here only for a wait. */
    final @Nullable String origin;

    volatile long waitingSince = NOT_WAITING;

    Entry(@Nullable String origin) {
      this.origin = origin;
    }
  }

  static boolean isKept() {
    return kept;
  }

  static void keep(boolean keep) {
    kept = keep;
    if (keep) {
      if (Sighting.jvmHas("java.management")) {
        DumpBean.register();
      }
    } else {
      ENTRIES.clear();
    }
  }

  /** Starts the thread and enters it, with the calling one as the one who started it. */
  static void start(World world, Thread started) {
    ENTRIES.put(started, new Entry(origin()));
    boolean running = false;
    try {
      world.start(started);
      running = true;
    } finally {
      if (!running || !kept) {
        ENTRIES.remove(started);
      }
    }
  }

  /** The calling thread, and where in the code that is not ours, as the origin of what it starts. */
  static String origin() {
    String site = WALKER.walk(frames -> frames.filter(frame -> !Sighting.isOurs(frame.getClassName())).findFirst().map(StackFrame::toString).orElse("an unknown place"));
    String starter = Thread.currentThread().getName();
    return (starter.isEmpty() ? "a thread without a name" : "'" + starter + "'") + " at " + Sighting.withoutModule(site);
  }

  /** Strikes out a thread that has ended. */
  static void leave(Thread ended) {
    if (kept) {
      ENTRIES.remove(ended);
    }
  }

  /** The calling thread is about to park. */
  static void waitBegins(Thread waiting) {
    ENTRIES.computeIfAbsent(waiting, thread -> new Entry(null)).waitingSince = SystemWorld.INSTANCE.nanoTime();
  }

  /** The calling thread goes on. */
  static void waitEnds(Thread waiting) {
    Entry entry = ENTRIES.get(waiting);
    if (entry != null && entry.origin == null) {
      ENTRIES.remove(waiting, entry);
    } else if (entry != null) {
      entry.waitingSince = Entry.NOT_WAITING;
    }
  }

  /** All who are entered and have not ended, as they are now. */
  static List<Sighting> sightings(Function<Object, String> words) {
    List<Sighting> seen = new ArrayList<>();
    ENTRIES.forEach((thread, entry) -> {
      if (thread.getState() != Thread.State.TERMINATED) {
        seen.add(sighting(thread, entry, words));
      }
    });
    return seen;
  }

  /** A goroutine, entered or not, as it is now. */
  static Sighting sighting(Thread thread, String origin) {
    return sighting(thread, new Entry(origin), Watch::words);
  }

  private static Sighting sighting(Thread thread, Entry entry, Function<Object, String> words) {
    // What it waits for and where it is are read one after the other. If the wait has ended in between, it is not told.
    Parker parker = waiting(thread);
    String doing = parker == null ? "" : parker.awaited(words);
    long since = entry.waitingSince;
    List<String> frames = Sighting.frames(thread.getStackTrace());
    Thread.State state = thread.getState();
    boolean waits = parker != null && parker.isWaiting();
    return new Sighting(
        thread.threadId(),
        thread.getName(),
        entry.origin != null || Sighting.isGoroutine(frames),
        waits ? doing : Sighting.doing(state),
        waits && since != Entry.NOT_WAITING ? SystemWorld.INSTANCE.nanoTime() - since : -1,
        frames,
        entry.origin);
  }

  /** The wait that the thread is parked in; null if that is none of ours. */
  static @Nullable Parker waiting(Thread thread) {
    return LockSupport.getBlocker(thread) instanceof Parker parker && parker.isWaiting() ? parker : null;
  }
}
