package io.heddle.benchmarks.channels;

import io.heddle.benchmarks.Workload;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;

/** Threads that each wait for one value on the same unbuffered channel, are sent it and end; a round is {@code count} of them. */
final class Blocked implements Workload {
  private final Kit kit;
  private final Thread[] waiting;
  private final AtomicInteger arrived = new AtomicInteger();

  Blocked(Kit kit, int count) {
    this.kit = kit;
    this.waiting = new Thread[count];
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
  private CountDownLatch block(Pipe pipe) {
    arrived.set(0);
    CountDownLatch ended = new CountDownLatch(waiting.length);
    for (int i = 0; i < waiting.length; i++) {
      int me = i;
      kit.start(() -> {
        waiting[me] = Thread.currentThread();
        arrived.incrementAndGet(); // publishes the line above
        pipe.receive();
        ended.countDown();
      });
    }
    Polling.until(() -> arrived.get() == waiting.length);
    return ended;
  }

  private void release(Pipe pipe, CountDownLatch ended) throws InterruptedException {
    for (int i = 0; i < waiting.length; i++) {
      pipe.send(1);
    }
    ended.await();
  }
}
