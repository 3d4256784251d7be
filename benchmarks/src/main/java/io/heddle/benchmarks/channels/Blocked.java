package io.heddle.benchmarks.channels;

import io.heddle.benchmarks.Workload;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** Threads that each wait for one value on the same unbuffered channel, are sent it and end, or that do the same without a channel; a round is {@code count} of them. */
final class Blocked implements Workload {
  private final Kit kit;
  private final boolean parks;
  private final Thread[] waiting;
  private final AtomicInteger arrived = new AtomicInteger();

  Blocked(Kit kit, int count) {
    this(kit, count, /* parks= */ false);
  }

  private Blocked(Kit kit, int count, boolean parks) {
    this.kit = kit;
    this.parks = parks;
    this.waiting = new Thread[count];
  }

  /** The same threads, which park instead of waiting on a channel. */
  static Blocked parked(Kit kit, int count) {
    return new Blocked(kit, count, /* parks= */ true);
  }

  @Override
  public void round() throws InterruptedException {
    Pipe pipe = kit.pipe(0);
    release(pipe, block(pipe));
  }

  @Override
  public OptionalDouble retainedBytesPerOp() throws InterruptedException {
    Pipe pipe = kit.pipe(0);
    long before = Heap.live();
    CountDownLatch ended = block(pipe);
    for (Thread thread : waiting) {
      Polling.until(() -> thread.getState() == Thread.State.WAITING);
    }
    long after = Heap.live();
    release(pipe, ended);
    return OptionalDouble.of((double) (after - before) / waiting.length);
  }

  /** Starts the threads, and waits until each is about to receive. */
  private CountDownLatch block(Pipe pipe) throws InterruptedException {
    arrived.set(0);
    CountDownLatch ended = new CountDownLatch(waiting.length);
    for (int i = 0; i < waiting.length; i++) {
      int me = i;
      kit.start(() -> {
        waiting[me] = Thread.currentThread();
        arrived.incrementAndGet(); // publishes the line above
        if (parks) {
          LockSupport.park();
        } else {
          pipe.receive();
        }
        ended.countDown();
      });
    }
    Polling.until(() -> arrived.get() == waiting.length);
    return ended;
  }

  private void release(Pipe pipe, CountDownLatch ended) throws InterruptedException {
    for (Thread thread : waiting) {
      if (parks) {
        LockSupport.unpark(thread);
      } else {
        pipe.send(1);
      }
    }
    ended.await();
  }
}
