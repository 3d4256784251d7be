package io.heddle.benchmarks.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedTransferQueue;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.TimeUnit;

/**
 * What the JDK has: a {@link SynchronousQueue} where there is no buffer, an {@link ArrayBlockingQueue} where there is one, a
 * {@link LinkedTransferQueue} where it has no limit.
 */
final class JdkKit implements Kit {
  record JdkPipe(BlockingQueue<Integer> queue) implements Pipe {
    @Override
    public void send(Integer value) throws InterruptedException {
      queue.put(value);
    }

    @Override
    public Integer receive() throws InterruptedException {
      return queue.take();
    }

    @Override
    public void send(Integer value, Duration timeout) throws InterruptedException {
      if (!queue.offer(value, timeout.toNanos(), TimeUnit.NANOSECONDS)) {
        throw new IllegalStateException("timed out");
      }
    }

    @Override
    public Integer receive(Duration timeout) throws InterruptedException {
      Integer received = queue.poll(timeout.toNanos(), TimeUnit.NANOSECONDS);
      if (received == null) {
        throw new IllegalStateException("timed out");
      }
      return received;
    }

    @Override
    public void sendAll(List<Integer> values) throws InterruptedException {
      for (Integer value : values) {
        queue.put(value);
      }
    }

    @Override
    public List<Integer> receiveMany(int max) throws InterruptedException {
      List<Integer> received = new ArrayList<>(max);
      received.add(queue.take());
      queue.drainTo(received, max - 1);
      return received;
    }
  }

  @Override
  public BlockingQueue<Integer> channel(int capacity) {
    return switch (capacity) {
      case UNLIMITED -> new LinkedTransferQueue<>();
      case 0 -> new SynchronousQueue<>();
      default -> new ArrayBlockingQueue<>(capacity);
    };
  }

  @Override
  public Pipe pipe(int capacity) {
    return new JdkPipe(channel(capacity));
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
