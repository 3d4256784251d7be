package io.heddle.channels;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/** The world inside a test's bubble: time is virtual, one goroutine runs at a time, and a seed says which. */
@SuppressWarnings("LockNotBeforeTry") // a section often ends in another method than it began in: the one that gives the baton away
final class BubbleWorld extends World {
  /*
   * Goroutines are ordinary virtual threads, of which one at a time holds the baton. A thread that parks gives the baton to one that can go on; one that wakes another or
   * starts it may be made to. Who is next, and whether to give the baton away at a wake-up, is drawn from the seed. As nothing else decides, a seed stands for one order of
   * everything that passes through World, which is everything that waits.
   *
   * When no goroutine can go on and each waits for something of this bubble, nothing can happen but the passing of time. Whoever gave the baton away then does
   * the first of these that applies: fires timeouts that are due, ends waitUntilBlocked(), moves the clock to the next deadline, or ends the bubble as deadlocked. After
   * the end of the body the clock stands still, so that what remains is a leak.
   *
   * A wait for what was made outside (a channel, a future) counts as activity: it can end at any time. So does a thread that blocks in foreign code with the baton in its
   * hand, once the caller of run(), who looks every few milliseconds, has seen it: the baton is lent to another and the thread queues for it in its next call of World.
   *
   * To end a bubble early every wait is interrupted, again and again: code that cleans up runs as it would anywhere. Code that goes on waiting regardless gets
   * an error thrown from its wait, then is left behind.
   *
   * All fields are guarded by the lock but for those that say otherwise. It is a lock that parks, as it is held while timeouts fire, and only threads that lost the baton or come from
   * outside ever find it taken. The code that fires is Heddle's own; it takes no lock but the spin locks of channels, whose holders never wait for this one.
   */

  private static final Instant START = Instant.parse("2000-01-01T00:00:00Z");

  /** How long the watcher lets a thread that holds the baton stay blocked, in looks and in the time between two. */
  private static final int LOOKS = 2;

  private static final long LOOK_NANOS = 2_000_000;

  /** One of so many wake-ups makes the waker give the baton away. */
  private static final int PREEMPT_ONE_IN = 4;

  /** So many interrupted waits after the end, and a goroutine is told by an error; after twice as many it is left behind. */
  private static final int PATIENCE = 1_000;

  private static final long ENDING_NANOS = 10_000_000_000L;

  /** What a goroutine can be doing. */
  private enum State {
    /** It has not been started. */
    NEW,
    /** It waits for the baton. */
    READY,
    /** It holds the baton. */
    RUNNING,
    /** It waits for something of this bubble. */
    BLOCKED,
    /** It waits for something from outside. */
    WAITING_OUTSIDE,
    /** It waits in waitUntilBlocked. */
    SETTLING,
    /** It lost the baton while it was blocked in foreign code. */
    LENT,
    /** It is over. */
    ENDED
  }

  private static final class Runner {
    final int number;
    final String origin;
    Thread thread = Thread.currentThread();
    State state = State.NEW;
    boolean threadStarted;

    /** Set by whoever hands it the baton, cleared by itself. */
    volatile boolean granted;

    /** A wake-up that came while it did not wait; it ends the next wait. */
    boolean permit;

    /** An interrupt that it gets with the baton; set with the lock held, or by itself before it takes the lock; cleared by itself. */
    volatile boolean interrupted;

    /** Its waits since the end began. */
    int endings;

    Runner(int number, String origin) {
      this.number = number;
      this.origin = origin;
    }

    /** Whether it has the baton and is blocked all the same. */
    boolean isBlocked() {
      if (granted) {
        return false;
      }
      return switch (thread.getState()) {
        case BLOCKED, WAITING, TIMED_WAITING -> true;
        case NEW, RUNNABLE, TERMINATED -> false;
      };
    }
  }

  /** Thrown out of waits of goroutines that go on after the end of their bubble. */
  private static final class BubbleOver extends Error {
    private static final long serialVersionUID = 1;

    BubbleOver() {
      super("the bubble is over", null, false, false);
    }
  }

  private final ReentrantLock lock = new ReentrantLock();
  private final SplittableRandom random;
  private final Function<String, Error> failing;
  private final Thread caller = Thread.currentThread();
  private final Map<Thread, Runner> runners = new HashMap<>();
  private final TimeoutHeap timeouts = new TimeoutHeap();
  private Runner[] ready = new Runner[16];
  private int readyCount;
  private int created;

  /** Goroutines that were started and have not ended. */
  private int live;

  /** Those of them that may go on by themselves at any time: they wait for something from outside, or are lent. */
  private int active;

  private @Nullable Runner holder;
  private @Nullable Runner settling;
  private int handovers;
  private boolean firing;
  private boolean bodyOver;
  private boolean ending;
  private @Nullable Throwable failure;

  /** Written with the lock held, read without. */
  private volatile long nowNanos;

  /** Written with the lock held, read without. */
  private volatile boolean over;

  private BubbleWorld(long seed, Function<String, Error> failing) {
    this.random = new SplittableRandom(seed);
    this.failing = failing;
  }

  /* ------ What the public class calls ------ */

  /** Runs the body in a bubble of its own. Failures of the bubble are made by the function, from what happened. */
  static void run(long seed, Task body, Function<String, Error> failing) throws Exception {
    if (World.current() instanceof BubbleWorld) {
      throw new IllegalStateException("Bubble.run() was called inside a bubble: bubbles do not nest, since the time of the outer one would have to stand still");
    }
    Throwable failure = new BubbleWorld(seed, failing).runToTheEnd(body);
    if (failure != null) {
      failure.addSuppressed(new ReplayHint(seed));
      if (failure instanceof Exception exception) {
        throw exception;
      }
      throw failure instanceof Error error ? error : new AssertionError(failure);
    }
  }

  /** Stands in the stack trace of a failure to tell how to see it again. */
  private static final class ReplayHint extends Exception {
    private static final long serialVersionUID = 1;

    ReplayHint(long seed) {
      super("the bubble had the seed " + seed + "; to run it in the same order again, call Bubble.run(" + seed + "L, ...) or set -Dheddle.bubble.seed=" + seed, null, true, false);
    }
  }

  /** Of the calling thread. */
  static BubbleWorld current(String method) {
    if (World.current() instanceof BubbleWorld bubble) {
      return bubble;
    }
    throw new IllegalStateException("Bubble." + method + "() was called outside of a bubble: call it from the body of Bubble.run() or a goroutine started there");
  }

  static void waitUntilBlocked() throws InterruptedException {
    current("waitUntilBlocked").settle();
  }

  static void sleep(Duration time) throws InterruptedException {
    BubbleWorld bubble = current("sleep");
    Parker parker = new Parker(bubble);
    parker.waitsTo("sleep for", time);
    if (Thread.interrupted() || parker.awaitFor(Math.max(1, Timeout.nanos(time))) == Parker.ABANDONED) {
      throw new InterruptedException("interrupted while sleeping");
    }
  }

  static Clock clock() {
    BubbleWorld bubble = current("clock");
    return new BubbleClock(bubble, ZoneOffset.UTC);
  }

  /* ------ The caller ------ */

  private @Nullable Throwable runToTheEnd(Task body) throws InterruptedException {
    Goroutine.create(this, "main", () -> runBody(body), (goroutine, thrown) -> {}).start();
    int seen = 0;
    int looks = 0;
    long endNanos = Timeout.FOREVER;
    while (!over) {
      LockSupport.parkNanos(this, LOOK_NANOS);
      if (Thread.interrupted()) {
        interrupted();
      }
      lock.lock();
      Runner suspect = holder;
      int term = handovers;
      if (ending && endNanos == Timeout.FOREVER) {
        endNanos = SystemWorld.INSTANCE.nanoTime() + ENDING_NANOS;
      }
      lock.unlock();
      looks = term == seen && suspect != null && suspect.isBlocked() ? looks + 1 : 0;
      seen = term;
      if (looks == LOOKS) {
        lend(Objects.requireNonNull(suspect), term);
      }
      if (endNanos != Timeout.FOREVER && SystemWorld.INSTANCE.nanoTime() - endNanos > 0) {
        leaveBehind();
      }
    }
    lock.lock();
    try {
      return failure;
    } finally {
      lock.unlock();
    }
  }

  private void interrupted() {
    lock.lock();
    end(new InterruptedException("interrupted while the bubble ran; its goroutines were ended" + picture()));
    Runner next = dispatch();
    lock.unlock();
    hand(next);
  }

  private void runBody(Task body) {
    Throwable thrown = null;
    try {
      body.run();
    } catch (Throwable e) {
      thrown = e;
    }
    lock.lock();
    bodyOver = true;
    if (thrown != null) {
      end(thrown);
    }
    lock.unlock();
  }

  /** Takes the baton from a thread that is blocked in foreign code, if it still has it. */
  private void lend(Runner runner, int term) {
    Runner next = null;
    lock.lock();
    if (holder == runner && handovers == term) {
      runner.state = State.LENT;
      active++;
      holder = null;
      if (ending) {
        runner.thread.interrupt();
      }
      next = dispatch();
    }
    lock.unlock();
    hand(next);
  }

  private void leaveBehind() {
    lock.lock();
    if (!over) {
      over = true;
      Objects.requireNonNull(failure).addSuppressed(failing.apply("goroutines of the bubble go on after its end, though they were interrupted" + picture()));
    }
    lock.unlock();
  }

  /* ------ The baton; all with the lock held unless it says otherwise ------ */

  /** Chooses who runs next, if nobody does; who it is must then be given to {@link #hand} with the lock free. */
  private @Nullable Runner dispatch() {
    while (holder == null) {
      if (readyCount > 0) {
        int chosen = readyCount == 1 ? 0 : random.nextInt(readyCount);
        Runner next = ready[chosen];
        ready[chosen] = ready[--readyCount];
        next.state = State.RUNNING;
        holder = next;
        handovers++;
        next.granted = true;
        return next;
      }
      if (active > 0) {
        return null;
      }
      if (live == 0) {
        over = true;
        LockSupport.unpark(caller);
        return null;
      }
      Runner settler = settling;
      if (!timeouts.isEmpty() && timeouts.firstDeadline() <= nowNanos) {
        fireDue();
      } else if (settler != null) {
        settling = null;
        makeReady(settler);
      } else if (!bodyOver && !timeouts.isEmpty()) {
        nowNanos = timeouts.firstDeadline();
      } else if (!wakeInterrupted()) {
        end(failing.apply(stuck()));
      }
    }
    return null;
  }

  private String stuck() {
    String what = bodyOver
        ? "goroutines are left at the end of the bubble's body, and wait for what cannot come any more, as time stands still from then on, at "
        : "deadlock: every goroutine of the bubble waits, and no timeout is pending; the bubble's time is ";
    return what + now() + picture();
  }

  /** Gives the thread the baton that {@link #dispatch} took for it; called with the lock free. */
  private void hand(@Nullable Runner next) {
    if (next == null || next.thread == Thread.currentThread()) {
      return;
    }
    if (next.threadStarted) {
      LockSupport.unpark(next.thread);
    } else {
      next.threadStarted = true;
      next.thread.start();
    }
  }

  /** Waits until the calling thread has the baton; called with the lock free. */
  private void awaitBaton(Runner me, Object blocker) {
    while (!me.granted) {
      LockSupport.park(blocker);
      if (!me.granted && me.thread.isInterrupted()) {
        me.interrupted = true; // before the lock is waited for, which clears the thread's own mark meanwhile: nobody is to take this for blocked for good
        lock.lock();
        Thread.interrupted();
        unblock(me);
        Runner next = dispatch();
        lock.unlock();
        hand(next);
      }
    }
    me.granted = false;
    if (me.interrupted) {
      me.interrupted = false;
      me.thread.interrupt();
    }
  }

  private void makeReady(Runner runner) {
    if (readyCount == ready.length) {
      ready = Arrays.copyOf(ready, 2 * readyCount);
    }
    runner.state = State.READY;
    ready[readyCount++] = runner;
  }

  /** Ends the wait of a goroutine, if it waits for anything but the baton; whether it did. */
  private boolean unblock(Runner runner) {
    switch (runner.state) {
      case BLOCKED -> makeReady(runner);
      case WAITING_OUTSIDE -> {
        active--;
        makeReady(runner);
      }
      case SETTLING -> {
        settling = null;
        makeReady(runner);
      }
      default -> {
        return false;
      }
    }
    return true;
  }

  /** Finds those whom someone woke by {@link Thread#interrupt} and who have not come round to say so. */
  private boolean wakeInterrupted() {
    for (Runner runner : inOrder()) {
      if (runner.thread.isInterrupted() || runner.interrupted) { // in this order, as the thread has the second before it loses the first
        unblock(runner);
      }
    }
    return readyCount > 0;
  }

  /** Takes the lock; a thread of the bubble that was lent the time in foreign code has the baton again by then. */
  private @Nullable Runner enter() {
    lock.lock();
    Runner me = runners.get(Thread.currentThread());
    while (me != null && me.state == State.LENT) {
      active--;
      makeReady(me);
      Runner next = dispatch();
      lock.unlock();
      hand(next);
      awaitBaton(me, this);
      lock.lock();
    }
    return me;
  }

  /** Frees the lock after something was made ready: the caller goes on, or gives the baton away and waits until it is back. */
  private void leave(@Nullable Runner me) {
    Runner next = null;
    boolean preempted = false;
    if (!firing) {
      preempted = me != null && me == holder && !ending && readyCount > 0 && random.nextInt(PREEMPT_ONE_IN) == 0;
      if (me != null && preempted) {
        makeReady(me);
        holder = null;
      }
      next = dispatch();
    }
    lock.unlock();
    hand(next);
    if (me != null && preempted) {
      awaitBaton(me, this);
    }
  }

  private void fireDue() {
    List<Timeout> due = new ArrayList<>();
    while (!timeouts.isEmpty() && timeouts.firstDeadline() <= nowNanos) {
      due.add(timeouts.removeFirst());
    }
    firing = true;
    for (int left = due.size(); left > 0; left--) {
      int chosen = random.nextInt(left);
      Timeout timeout = due.get(chosen);
      due.set(chosen, due.get(left - 1));
      timeout.fire();
    }
    firing = false;
  }

  /** Ends the bubble early, or notes the first failure at its end. */
  private void end(Throwable why) {
    if (ending) {
      return;
    }
    failure = why;
    ending = true;
    for (Runner runner : inOrder()) {
      if (unblock(runner)) {
        runner.interrupted = true;
      } else if (runner.state == State.LENT || (runner.state == State.RUNNING && runner.thread != Thread.currentThread())) {
        runner.thread.interrupt();
      }
    }
  }

  private List<Runner> inOrder() {
    List<Runner> ordered = new ArrayList<>(runners.values());
    ordered.sort(Comparator.comparingInt(runner -> runner.number));
    return ordered;
  }

  private String picture() {
    List<Sighting> seen = new ArrayList<>();
    for (Runner runner : inOrder()) {
      if (runner.state != State.NEW) {
        seen.add(Roster.sighting(runner.thread, runner.origin));
      }
    }
    return "\n" + DumpText.picture(seen);
  }

  /* ------ The world ------ */

  @Override
  long nanoTime() {
    return nowNanos;
  }

  @Override
  Instant now() {
    return START.plusNanos(nowNanos);
  }

  @Override
  void schedule(Timeout timeout, long deadlineNanos) {
    enter();
    timeouts.add(timeout, deadlineNanos);
    lock.unlock();
  }

  @Override
  boolean cancel(Timeout timeout) {
    enter();
    boolean removed = timeouts.remove(timeout);
    lock.unlock();
    return removed;
  }

  @Override
  Thread newThread(String name, Runnable body) {
    lock.lock();
    String origin = created == 0 ? "Bubble.run()" : firing ? "a timeout" : Roster.origin();
    Runner runner = new Runner(created++, origin);
    Thread thread = Thread.ofVirtual().name(name).unstarted(() -> {
      runner.granted = false;
      try {
        run(body);
      } finally {
        ended(runner);
      }
    });
    runner.thread = thread;
    runners.put(thread, runner);
    lock.unlock();
    return thread;
  }

  @Override
  void start(Thread thread) {
    Runner me = enter();
    live++;
    makeReady(Objects.requireNonNull(runners.get(thread)));
    leave(me);
  }

  private void ended(Runner me) {
    lock.lock();
    if (me.state == State.LENT) {
      active--;
    } else if (holder == me) {
      holder = null;
    }
    me.state = State.ENDED;
    live--;
    runners.remove(me.thread);
    Runner next = dispatch();
    lock.unlock();
    hand(next);
  }

  @Override
  void park(Parker parker) {
    Runner me = enter();
    if (me == null) {
      lock.unlock();
      throw new IllegalStateException("a thread that is no goroutine of the bubble waits in its world: " + Thread.currentThread());
    }
    if (me.permit) {
      me.permit = false;
      lock.unlock();
      return;
    }
    if (ending) {
      parkAtTheEnd(me);
      return;
    }
    holder = null;
    if (parker.isWithin(this)) {
      me.state = State.BLOCKED;
    } else {
      me.state = State.WAITING_OUTSIDE;
      active++;
    }
    LockSupport.setCurrentBlocker(parker);
    Runner next = dispatch();
    lock.unlock();
    hand(next);
    awaitBaton(me, parker);
    LockSupport.setCurrentBlocker(null);
  }

  /** A wait when the bubble is being ended: it is interrupted once the others have had their turn. */
  private void parkAtTheEnd(Runner me) {
    me.endings++;
    boolean leftBehind = me.endings > 2 * PATIENCE;
    holder = null;
    if (!leftBehind) {
      me.interrupted = true;
      makeReady(me);
    } else {
      me.state = State.ENDED;
      live--;
      runners.remove(me.thread);
    }
    Runner next = dispatch();
    lock.unlock();
    hand(next);
    while (leftBehind) {
      LockSupport.park(this);
      Thread.interrupted();
    }
    awaitBaton(me, this);
    if (me.endings > PATIENCE) {
      throw new BubbleOver();
    }
  }

  /** Nobody else runs before the baton is given away. */
  @Override
  boolean rewardsPatience() {
    return false;
  }

  @Override
  void unpark(Thread thread) {
    Runner me = enter();
    Runner woken = runners.get(thread);
    if (woken == null || woken.state == State.SETTLING || !unblock(woken)) {
      if (woken != null) {
        woken.permit = true;
      }
      lock.unlock();
      return;
    }
    leave(me);
  }

  @Override
  void interrupt(Thread thread) {
    Runner me = enter();
    Runner hit = runners.get(thread);
    if (hit != null && (unblock(hit) || (hit.state == State.READY && hit.threadStarted))) {
      hit.interrupted = true;
      leave(me);
    } else {
      lock.unlock();
      thread.interrupt();
    }
  }

  @Override
  boolean takeFailure(Goroutine goroutine, Throwable thrown) {
    Error error = failing.apply(goroutine + " failed");
    error.initCause(thrown);
    Runner me = enter();
    end(error);
    leave(me);
    return true;
  }

  @Override
  int random(int bound) {
    enter();
    int chosen = random.nextInt(bound);
    lock.unlock();
    return chosen;
  }

  private void settle() throws InterruptedException {
    Runner me = Objects.requireNonNull(enter());
    if (settling != null) {
      lock.unlock();
      throw new IllegalStateException("Bubble.waitUntilBlocked() was called while " + "goroutine '" + Objects.requireNonNull(settling).thread.getName() + "' waits in it: one at a time");
    }
    if (ending) {
      parkAtTheEnd(me);
    } else {
      holder = null;
      me.state = State.SETTLING;
      settling = me;
      Runner next = dispatch();
      lock.unlock();
      hand(next);
      awaitBaton(me, this);
    }
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted while waiting until the other goroutines are blocked");
    }
  }
}
