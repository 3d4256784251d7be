package io.heddle.workqueue;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE_INTERESTING;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.ZI_Result;

/**
 * What a worker sees of what was written before an add: everything, whether the add made the key ready, found it waiting, or found it with the worker. The first result says whether the
 * worker of this hand-out is the last one to come, the second what it saw.
 */
public final class FenceStress {
  private FenceStress() {}

  private static WorkQueue<Integer> queued() {
    WorkQueue<Integer> queue = WorkQueue.<Integer>named("stress").build();
    queue.add(1);
    return queue;
  }

  /** An add of a queued key, by its key. */
  @JCStressTest
  @State
  @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "the update is lost: the add changed nothing and the worker did not see the write")
  @Outcome(expect = ACCEPTABLE, desc = "seen, or the key comes again")
  public static class AddByKey {
    private final WorkQueue<Integer> queue = queued();
    private int written;

    @Actor
    public void adder() {
      written = 1;
      queue.add(1);
    }

    @Actor
    public void worker(ZI_Result result) {
      int key = queue.tryGet().orElseThrow();
      result.r2 = written;
      queue.done(key);
    }

    @Arbiter
    public void after(ZI_Result result) {
      result.r1 = queue.tryGet().isEmpty();
    }
  }

  /** The same by a pinned place. */
  @JCStressTest
  @State
  @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "the update is lost: the add changed nothing and the worker did not see the write")
  @Outcome(expect = ACCEPTABLE, desc = "seen, or the key comes again")
  public static class AddByItem {
    private final WorkQueue<Integer> queue = queued();
    private final WorkItem<Integer> item = queue.pin(1);
    private int written;

    @Actor
    public void adder() {
      written = 1;
      item.add();
    }

    @Actor
    public void worker(ZI_Result result) {
      int key = queue.tryGet().orElseThrow();
      result.r2 = written;
      queue.done(key);
    }

    @Arbiter
    public void after(ZI_Result result) {
      result.r1 = queue.tryGet().isEmpty();
    }
  }

  /** The node alone, which leaves the least room between the steps. */
  @JCStressTest
  @State
  @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "the update is lost")
  @Outcome(expect = ACCEPTABLE, desc = "seen, or the add has to do something")
  public static class Absorb {
    private final Node<Integer> node = published();
    private int written;

    @Actor
    public void adder(ZI_Result result) {
      written = 1;
      result.r1 = node.absorbs(Lane.NORMAL);
    }

    @Actor
    public void worker(ZI_Result result) {
      boolean unused = node.claim(Lane.NORMAL);
      result.r2 = written;
    }
  }

  /** The same with the fence left out: what it is there for. The build itself makes sure that this is seen, in FenceTest. */
  @JCStressTest
  @State
  @Outcome(id = "true, 0", expect = ACCEPTABLE_INTERESTING, desc = "the update is lost, as it must be without the fence")
  @Outcome(expect = ACCEPTABLE, desc = "seen, or the add has to do something")
  public static class AbsorbWithoutFence {
    private final Node<Integer> node = published();
    private int written;

    @Actor
    public void adder(ZI_Result result) {
      written = 1;
      result.r1 = node.isBusy() && !node.isHeld();
    }

    @Actor
    public void worker(ZI_Result result) {
      boolean unused = node.claim(Lane.NORMAL);
      result.r2 = written;
    }
  }

  private static Node<Integer> published() {
    Node<Integer> node = new Node<>(SHARED, 1, Lane.NORMAL);
    node.published(node.word());
    return node;
  }

  private static final WorkQueue<Integer> SHARED = WorkQueue.<Integer>named("shared").build();

  /** What a worker wrote before done, and the next worker of the key. */
  @JCStressTest
  @State
  @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "handed out again without what the worker before wrote")
  @Outcome(expect = ACCEPTABLE, desc = "not handed out yet, or seen")
  public static class DoneToNextWorker {
    private final WorkQueue<Integer> queue = queued();
    private final int held = queue.tryGet().orElseThrow();
    private int written;

    public DoneToNextWorker() {
      queue.add(1);
    }

    @Actor
    public void worker() {
      written = 1;
      queue.done(held);
    }

    @Actor
    public void next(ZI_Result result) {
      result.r1 = queue.tryGet().isPresent();
      result.r2 = written;
    }
  }

  /** What was written before a delayed or a raised add goes the same way; a raise is the one that changes the word of a queued key. */
  @JCStressTest
  @State
  @Outcome(id = "true, 0", expect = FORBIDDEN, desc = "the update is lost")
  @Outcome(expect = ACCEPTABLE, desc = "seen, or the key comes again")
  public static class Raise {
    private final WorkQueue<Integer> queue = queued();
    private int written;

    @Actor
    public void adder() {
      written = 1;
      queue.add(1, Lane.HIGH);
    }

    @Actor
    public void worker(ZI_Result result) {
      int key = queue.tryGet().orElseThrow();
      result.r2 = written;
      queue.done(key);
    }

    @Arbiter
    public void after(ZI_Result result) {
      result.r1 = queue.tryGet().isEmpty();
    }
  }
}
