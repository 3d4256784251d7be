package io.heddle.controller;

import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.Semaphore;

/**
 * Runs each exchange of the ops server on a virtual thread, within limits. The HTTP server hands over an exchange as soon as
 * its first byte has come, so a client that dribbles its request, or does not read the answer, would hold a thread for ever:
 * an exchange that takes too long is interrupted, which closes its connection, and one too many is rejected, which the HTTP
 * server answers by closing the connection.
 */
final class OpsExecutor implements Executor, AutoCloseable {

  private static final int MAX_EXCHANGES = 64;
  private static final Duration MAX_TIME = Duration.ofSeconds(10);

  private final Semaphore permits;
  private final Duration maxTime;
  private final Set<Thread> running = ConcurrentHashMap.newKeySet();

  OpsExecutor() {
    this(MAX_EXCHANGES, MAX_TIME);
  }

  OpsExecutor(int maxExchanges, Duration maxTime) {
    this.permits = new Semaphore(maxExchanges);
    this.maxTime = maxTime;
  }

  @Override
  public void execute(Runnable exchange) {
    if (!permits.tryAcquire()) {
      throw new RejectedExecutionException("too many requests at one time");
    }
    Thread.ofVirtual().name("heddle-ops-request").start(() -> supervise(exchange));
  }

  private void supervise(Runnable exchange) {
    Thread worker = Thread.ofVirtual().name("heddle-ops-exchange").unstarted(exchange);
    running.add(worker);
    try {
      worker.start();
      if (!worker.join(maxTime)) {
        worker.interrupt();
        worker.join();
      }
    } catch (InterruptedException e) {
      worker.interrupt();
    } finally {
      running.remove(worker);
      permits.release();
    }
  }

  /** Interrupts what is still running. */
  @Override
  public void close() {
    running.forEach(Thread::interrupt);
  }
}
