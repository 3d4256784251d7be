package io.heddle.benchmarks.workqueue;

import io.heddle.benchmarks.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.LongStream;

/** How long after its time a delayed key reaches a worker, while many others wait for theirs. */
final class Lateness implements Workload {
  /** So many keys are delayed by hours for each that comes soon. */
  private static final int OTHERS = 500;

  private static final long FIRST_NANOS = 20_000_000;
  private static final long SPAN_NANOS = 200_000_000;

  private final int count;
  private final Kit kit;
  private final Duration[] delays;
  private final long[] due;
  private final List<Double> found = new ArrayList<>();

  Lateness(String peer, int count) {
    this.count = count;
    this.due = new long[count];
    this.delays = LongStream.range(0, count).mapToObj(key -> Duration.ofNanos(FIRST_NANOS + SPAN_NANOS * key / count)).toArray(Duration[]::new);
    int others = OTHERS * count;
    kit = Kit.named(peer, Workloads.keys(count + others));
    for (int key = count; key < count + others; key++) {
      kit.addAfter(key, Duration.ofHours(1).plusMillis(key));
    }
  }

  @Override
  public void round() throws InterruptedException {
    for (int key = 0; key < count; key++) {
      due[key] = System.nanoTime() + delays[key].toNanos();
      kit.addAfter(key, delays[key]);
    }
    long[] late = new long[count];
    for (int i = 0; i < count; i++) {
      String key = kit.work();
      late[i] = System.nanoTime() - due[Integer.parseInt(key, key.lastIndexOf('-') + 1, key.length(), 10)];
      if (late[i] < 0) {
        throw new IllegalStateException(key + " came " + -late[i] + " ns before its time");
      }
    }
    Arrays.sort(late);
    found.add((double) late[count * 99 / 100]);
  }

  @Override
  public void end() {
    kit.shutDown();
  }

  @Override
  public List<Double> foundNanos() {
    return List.copyOf(found);
  }
}
