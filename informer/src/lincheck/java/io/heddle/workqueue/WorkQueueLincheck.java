package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayDeque;
import java.util.Queue;
import org.jetbrains.lincheck.LincheckAssertionError;
import org.jetbrains.lincheck.datastructures.ModelCheckingOptions;
import org.jetbrains.lincheck.datastructures.Operation;
import org.jetbrains.lincheck.datastructures.StressOptions;
import org.junit.jupiter.api.Test;

/**
 * The operations that never block are linearizable while there is one worker: whatever he and two threads that add and raise do to one key, there is an order of their calls in which
 * client-go's sets under a lock would have given the same answers. The order between keys is that of the lanes' queues, which are checked by themselves.
 *
 * <p>Several workers are left to the simulation, which looks for a key in two hands and for an update that is lost. Between them {@link WorkQueue#tryGet} promises less than
 * linearizability: a key that another get is about to take counts as taken already, while an add still finds it waiting.
 */
class WorkQueueLincheck {
  /** Scenarios for each check; each is run a few hundred times by the model checker and a few thousand times as it comes. */
  private static final int SCENARIOS = Integer.getInteger("heddle.lincheck.scenarios", 25);

  private static final int KEY = 1;

  /** One worker, who may say done for what he was not given, and threads that add in two lanes. */
  @SuppressWarnings("unused") // by name, through reflection
  public static class OneWorker {
    final WorkQueue<Integer> queue = WorkQueue.<Integer>named("lincheck").segmentLength(2).build();

    @Operation
    public void add() {
      queue.add(KEY);
    }

    @Operation
    public void addHigh() {
      queue.add(KEY, Lane.HIGH);
    }

    @Operation(nonParallelGroup = "worker")
    public boolean get() {
      return queue.tryGet().isPresent();
    }

    @Operation(nonParallelGroup = "worker")
    public boolean done() {
      try {
        queue.done(KEY);
        return true;
      } catch (IllegalStateException nobodyHasIt) {
        return false;
      }
    }
  }

  /** The same with a place that is pinned, and given up at any time. */
  @SuppressWarnings("unused") // by name, through reflection
  public static final class OneWorkerPinned extends OneWorker {
    private final WorkItem<Integer> item = queue.pin(KEY);

    @Operation
    @Override
    public void add() {
      item.add();
    }

    @Operation
    public void unpin() {
      item.unpin();
    }

    @Operation
    public void pin() {
      queue.pin(KEY);
    }
  }

  /** What they must be indistinguishable from. */
  @SuppressWarnings("unused") // by name, through reflection
  public static final class Model {
    private boolean dirty;
    private boolean processing;

    public void add() {
      dirty = true;
    }

    public void addHigh() {
      dirty = true;
    }

    public boolean get() {
      boolean ready = dirty && !processing;
      if (ready) {
        dirty = false;
        processing = true;
      }
      return ready;
    }

    public boolean done() {
      boolean held = processing;
      processing = false;
      return held;
    }

    public void pin() {}

    public void unpin() {}
  }

  /** Wrong on purpose: an add trusts a note of another one, who has not added the key yet. */
  @SuppressWarnings("unused") // by name, through reflection
  public static final class Broken extends OneWorker {
    private volatile boolean noted;

    @Operation
    @Override
    public void add() {
      if (!noted) {
        noted = true;
        queue.add(KEY);
      }
    }

    @Operation(nonParallelGroup = "worker")
    @Override
    public boolean get() {
      boolean found = super.get();
      if (found) {
        noted = false;
      }
      return found;
    }
  }

  /** The queue of a lane. */
  @SuppressWarnings("unused") // by name, through reflection
  public static final class Segments {
    private final SegmentQueue<Integer> queue = new SegmentQueue<>(2);

    @Operation
    public void offer(int element) {
      queue.offer(element);
    }

    @Operation
    public String poll() {
      return String.valueOf(queue.poll());
    }
  }

  @SuppressWarnings("unused") // by name, through reflection
  public static final class SegmentsModel {
    private final Queue<Integer> elements = new ArrayDeque<>();

    public void offer(int element) {
      elements.add(element);
    }

    public String poll() {
      return String.valueOf(elements.poll());
    }
  }

  private static void check(Class<?> subject, Class<?> model) {
    new ModelCheckingOptions()
        .sequentialSpecification(model)
        .iterations(SCENARIOS)
        .invocationsPerIteration(500)
        .threads(3)
        .actorsPerThread(3)
        .check(subject);
    new StressOptions().sequentialSpecification(model).iterations(SCENARIOS).invocationsPerIteration(2000).threads(2).actorsPerThread(4).check(subject);
  }

  @Test
  void oneWorker_isLinearizable() {
    check(OneWorker.class, Model.class);
  }

  @Test
  void oneWorkerOfAPinnedKey_isLinearizable() {
    check(OneWorkerPinned.class, Model.class);
  }

  @Test
  void queueOfALane_isLinearizable() {
    check(Segments.class, SegmentsModel.class);
  }

  /** The checker is checked. */
  @Test
  void brokenAdd_isFound() {
    assertThatThrownBy(() -> check(Broken.class, Model.class)).isInstanceOf(LincheckAssertionError.class);
  }
}
