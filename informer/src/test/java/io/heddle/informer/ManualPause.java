package io.heddle.informer;

import io.heddle.channels.Channel;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/** Lets a reflector try again at once, and notes how long it meant to wait; lets a resync happen when the test says so. */
final class ManualPause implements Tuning.Pause {
  static final Duration RESYNC = Duration.ofMinutes(30);

  final List<Duration> backoffs = new CopyOnWriteArrayList<>();

  private final Channel<Object> resyncs = Channel.unbuffered();

  @Override
  public void pause(Duration time) throws InterruptedException {
    if (time.equals(RESYNC)) {
      resyncs.receive();
    } else {
      backoffs.add(time);
      TestObjects.letOthersRun();
    }
  }

  void resync() throws InterruptedException {
    resyncs.send("now");
  }

  /** With pages of 3 objects, and no jitter. */
  Tuning tuning() {
    return new Tuning(3, Duration.ofSeconds(30), Duration.ofSeconds(30), System::nanoTime, () -> 0, this);
  }
}
