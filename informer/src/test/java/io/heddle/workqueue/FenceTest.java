package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/**
 * The fence that {@link Node} tells of, on the machine itself: an adder changes something and then finds the key queued; a worker takes the key and then looks. One of the two must see
 * the other. Without the fence that does not hold on any processor that Java runs on, and this test has to notice.
 */
final class FenceTest {
  private static final int KEYS = 1 << 13;

  /** Where others want the processors too, the two seldom run at once, and fewer rounds have to do. */
  private static final Duration ENOUGH = Duration.ofSeconds(20);

  /** After so many looks the other has probably no processor. */
  private static final int PATIENCE = 10_000;

  /** One long in so many is used, so that no two lie in one cache line. */
  private static final int STRIDE = 8;

  private static final VarHandle ARRIVED = MethodHandles.arrayElementVarHandle(int[].class);
  private static final int ADDER = 0;
  private static final int WORKER = 64;

  private final WorkQueue<Integer> queue = WorkQueue.<Integer>named("fence").build();

  @Test
  void addThatFindsTheKeyQueued_isSeenByItsWorker() throws Exception {
    long deadline = System.nanoTime() + ENOUGH.toNanos();
    for (int round = 0; round < 100 && System.nanoTime() < deadline; round++) {
      assertThat(lostUpdates(node -> node.absorbs(Lane.NORMAL))).isZero();
    }
  }

  @Test
  void withoutTheFence_updatesAreLost() throws Exception {
    assumeTrue(Runtime.getRuntime().availableProcessors() > 1, "two processors are needed to see it");
    long deadline = System.nanoTime() + Duration.ofSeconds(40).toNanos();
    int lost = 0;
    while (lost == 0 && System.nanoTime() < deadline) {
      lost = lostUpdates(node -> node.isBusy() && !node.isHeld());
    }
    assertThat(lost).as("updates that were lost without the fence").isPositive();
  }

  /** For each of many queued keys an adder and a worker meet; counts those of which neither saw the other. */
  private int lostUpdates(Predicate<Node<Integer>> findsQueued) throws InterruptedException {
    @SuppressWarnings({"unchecked", "rawtypes"})
    Node<Integer>[] nodes = new Node[KEYS];
    for (int i = 0; i < KEYS; i++) {
      nodes[i] = new Node<>(queue, i, Lane.NORMAL);
      nodes[i].published(nodes[i].word());
    }
    long[] written = new long[KEYS * STRIDE];
    boolean[] absorbed = new boolean[KEYS];
    boolean[] seen = new boolean[KEYS];
    int[] arrived = new int[2 * WORKER];
    Thread adder =
        Thread.ofPlatform()
            .start(
                () -> {
                  for (int i = 0; i < KEYS; i++) {
                    meet(arrived, ADDER, WORKER, i + 1);
                    written[i * STRIDE] = 1;
                    absorbed[i] = findsQueued.test(nodes[i]);
                  }
                });
    for (int i = 0; i < KEYS; i++) {
      meet(arrived, WORKER, ADDER, i + 1);
      assertThat(nodes[i].claim(Lane.NORMAL)).isTrue();
      seen[i] = written[i * STRIDE] == 1;
    }
    adder.join();
    int lost = 0;
    for (int i = 0; i < KEYS; i++) {
      lost += absorbed[i] && !seen[i] ? 1 : 0;
    }
    return lost;
  }

  /** Goes on as soon as the other is there too; orders nothing else. */
  private static void meet(int[] arrived, int me, int other, int step) {
    ARRIVED.setRelease(arrived, me, step);
    for (int looks = 1; (int) ARRIVED.getAcquire(arrived, other) < step; looks++) {
      if (looks % PATIENCE == 0) {
        LockSupport.parkNanos(1);
      } else {
        Thread.onSpinWait();
      }
    }
  }
}
