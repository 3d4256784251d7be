package io.heddle.benchmarks.channels;

import io.heddle.benchmarks.Workload;
import java.time.Duration;
import java.util.OptionalDouble;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import kotlin.Unit;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.channels.Channel;

/** {@link Blocked} and {@link Idle} as coroutines. */
final class KotlinBlocked {
  private final Channel<Integer> channel = Kotlin.channel(0);
  private final int count;
  private final CountDownLatch ended;
  private final AtomicInteger arrived = new AtomicInteger();

  /** Launches the coroutines. */
  private KotlinBlocked(int count) {
    this.count = count;
    this.ended = new CountDownLatch(count);
    Coroutines.Source source = continuation -> {
      arrived.incrementAndGet();
      return channel.receive(continuation);
    };
    AtomicLong received = new AtomicLong();
    for (int i = 0; i < count; i++) {
      CoroutineWorkload.launch(GlobalScope.INSTANCE, completion -> new Coroutines.Receiver(completion, received, source, 1))
          .invokeOnCompletion(cause -> {
            ended.countDown();
            return Unit.INSTANCE;
          });
    }
  }

  /** Waits until each is about to receive. */
  private void awaitBlocked() throws InterruptedException {
    Polling.until(() -> arrived.get() == count);
  }

  private void release() throws InterruptedException {
    CoroutineWorkload.launch(
        GlobalScope.INSTANCE, completion -> new Coroutines.Sender(completion, new AtomicLong(), channel, count));
    ended.await();
  }

  /** Coroutines that each wait for one value, are sent it and end. */
  static Workload blocked(int count) {
    return new Workload() {
      @Override
      public void round() throws InterruptedException {
        KotlinBlocked blocked = new KotlinBlocked(count);
        blocked.awaitBlocked();
        blocked.release();
      }

      @Override
      public OptionalDouble retainedBytesPerOp() throws InterruptedException {
        long before = Heap.live();
        KotlinBlocked blocked = new KotlinBlocked(count);
        blocked.awaitBlocked();
        long after = Heap.live();
        blocked.release();
        return OptionalDouble.of((double) (after - before) / count);
      }
    };
  }

  /** So many coroutines wait, and a round is so many milliseconds of that. */
  static Workload idle(int coroutines, int millis) {
    KotlinBlocked blocked = new KotlinBlocked(coroutines);
    return new Workload() {
      @Override
      public void round() throws InterruptedException {
        blocked.awaitBlocked();
        Thread.sleep(Duration.ofMillis(millis));
      }

      @Override
      public void end() throws InterruptedException {
        blocked.release();
      }
    };
  }
}
