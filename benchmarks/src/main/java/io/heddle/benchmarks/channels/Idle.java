package io.heddle.benchmarks.channels;

import io.heddle.benchmarks.Workload;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;

/** A program that does nothing: its threads all wait on a channel, and a round is so many milliseconds of that. */
final class Idle implements Workload {
  private final Pipe pipe;
  private final int threads;
  private final int millis;
  private final CountDownLatch ended;

  Idle(Kit kit, int threads, int millis) {
    this.pipe = kit.pipe(0);
    this.threads = threads;
    this.millis = millis;
    this.ended = new CountDownLatch(threads);
    for (int i = 0; i < threads; i++) {
      kit.start(() -> {
        pipe.receive();
        ended.countDown();
      });
    }
  }

  @Override
  public void round() throws InterruptedException {
    Thread.sleep(Duration.ofMillis(millis));
  }

  @Override
  public void end() throws InterruptedException {
    for (int i = 0; i < threads; i++) {
      pipe.send(1);
    }
    ended.await();
  }
}
