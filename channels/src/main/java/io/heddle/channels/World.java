package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** What the package takes from outside: time, threads, waiting and chance. All of it passes here, so that a test can put its own in its place and replay it. */
abstract class World {
  /** How many threads live in a world that is not the system's; while it is zero, nobody looks further. */
  private static volatile int visitors;

  private static final VarHandle VISITORS;

  static {
    try {
      VISITORS = MethodHandles.lookup().findStaticVarHandle(World.class, "visitors", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  private static final ThreadLocal<World> CURRENT = new ThreadLocal<>();
  private static final AtomicInteger COUNT = new AtomicInteger();

  /** An id of a channel has this many bits for its number, above which stands that of the world it was made in. */
  private static final int CHANNEL_BITS = 40;

  private final int number = COUNT.getAndIncrement();
  private final AtomicLong lastChannelId = new AtomicLong((long) number << CHANNEL_BITS);

  /** The world of the calling thread: the one it was started in, or the system's. */
  static World current() {
    if (visitors == 0) {
      return SystemWorld.INSTANCE;
    }
    World world = CURRENT.get();
    return world == null ? SystemWorld.INSTANCE : world;
  }

  /** Runs the body with this as the calling thread's world. */
  final void run(Runnable body) {
    World before = CURRENT.get();
    VISITORS.getAndAdd(1);
    CURRENT.set(this);
    try {
      body.run();
    } finally {
      if (before == null) {
        CURRENT.remove();
      } else {
        CURRENT.set(before);
      }
      VISITORS.getAndAdd(-1);
    }
  }

  /** An id for a channel of this world; each is greater than the last. */
  final long newChannelId() {
    return lastChannelId.incrementAndGet();
  }

  /** Whether a channel with this id is of this world. */
  final boolean isHomeOf(long channelId) {
    return channelId >> CHANNEL_BITS == number;
  }

  /** The number of the channel among those of its world, in the order in which they got their ids. */
  static long channelNumber(long channelId) {
    return channelId & ((1L << CHANNEL_BITS) - 1);
  }

  /** A clock that only moves forward; only differences mean anything. */
  abstract long nanoTime();

  /** The date and time of day. */
  abstract Instant now();

  /** Fires the timeout when the clock has passed the deadline, never before. */
  abstract void schedule(Timeout timeout, long deadlineNanos);

  /** Forgets the timeout; true if it was waiting, false if it has fired, is about to, or was never scheduled. */
  abstract boolean cancel(Timeout timeout);

  /** A thread, not started, whose body runs in this world. */
  abstract Thread newThread(String name, Runnable body);

  /** Starts a thread that {@link #newThread} made. */
  void start(Thread thread) {
    thread.start();
  }

  /** Interrupts a thread. */
  void interrupt(Thread thread) {
    thread.interrupt();
  }

  /** Learns of a failure that no other code takes; false if it is for the handler of {@link Go#onUncaught}. */
  boolean takeFailure(Goroutine goroutine, Throwable failure) {
    return false;
  }

  /** Takes the calling thread off its carrier until it is woken; may return for no reason. */
  abstract void park(Parker parker);

  /** Ends a park of the thread, the present one or the next. */
  abstract void unpark(Thread thread);

  /** Whether a thread that waits a little before it parks may see its partner come; not so where only those who park let others run. */
  abstract boolean rewardsPatience();

  /** A waiter for one operation of the calling thread, to send or to receive. */
  Parker waiter(boolean toSend) {
    return new Parker(this, toSend);
  }

  /** Takes back a waiter whose wait is over and that is at no channel. */
  void giveBack(Parker waiter) {}

  /** A number from 0 to below the bound, each as likely as the other. */
  abstract int random(int bound);
}
