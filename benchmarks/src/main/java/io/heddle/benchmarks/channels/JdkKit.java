package io.heddle.benchmarks.channels;

import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.SynchronousQueue;

/** What the JDK has: a {@link SynchronousQueue} where there is no buffer, an {@link ArrayBlockingQueue} where there is one. */
final class JdkKit implements Kit<JdkKit.JdkPipe> {
  record JdkPipe(BlockingQueue<Integer> queue) implements Pipe {
    @Override
    public void send(Integer value) throws InterruptedException {
      queue.put(value);
    }

    @Override
    public Integer receive() throws InterruptedException {
      return queue.take();
    }
  }

  @Override
  public JdkPipe pipe(int capacity) {
    return new JdkPipe(capacity == 0 ? new SynchronousQueue<>() : new ArrayBlockingQueue<>(capacity));
  }

  @Override
  public void startAndAwait(int count) throws InterruptedException {
    CountDownLatch all = new CountDownLatch(count);
    for (int i = 0; i < count; i++) {
      Thread.startVirtualThread(all::countDown);
    }
    all.await();
  }
}
