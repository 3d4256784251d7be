package io.heddle.informer;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Lets a reflector try again at once, and notes how long it meant to wait; lets a resync happen when the test says so. */
final class ManualPause implements Tuning.Pause {
  static final Duration RESYNC = Duration.ofMinutes(30);

  final List<Duration> backoffs = new CopyOnWriteArrayList<>();

  private final Channel<CountDownLatch> resyncs = Channel.unbuffered();

  /** Of each goroutine that was let go, what it opens when it is back, and its resync done. */
  private final Map<Thread, CountDownLatch> underWay = new ConcurrentHashMap<>();

  @Override
  public void pause(Duration time) throws InterruptedException {
    if (time.equals(RESYNC)) {
      CountDownLatch done = underWay.remove(Thread.currentThread());
      if (done != null) {
        done.countDown();
      }
      underWay.put(Thread.currentThread(), resyncs.receive());
    } else {
      backoffs.add(time);
      TestObjects.letOthersRun();
    }
  }

  /** Lets one resync happen, and returns when the queue has it: what is put on the server from then on comes after it. */
  void resync() throws InterruptedException {
    CountDownLatch done = new CountDownLatch(1);
    resyncs.send(done);
    assertThat(done.await(30, TimeUnit.SECONDS)).as("the resync was done").isTrue();
  }

  /** With pages of 3 objects, and no jitter. */
  Tuning tuning() {
    return new Tuning(3, Duration.ofSeconds(30), Duration.ofSeconds(30), System::nanoTime, () -> 0, this);
  }
}
