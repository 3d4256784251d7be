package io.heddle.channels.sim;

import java.lang.reflect.Constructor;
import java.lang.reflect.Field;
import java.lang.reflect.InvocationTargetException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * One run of a concurrent program whose schedule, time and random numbers come from a seed. The test method runs in it as the goroutine "main".
 *
 * <p>Its methods are for goroutines of the simulation, of which exactly one runs at a time: what a test keeps in plain fields and collections outside the
 * rewritten classes needs no locks.
 */
@SuppressWarnings("ThreadPriorityCheck") // it is the thread scheduler
public final class Sim {
  /*
   * A virtual thread hands its continuation to its executor whenever it can go on. Here that executor is ready(), and the continuations run on the one
   * thread inside runAll(), so that nothing is parallel and every switch is ours. A switch inside a goroutine is a Thread.yield() that comes back through
   * ready() like any other, after the goroutine to run next was chosen; if the choice falls on the one that runs, nothing happens at all, which is what makes
   * a step cost nanoseconds.
   *
   * The executor is given by the package-private constructor that the JDK keeps "for tests", by reflection. The thread behind a continuation is read from
   * the lambda that the JDK made for it. Both hold on 21 to 25; without them the class fails at its first use.
   */

  /** A goroutine's work. */
  @FunctionalInterface
  public interface Task {
    /** Does the work. An exception fails the schedule. */
    void run() throws Exception;
  }

  private static final Constructor<?> BUILDER = builderConstructor();
  private static final long EPOCH_MILLIS = Instant.parse("2000-01-01T00:00:00Z").toEpochMilli();
  private static final int TRACE_LENGTH = 150;

  /** So many turns of a spin loop in a row, with nobody else to run, and it is the clock that the loop waits for. */
  private static final int IDLE_SPINS = 100;

  private static final String OWN_PACKAGE = Sim.class.getPackageName() + ".";

  /** The simulation whose goroutines run now on some thread of this JVM. One at a time. */
  private static volatile @Nullable Sim active;

  /** How many simulations were started; they run one after another. */
  static int runs;

  private final long seed;
  private final Rng rng;
  private final Policy policy;
  private final Executor executor = this::ready;
  private final IdentityHashMap<Runnable, Goroutine> goroutines = new IdentityHashMap<>();
  private final List<Goroutine> all = new ArrayList<>();
  private final List<Goroutine> sleepers = new ArrayList<>();
  private Goroutine[] ready = new Goroutine[8];
  private int readyCount;
  private @Nullable Goroutine running;
  private @Nullable Goroutine next;
  private @Nullable Goroutine joiner;
  private @Nullable Goroutine settler;
  private int live;
  private int steps;
  private int stepLimit = 20_000;
  private long now;
  private boolean racingTime;
  private final Set<Thread> daemons = Collections.newSetFromMap(new IdentityHashMap<>(2));
  private final Thread runner = Thread.currentThread();
  private int holds;
  private int idleSpins;
  private @Nullable Throwable failure;
  private StackTraceElement @Nullable [] trace;
  private String[] traceWho = {};

  Sim(long seed) {
    this.seed = seed;
    rng = new Rng(seed);
    policy = new Policy(rng);
  }

  // What a test uses.

  /** Starts a goroutine. An exception out of the task fails the schedule. */
  public Thread go(String name, Task task) {
    return builder(name).start(() -> {
      try {
        task.run();
      } catch (Throwable t) {
        fail(t);
      }
    });
  }

  /** Waits until every other goroutine has ended. If they cannot, the schedule fails as a deadlock. One goroutine may wait so at a time. */
  public void join() {
    Goroutine me = me();
    joiner = me;
    me.waitsIn = "Sim.join";
    while (live > 1) {
      LockSupport.park();
    }
    me.waitsIn = null;
    joiner = null;
  }

  /** Waits until every other goroutine is blocked or has ended, without letting time pass. One goroutine may wait so at a time. */
  public void settle() {
    Goroutine me = me();
    settler = me;
    me.waitsIn = "Sim.settle";
    while (settler == me) {
      LockSupport.park();
    }
    me.waitsIn = null;
  }

  /** Lets other goroutines go first, as any rewritten access does. */
  public void step() {
    point();
  }

  /** A number below {@code bound}, drawn from the seed. */
  public int random(int bound) {
    return rng.nextInt(bound);
  }

  /** The virtual time since the start of the run. */
  public Duration elapsed() {
    return Duration.ofNanos(now);
  }

  /** From here on time may jump to the next deadline at any step, not only when every goroutine is blocked. */
  public void letTimeRace() {
    racingTime = true;
  }

  /** Stops a goroutine for good before its step {@code k} (from 0, counted since its start), as if its processor had vanished. The others are still expected to end. */
  public void freeze(Thread thread, int k) {
    for (Goroutine g : all) {
      if (g.thread == thread) {
        g.freezeAt = k;
      }
    }
  }

  /** Whether {@link #freeze} has taken effect on the goroutine; false if it ended before the step was reached. */
  public boolean isFrozen(Thread thread) {
    for (Goroutine g : all) {
      if (g.thread == thread) {
        return g.frozen;
      }
    }
    return false;
  }

  /** Ends the schedule as failed. */
  public void fail(Throwable reason) {
    if (failure == null) {
      failure = reason;
    }
  }

  /** The seed of this schedule. */
  public long seed() {
    return seed;
  }

  // What the explorer uses.

  void stepLimit(int limit) {
    stepLimit = limit;
  }

  void traceSteps() {
    trace = new StackTraceElement[TRACE_LENGTH];
    traceWho = new String[TRACE_LENGTH];
  }

  int steps() {
    return steps;
  }

  /** Runs the program to its end on the calling thread. Returns what went wrong, or null. */
  @Nullable Throwable run(Task main) {
    if (active != null) {
      throw new IllegalStateException("another simulation runs in this JVM: run one at a time");
    }
    active = this;
    runs++;
    try {
      go("main", main);
      runAll();
    } finally {
      active = null;
    }
    return failure;
  }

  /** The last steps of the run, oldest first, if they were kept. */
  String trace() {
    StackTraceElement[] where = trace;
    if (where == null) {
      return "";
    }
    StringBuilder text = new StringBuilder();
    for (int i = Math.max(0, steps - TRACE_LENGTH); i < steps; i++) {
      StackTraceElement at = where[i % TRACE_LENGTH];
      text.append(String.format("  %5d %-12s %s.%s:%d%n", i, traceWho[i % TRACE_LENGTH], at == null ? "?" : simpleName(at.getClassName()),
          at == null ? "?" : at.getMethodName(), at == null ? 0 : at.getLineNumber()));
    }
    return text.toString();
  }

  // What the rewritten code calls, through Hooks.

  /** The simulation to which the calling thread belongs, or null. */
  static @Nullable Sim current() {
    Sim sim = active;
    return sim != null && sim.running != null && sim.running.thread == Thread.currentThread() ? sim : null;
  }

  /** A place where another goroutine may go on. */
  void point() {
    Goroutine me = me();
    if (holds > 0) {
      return;
    }
    count(me);
    if (readyCount > 0 && policy.switchHere()) {
      int choice = policy.choose(ready, readyCount, me);
      if (choice < readyCount) {
        next = ready[choice];
        Thread.yield();
      }
    } else if (racingTime) {
      passTimeAtRandom();
    }
  }

  /** As {@link #point()}, before an access that is no synchronization action. */
  void plainPoint() {
    if (policy.fine) {
      point();
    }
  }

  /** A turn of a loop that waits for another goroutine without parking: the others go first. */
  void spin() {
    Goroutine me = me();
    count(me);
    policy.demote(me);
    if (readyCount > 0) {
      next = ready[policy.choose(ready, readyCount, null)];
      Thread.yield();
    } else if (!sleepers.isEmpty() && ++idleSpins > IDLE_SPINS) {
      passTime();
    }
  }

  void park(@Nullable Object blocker) {
    point();
    if (policy.wakeSpuriously()) {
      return;
    }
    parkOn(blocker);
  }

  void parkNanos(@Nullable Object blocker, long nanos) {
    point();
    if (nanos <= 0 || policy.wakeSpuriously()) {
      return;
    }
    Goroutine me = me();
    me.wakeAt = nanos > Long.MAX_VALUE - now ? Long.MAX_VALUE : now + nanos;
    sleepers.add(me);
    parkOn(blocker);
    sleepers.remove(me);
  }

  void sleep(long nanos) throws InterruptedException {
    long until = now + nanos;
    while (now < until) {
      if (Thread.interrupted()) {
        throw new InterruptedException("sleep interrupted");
      }
      parkNanos(null, until - now);
    }
  }

  long nanoTime() {
    return now;
  }

  long currentTimeMillis() {
    return EPOCH_MILLIS + now / 1_000_000;
  }

  long nextLong() {
    return rng.nextLong();
  }

  Thread.Builder.OfVirtual builder(@Nullable String name) {
    try {
      Thread.Builder.OfVirtual builder = (Thread.Builder.OfVirtual) BUILDER.newInstance(executor);
      return name == null ? builder : builder.name(name);
    } catch (InstantiationException | IllegalAccessException | InvocationTargetException e) {
      throw new IllegalStateException("cannot build virtual threads with a scheduler of their own on this JDK", e);
    }
  }

  /** A goroutine, not started; a run is over when only daemons are left. */
  Thread unstarted(@Nullable String name, Runnable task, boolean daemon) {
    Thread thread = builder(name).unstarted(task);
    if (daemon) {
      daemons.add(thread);
    }
    return thread;
  }

  /** While the count is above zero the running goroutine goes on whatever happens. */
  void holdSwitches(int change) {
    holds += change;
  }

  boolean join(Thread thread, long nanos) throws InterruptedException {
    long until = now + nanos;
    while (thread.isAlive()) {
      if (now >= until) {
        return false;
      }
      sleep(Math.min(until - now, 1_000_000));
    }
    return true;
  }

  long idOf(Thread thread) {
    for (Goroutine g : all) {
      if (g.thread == thread) {
        return g.id + 1L;
      }
    }
    return thread.threadId();
  }

  long epochNanos() {
    return EPOCH_MILLIS * 1_000_000 + now;
  }

  // The scheduler.

  private Goroutine me() {
    Goroutine me = running;
    if (me == null || me.thread != Thread.currentThread()) {
      throw new IllegalStateException("only goroutines of the running simulation may call this, not " + Thread.currentThread());
    }
    return me;
  }

  private void count(Goroutine me) {
    StackTraceElement[] where = trace;
    if (where != null) {
      where[steps % TRACE_LENGTH] = StackWalker.getInstance().walk(frames -> frames.filter(f -> !isOurs(f.getClassName()))
          .findFirst().map(StackWalker.StackFrame::toStackTraceElement).orElse(new StackTraceElement("?", "?", "?", 0)));
      traceWho[steps % TRACE_LENGTH] = me.name();
    }
    steps++;
    if (me.steps++ == me.freezeAt) {
      me.frozen = true;
      ended(me);
      while (true) {
        LockSupport.park(); // for good: what wakes it finds it gone from the goroutines
      }
    }
    if (steps > stepLimit || failure != null) {
      if (failure == null) {
        failure = new SimFailure("no end after " + stepLimit + " steps: goroutines run but get nowhere" + System.lineSeparator() + picture(), null);
      }
      while (true) {
        LockSupport.park(); // the run is over
      }
    }
  }

  private void parkOn(@Nullable Object blocker) {
    if (blocker == null) {
      LockSupport.park();
    } else {
      LockSupport.park(blocker);
    }
  }

  private Goroutine newGoroutine(Runnable continuation) {
    Thread thread = threadOf(continuation);
    return new Goroutine(all.size(), thread, continuation, !daemons.isEmpty() && daemons.contains(thread));
  }

  /** The executor of every goroutine: called by whoever made one able to go on. */
  private void ready(Runnable continuation) {
    if (active != this) {
      return; // left over from a run that is over
    }
    Thread caller = Thread.currentThread();
    if (caller != runner && (running == null || caller != running.thread)) {
      throw new IllegalStateException(caller + " is no goroutine of the simulation but woke one: it waited for real time or a real thread");
    }
    Goroutine g = goroutines.get(continuation);
    if (g == null) {
      g = newGoroutine(continuation);
      g.priority = policy.newPriority();
      goroutines.put(continuation, g);
      all.add(g);
      if (!g.daemon) {
        live++;
      }
    }
    if (g.frozen) {
      return;
    }
    if (readyCount == ready.length) {
      ready = Arrays.copyOf(ready, 2 * readyCount);
    }
    g.ready = true;
    ready[readyCount++] = g;
  }

  private void runAll() {
    while (failure == null) {
      Goroutine g = next;
      next = null;
      if (g == null) {
        if (racingTime) {
          passTimeAtRandom();
        }
        if (readyCount == 0) {
          if (!wakeSomeone()) {
            return;
          }
          continue;
        }
        g = ready[policy.choose(ready, readyCount, null)];
      }
      take(g);
      running = g;
      idleSpins = 0;
      g.continuation.run();
      running = null;
      if (!g.ready && g.thread.getState() == Thread.State.TERMINATED) {
        ended(g);
      }
    }
  }

  /** Removes it from the ready ones, keeping their order: order is part of what a seed stands for. */
  private void take(Goroutine g) {
    int i = 0;
    while (ready[i] != g) {
      i++;
    }
    System.arraycopy(ready, i + 1, ready, i, readyCount - i - 1);
    readyCount--;
    g.ready = false;
  }

  private void ended(Goroutine g) {
    if (g.ended) {
      return;
    }
    g.ended = true;
    if (!g.daemon) {
      live--;
    }
    Goroutine waiting = joiner;
    if (waiting != null && live == 1) {
      LockSupport.unpark(waiting.thread);
    }
  }

  /** Called when no goroutine can go on. Returns false if the run is over, well or not. */
  private boolean wakeSomeone() {
    Goroutine waiting = settler;
    if (waiting != null) {
      settler = null;
      LockSupport.unpark(waiting.thread);
      return true;
    }
    if (live == 0) {
      return false;
    }
    if (!sleepers.isEmpty()) {
      passTime();
      return true;
    }
    failure = new SimFailure("deadlock: no goroutine can go on and no timeout is pending" + System.lineSeparator() + picture(), null);
    return false;
  }

  private void passTimeAtRandom() {
    if (!sleepers.isEmpty() && rng.oneIn(16)) {
      passTime();
    }
  }

  /** Jumps to the earliest deadline and wakes those who wait for it. */
  private void passTime() {
    long earliest = Long.MAX_VALUE;
    for (Goroutine g : sleepers) {
      earliest = Math.min(earliest, g.wakeAt);
    }
    now = Math.max(now, earliest);
    for (Goroutine g : sleepers) {
      if (g.wakeAt <= now) {
        LockSupport.unpark(g.thread);
      }
    }
  }

  /** Who waits where. */
  String picture() {
    StringBuilder text = new StringBuilder();
    for (Goroutine g : all) {
      if (g.ended && !g.frozen) {
        continue;
      }
      Object blocker = LockSupport.getBlocker(g.thread);
      text.append("  ").append(g.name()).append(g.frozen ? " frozen" : g == running ? " runs" : g.ready ? " can run" : " waits");
      text.append(g.waitsIn != null ? " in " + g.waitsIn : "").append(blocker != null ? " on " + describe(blocker) : "").append(System.lineSeparator());
      int shown = 0;
      for (StackTraceElement frame : g.thread.getStackTrace()) {
        String owner = frame.getClassName();
        if (!owner.startsWith("java.") && !owner.startsWith("jdk.") && !isOurs(owner) && shown++ < 6) {
          text.append("      at ").append(simpleName(owner)).append('.').append(frame.getMethodName()).append(':').append(frame.getLineNumber())
              .append(System.lineSeparator());
        }
      }
    }
    return text.toString();
  }

  private static String describe(Object blocker) {
    try {
      return String.valueOf(blocker);
    } catch (RuntimeException e) {
      return blocker.getClass().getName();
    }
  }

  private static boolean isOurs(String className) {
    return className.startsWith(OWN_PACKAGE) && className.indexOf('.', OWN_PACKAGE.length()) < 0;
  }

  private static String simpleName(String className) {
    return className.substring(className.lastIndexOf('.') + 1);
  }

  // Into the JDK.

  private static Constructor<?> builderConstructor() {
    try {
      Constructor<?> constructor = Class.forName("java.lang.ThreadBuilders$VirtualThreadBuilder").getDeclaredConstructor(Executor.class);
      constructor.setAccessible(true);
      return constructor;
    } catch (ReflectiveOperationException | RuntimeException e) {
      throw new IllegalStateException("this JDK gives virtual threads no scheduler of their own; run with --add-opens java.base/java.lang=ALL-UNNAMED", e);
    }
  }

  private static final ClassValue<Field> THREAD_FIELD = new ClassValue<>() {
    @Override
    protected Field computeValue(Class<?> type) {
      for (Field field : type.getDeclaredFields()) {
        if (Thread.class.isAssignableFrom(field.getType())) {
          field.setAccessible(true);
          return field;
        }
      }
      throw new IllegalStateException("no thread behind the continuation " + type);
    }
  };

  private static Thread threadOf(Runnable continuation) {
    try {
      Thread thread = (Thread) THREAD_FIELD.get(continuation.getClass()).get(continuation);
      if (thread == null) {
        throw new IllegalStateException("no thread behind the continuation " + continuation);
      }
      return thread;
    } catch (IllegalAccessException e) {
      throw new IllegalStateException(e);
    }
  }
}
