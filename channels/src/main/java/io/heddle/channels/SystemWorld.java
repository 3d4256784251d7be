package io.heddle.channels;

import java.time.Instant;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.locks.LockSupport;

/** The world outside of tests: the JVM's clock, virtual threads, and one timer wheel for all. */
final class SystemWorld extends World {
  static final SystemWorld INSTANCE = new SystemWorld();

  /** The wheel and its thread exist from the first timeout on. */
  private static final class Timer {
    static final TimerWheel WHEEL = TimerWheel.start();
  }

  private final WaiterCache waiters = new WaiterCache();

  private SystemWorld() {}

  @Override
  long nanoTime() {
    return System.nanoTime();
  }

  @Override
  Instant now() {
    return Instant.now();
  }

  @Override
  void schedule(Timeout timeout, long deadlineNanos) {
    Timer.WHEEL.schedule(timeout, deadlineNanos);
  }

  @Override
  boolean cancel(Timeout timeout) {
    return Timer.WHEEL.cancel(timeout);
  }

  @Override
  Thread newThread(String name, Runnable body) {
    return Thread.ofVirtual().name(name).unstarted(body);
  }

  @Override
  void park(Parker parker) {
    LockSupport.park(parker);
  }

  @Override
  void unpark(Thread thread) {
    LockSupport.unpark(thread);
  }

  @Override
  boolean rewardsPatience() {
    return true;
  }

  @Override
  Parker waiter(boolean toSend) {
    return waiters.take(this, toSend);
  }

  @Override
  void giveBack(Parker waiter) {
    waiters.giveBack(waiter);
  }

  @Override
  int random(int bound) {
    return ThreadLocalRandom.current().nextInt(bound);
  }
}
