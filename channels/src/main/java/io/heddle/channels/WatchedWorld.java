package io.heddle.channels;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** The system's world, in which one test runs, and which knows the goroutines that it has started, and they in turn. */
final class WatchedWorld extends World {
  /** Those that run, and who started them where. */
  private final Map<Thread, String> running = new ConcurrentHashMap<>();

  WatchedWorld() {}

  /** A world for a test, as what runs a body in it. */
  static Consumer<Runnable> open() {
    return new WatchedWorld()::run;
  }

  /**
   * Waits until no goroutine runs that was started in the calling thread's world, and no longer than the given time.
   *
   * @return those that run even so, in words, and interrupted by now; null if there are none
   */
  static @Nullable String leaks(Duration patience) throws InterruptedException {
    if (!(World.current() instanceof WatchedWorld world)) {
      throw new IllegalStateException("not in a watched world");
    }
    long endNanos = world.nanoTime() + patience.toNanos();
    for (Thread thread = world.first(); thread != null; thread = world.first()) {
      if (!thread.join(Duration.ofNanos(endNanos - world.nanoTime()))) {
        return world.picture();
      }
      world.running.remove(thread);
    }
    return null;
  }

  private @Nullable Thread first() {
    return running.keySet().stream().findAny().orElse(null);
  }

  private String picture() {
    List<Thread> left = new ArrayList<>(running.keySet());
    left.sort(Comparator.comparingLong(Thread::threadId));
    List<Sighting> seen = new ArrayList<>();
    for (Thread thread : left) {
      String origin = running.get(thread);
      if (origin != null) {
        seen.add(Roster.sighting(thread, origin));
      }
    }
    left.forEach(Thread::interrupt);
    return DumpText.picture(seen);
  }

  @Override
  Thread newThread(String name, Runnable body) {
    return SystemWorld.INSTANCE.newThread(name, () -> {
      try {
        run(body);
      } finally {
        running.remove(Thread.currentThread());
      }
    });
  }

  @Override
  void start(Thread thread) {
    running.put(thread, Roster.origin());
    boolean started = false;
    try {
      thread.start();
      started = true;
    } finally {
      if (!started) {
        running.remove(thread);
      }
    }
  }

  @Override
  long nanoTime() {
    return SystemWorld.INSTANCE.nanoTime();
  }

  @Override
  Instant now() {
    return SystemWorld.INSTANCE.now();
  }

  @Override
  void schedule(Timeout timeout, long deadlineNanos) {
    SystemWorld.INSTANCE.schedule(timeout, deadlineNanos);
  }

  @Override
  boolean cancel(Timeout timeout) {
    return SystemWorld.INSTANCE.cancel(timeout);
  }

  @Override
  void park(Parker parker) {
    SystemWorld.INSTANCE.park(parker);
  }

  @Override
  boolean rewardsPatience() {
    return SystemWorld.INSTANCE.rewardsPatience();
  }

  @Override
  void unpark(Thread thread) {
    SystemWorld.INSTANCE.unpark(thread);
  }

  @Override
  int random(int bound) {
    return SystemWorld.INSTANCE.random(bound);
  }
}
