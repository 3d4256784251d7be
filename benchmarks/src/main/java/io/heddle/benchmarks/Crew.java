package io.heddle.benchmarks;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import org.jspecify.annotations.Nullable;

/**
 * Virtual threads that live as long as a benchmark and do one round of work each time they are told to, so that a measured round
 * holds neither the start of a thread nor its garbage.
 *
 * <p>What the members return is added up; a workload whose senders return minus what they sent and whose receivers return what they
 * received therefore adds up to zero, and anything else is a lost or doubled value.
 */
public final class Crew {
  /** One thread's share of a round. */
  @FunctionalInterface
  public interface Member {
    long work() throws InterruptedException;
  }

  private final List<Thread> threads = new ArrayList<>();
  private final AtomicInteger working = new AtomicInteger();
  private final AtomicLong balance = new AtomicLong();
  private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
  private final AtomicInteger round = new AtomicInteger();
  private volatile @Nullable Thread foreman;

  /** Starts one virtual thread for each member; they wait for the first {@link #round()}. */
  public Crew(List<? extends Member> members) {
    for (Member member : members) {
      threads.add(Thread.ofVirtual().name("bench-" + threads.size()).start(() -> workRounds(member)));
    }
  }

  /**
   * Wakes every member, and waits until each has done its round.
   *
   * @return the sum of what the members returned
   * @throws IllegalStateException if a member failed; the crew can then only be ended
   */
  public long round() throws InterruptedException {
    foreman = Thread.currentThread();
    balance.set(0);
    working.set(threads.size());
    round.incrementAndGet(); // publishes the three above
    for (Thread thread : threads) {
      LockSupport.unpark(thread);
    }
    while (working.get() != 0) {
      LockSupport.park(this);
      Throwable cause = failure.get();
      if (cause != null) {
        throw new IllegalStateException("a member of the crew failed: " + cause, cause);
      }
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
    return balance.get();
  }

  private void workRounds(Member member) {
    try {
      for (int next = 1; awaitRound(next); next++) {
        balance.addAndGet(member.work());
        if (working.decrementAndGet() == 0) {
          LockSupport.unpark(foreman);
        }
      }
    } catch (InterruptedException ended) {
      Thread.currentThread().interrupt();
    } catch (RuntimeException | Error e) {
      failure.compareAndSet(null, e);
      LockSupport.unpark(foreman);
    }
  }

  private boolean awaitRound(int next) {
    while (round.get() < next) {
      if (Thread.currentThread().isInterrupted()) {
        return false;
      }
      LockSupport.park(this);
    }
    return true;
  }

  /** Interrupts every member and waits until all have ended. */
  public void end() throws InterruptedException {
    for (Thread thread : threads) {
      thread.interrupt();
    }
    for (Thread thread : threads) {
      thread.join();
    }
  }
}
