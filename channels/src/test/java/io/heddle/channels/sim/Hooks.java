package io.heddle.channels.sim;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/** What rewritten code calls. Outside of a simulation each method does what the code had asked for. */
@SuppressWarnings("ThreadPriorityCheck") // it passes on what others rely on
public final class Hooks {
  private Hooks() {}

  /** Marks the stand-in of a method of the JDK. For an instance method the receiver comes first. */
  @Retention(RetentionPolicy.RUNTIME)
  @Target(ElementType.METHOD)
  @interface Replaces {
    Class<?> owner();

    String name();

    boolean isStatic() default true;
  }

  /** Stands before every access that synchronizes. */
  public static void point() {
    Sim sim = Sim.current();
    if (sim != null) {
      sim.point();
    }
  }

  /** Stands before every access to a plain field or array element. */
  public static void plainPoint() {
    Sim sim = Sim.current();
    if (sim != null) {
      sim.plainPoint();
    }
  }

  /** The number of the run, by which per-run classes know that their static state is of another one. */
  public static int run() {
    return Sim.runs;
  }

  /** Starts the initialization of a class, within which nothing else goes on. */
  public static void enterInitializer() {
    Sim sim = Sim.current();
    if (sim != null) {
      sim.holdSwitches(+1);
    }
  }

  /** Ends what {@link #enterInitializer} started. */
  public static void exitInitializer() {
    Sim sim = Sim.current();
    if (sim != null) {
      sim.holdSwitches(-1);
    }
  }

  @Replaces(owner = LockSupport.class, name = "park")
  public static void park() {
    park(null);
  }

  @Replaces(owner = LockSupport.class, name = "park")
  public static void park(@Nullable Object blocker) {
    Sim sim = Sim.current();
    if (sim != null) {
      sim.park(blocker);
    } else {
      LockSupport.park(blocker);
    }
  }

  @Replaces(owner = LockSupport.class, name = "parkNanos")
  public static void parkNanos(long nanos) {
    parkNanos(null, nanos);
  }

  @Replaces(owner = LockSupport.class, name = "parkNanos")
  public static void parkNanos(@Nullable Object blocker, long nanos) {
    Sim sim = Sim.current();
    if (sim != null) {
      sim.parkNanos(blocker, nanos);
    } else {
      LockSupport.parkNanos(blocker, nanos);
    }
  }

  @Replaces(owner = LockSupport.class, name = "unpark")
  public static void unpark(@Nullable Thread thread) {
    point();
    LockSupport.unpark(thread);
  }

  @Replaces(owner = Thread.class, name = "yield")
  public static void yieldNow() {
    Sim sim = Sim.current();
    if (sim != null) {
      sim.spin();
    } else {
      Thread.yield();
    }
  }

  @Replaces(owner = Thread.class, name = "onSpinWait")
  public static void onSpinWait() {
    Sim sim = Sim.current();
    if (sim != null) {
      sim.spin();
    } else {
      Thread.onSpinWait();
    }
  }

  @Replaces(owner = Thread.class, name = "sleep")
  public static void sleep(long millis) throws InterruptedException {
    sleep(Duration.ofMillis(millis));
  }

  @Replaces(owner = Thread.class, name = "sleep")
  public static void sleep(Duration time) throws InterruptedException {
    Sim sim = Sim.current();
    if (sim != null) {
      sim.sleep(time.toNanos());
    } else {
      Thread.sleep(time);
    }
  }

  @Replaces(owner = Thread.class, name = "join", isStatic = false)
  public static boolean join(Thread thread, Duration time) throws InterruptedException {
    Sim sim = Sim.current();
    return sim != null ? sim.join(thread, time.toNanos()) : thread.join(time);
  }

  @Replaces(owner = Thread.class, name = "join", isStatic = false)
  public static void join(Thread thread, long millis) throws InterruptedException {
    Sim sim = Sim.current();
    if (sim == null) {
      thread.join(millis);
    } else if (millis == 0) {
      thread.join();
    } else {
      sim.join(thread, millis * 1_000_000);
    }
  }

  @Replaces(owner = Thread.class, name = "threadId", isStatic = false)
  public static long threadId(Thread thread) {
    Sim sim = Sim.current();
    return sim != null ? sim.idOf(thread) : thread.threadId();
  }

  /** All goroutines of a simulation run on one thread, so that nothing is won by polling for another. */
  @Replaces(owner = Runtime.class, name = "availableProcessors", isStatic = false)
  public static int availableProcessors(Runtime runtime) {
    return Sim.current() != null ? 1 : runtime.availableProcessors();
  }

  @Replaces(owner = System.class, name = "nanoTime")
  public static long nanoTime() {
    Sim sim = Sim.current();
    return sim != null ? sim.nanoTime() : System.nanoTime();
  }

  @Replaces(owner = System.class, name = "currentTimeMillis")
  public static long currentTimeMillis() {
    Sim sim = Sim.current();
    return sim != null ? sim.currentTimeMillis() : System.currentTimeMillis();
  }

  @Replaces(owner = Instant.class, name = "now")
  public static Instant now() {
    Sim sim = Sim.current();
    return sim != null ? Instant.ofEpochMilli(0).plusNanos(sim.epochNanos()) : Instant.now();
  }

  @Replaces(owner = Thread.class, name = "ofVirtual")
  public static Thread.Builder.OfVirtual ofVirtual() {
    Sim sim = Sim.current();
    return sim != null ? sim.builder(null) : Thread.ofVirtual();
  }

  @Replaces(owner = Thread.class, name = "startVirtualThread")
  public static Thread startVirtualThread(Runnable task) {
    return ofVirtual().start(task);
  }

  @Replaces(owner = Thread.class, name = "ofPlatform")
  public static PlatformBuilder ofPlatform() {
    return new PlatformBuilder(Sim.current());
  }

  @Replaces(owner = Executors.class, name = "newVirtualThreadPerTaskExecutor")
  public static ExecutorService newVirtualThreadPerTaskExecutor() {
    return Executors.newThreadPerTaskExecutor(ofVirtual().factory());
  }

  @Replaces(owner = ThreadLocalRandom.class, name = "nextInt", isStatic = false)
  public static int nextInt(ThreadLocalRandom random) {
    Sim sim = Sim.current();
    return sim != null ? (int) sim.nextLong() : random.nextInt();
  }

  @Replaces(owner = ThreadLocalRandom.class, name = "nextInt", isStatic = false)
  public static int nextInt(ThreadLocalRandom random, int bound) {
    Sim sim = Sim.current();
    return sim != null ? sim.random(bound) : random.nextInt(bound);
  }

  @Replaces(owner = ThreadLocalRandom.class, name = "nextInt", isStatic = false)
  public static int nextInt(ThreadLocalRandom random, int origin, int bound) {
    Sim sim = Sim.current();
    return sim != null ? origin + sim.random(bound - origin) : random.nextInt(origin, bound);
  }

  @Replaces(owner = ThreadLocalRandom.class, name = "nextLong", isStatic = false)
  public static long nextLong(ThreadLocalRandom random) {
    Sim sim = Sim.current();
    return sim != null ? sim.nextLong() : random.nextLong();
  }

  @Replaces(owner = ThreadLocalRandom.class, name = "nextLong", isStatic = false)
  public static long nextLong(ThreadLocalRandom random, long bound) {
    Sim sim = Sim.current();
    return sim != null ? Long.remainderUnsigned(sim.nextLong(), bound) : random.nextLong(bound);
  }

  @Replaces(owner = ThreadLocalRandom.class, name = "nextDouble", isStatic = false)
  public static double nextDouble(ThreadLocalRandom random) {
    Sim sim = Sim.current();
    return sim != null ? (sim.nextLong() >>> 11) * 0x1.0p-53 : random.nextDouble();
  }
}
