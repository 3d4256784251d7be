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
 * The operations that never block are linearizable: whatever two or three threads do to one key, there is an order of their calls in which client-go's sets under a lock would have given
 * the same answers. The order between keys is that of the lanes' queues, which are checked by themselves.
 */
class WorkQueueLincheck {
  /** Scenarios for each check; each is run a few hundred times by the model checker and a few thousand times as it comes. */
  private static final int SCENARIOS = Integer.getInteger("heddle.lincheck.scenarios", 25);

  private static final int KEY = 1;

  /** The queue under test, with one key. */
  @SuppressWarnings("unused") // by name, through reflection
  public static class Subject {
    final WorkQueue<Integer> queue = WorkQueue.<Integer>named("lincheck").segmentLength(2).build();

    @Operation
    public void add() {
      queue.add(KEY);
    }

    @Operation
    public void addHigh() {
      queue.add(KEY, Lane.HIGH);
    }

    @Operation
    public String get() {
      try {
        return queue.tryGet().isPresent() ? "key" : "none";
      } catch (QueueShutDownException end) {
        return "shut down";
      }
    }

    /** Of one thread: that nobody holds the key may be seen a moment before a get finds it again, if two say done for one hand-out. */
    @Operation(nonParallelGroup = "done")
    public String done() {
      try {
        queue.done(KEY);
        return "done";
      } catch (IllegalStateException nobodyHasIt) {
        return "not held";
      }
    }

    @Operation
    public boolean isShuttingDown() {
      return queue.isShuttingDown();
    }
  }

  /** The same with a place that is pinned, and given up at any time. */
  @SuppressWarnings("unused") // by name, through reflection
  public static final class Pinned extends Subject {
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

  /** What it must be indistinguishable from. */
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

    public String get() {
      if (!dirty || processing) {
        return "none";
      }
      dirty = false;
      processing = true;
      return "key";
    }

    public String done() {
      if (!processing) {
        return "not held";
      }
      processing = false;
      return "done";
    }

    public boolean isShuttingDown() {
      return false;
    }

    public void pin() {}

    public void unpin() {}
  }

  /** Wrong on purpose: its add is two steps. */
  @SuppressWarnings("unused") // by name, through reflection
  public static final class Broken extends Subject {
    @Operation
    @Override
    public void add() {
      if (queue.size() == 0) {
        queue.add(KEY);
      }
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
  void byKey_isLinearizable() {
    check(Subject.class, Model.class);
  }

  @Test
  void pinned_isLinearizable() {
    check(Pinned.class, Model.class);
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
