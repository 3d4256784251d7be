package io.heddle.benchmarks;

import java.util.Collection;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;
import org.openjdk.jmh.runner.IterationType;

/**
 * How far the two processors of the machine are from each other before and after an iteration, the longer of the two: the nanoseconds that one word takes from the one to the other and back. The
 * processors of a virtual machine are neighbours now, and in different parts of the real one a second later, and all that goes from core to core takes several times as long then. Whoever
 * compares figures has to know which of the two they are from, see {@link Figures}.
 *
 * <p>With more than two processors no two of them stand for all, and the answer is 0, as it is with one.
 */
public final class CoreDistance implements InternalProfiler {
  /** In the place of a distance: all iterations are alike, which saves the time that looking takes. */
  static final double NOT_LOOKED_AT = -1;

  /** The name under which JMH's results hold the figure. */
  static final String CORES_APART = "cores.apart";

  private static final int TRIES = 3;
  private static final int TRIPS = 2_000;
  private static final int LOOKS_BEFORE_A_YIELD = 1_024;
  private static final long LONGEST_NANOS = 5_000_000;

  /** Between two looks while it waits: processors that rest now and then are near sooner than those that do not. */
  private static final long PAUSE_NANOS = 5_000_000;

  /** How far apart the processors may be for an iteration to begin; 0 if that does not matter, {@link #NOT_LOOKED_AT}. */
  private static volatile double near;

  /** That of the last look, which is the one before an iteration too; negative before the first. */
  private double last = -1;

  /** From now on an iteration does not begin before the processors are so near, unless that takes longer than the iteration; 0 if it need not wait, or {@link #NOT_LOOKED_AT}. */
  static void waitUntil(double near) {
    CoreDistance.near = near;
  }

  @Override
  public String getDescription() {
    return "How far the two processors are from each other";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    if (last < 0) {
      last = look();
    }
    long patience = System.nanoTime() + iteration.getTime().convertTo(TimeUnit.NANOSECONDS);
    boolean waits = near > 0 && iteration.getType() == IterationType.MEASUREMENT;
    while (waits && last > near && System.nanoTime() < patience) {
      LockSupport.parkNanos(PAUSE_NANOS);
      last = look();
    }
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double before = last;
    last = look();
    return List.of(new ScalarResult(CORES_APART, Math.max(before, last), "ns", AggregationPolicy.AVG));
  }

  private static double look() {
    return near == NOT_LOOKED_AT ? 0 : nanos();
  }

  /** The time of a round trip now, of several tries the shortest: in one the system may have come between. */
  static double nanos() {
    if (Runtime.getRuntime().availableProcessors() != 2) {
      return 0;
    }
    double shortest = new Trips().nanos();
    for (int i = 1; i < TRIES; i++) {
      shortest = Math.min(shortest, new Trips().nanos());
    }
    return shortest;
  }

  /** The calling thread and another one look at a word until it is their turn. */
  private static final class Trips {
    private final AtomicInteger turn = new AtomicInteger(1);
    private final long giveUpAt = System.nanoTime() + LONGEST_NANOS;

    double nanos() {
      Thread other = Thread.ofPlatform().daemon().name("core-distance").start(() -> {
        boolean goesOn = true;
        while (goesOn) {
          goesOn = take(1);
        }
      });
      boolean goesOn = take(0); // the turn comes when the other thread has begun
      long start = System.nanoTime();
      int made = 0;
      while (goesOn && made < TRIPS) {
        goesOn = take(0);
        made++;
      }
      long took = System.nanoTime() - start;
      other.interrupt();
      return goesOn ? (double) took / TRIPS : LONGEST_NANOS;
    }

    /** Waits for a turn and hands it on; false if that took too long. */
    @SuppressWarnings("ThreadPriorityCheck") // the other thread may need this processor
    private boolean take(int me) {
      for (int looks = 1; turn.get() != me; looks++) {
        if (looks % LOOKS_BEFORE_A_YIELD != 0) {
          Thread.onSpinWait();
        } else if (Thread.currentThread().isInterrupted() || System.nanoTime() > giveUpAt) {
          return false;
        } else {
          Thread.yield();
        }
      }
      turn.set(1 - me);
      return true;
    }
  }
}
