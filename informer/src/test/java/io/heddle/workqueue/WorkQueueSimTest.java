package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.channels.Channel;
import io.heddle.channels.Select;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/**
 * The queue under every schedule that a seed can name: lost updates, lost wake-ups, drains, shutdowns, raises, and threads that stop for good. What a scenario keeps in plain fields is
 * safe, since one goroutine runs at a time.
 */
public class WorkQueueSimTest {
  /** Made anew for each schedule. */
  public WorkQueueSimTest() {}

  /** Keys have versions; producers raise them, workers note what they see. */
  private final int[] desired = new int[4];

  private final int[] observed = new int[4];
  private final boolean[] held = new boolean[4];
  private int handedOut;

  private static WorkQueue<Integer> queue() {
    return WorkQueue.<Integer>named("sim").segmentLength(2).tableLength(1).build();
  }

  private void change(WorkQueue<Integer> queue, int key, Lane lane) {
    desired[key]++;
    queue.add(key, lane);
  }

  private void work(Sim sim, int key) {
    assertThat(held[key]).as("key %d is with two workers", key).isFalse();
    held[key] = true;
    handedOut++;
    sim.step();
    observed[key] = desired[key];
    sim.step();
    held[key] = false;
  }

  private void worker(Sim sim, WorkQueue<Integer> queue) throws InterruptedException {
    try {
      while (true) {
        int key = queue.get();
        work(sim, key);
        queue.done(key);
      }
    } catch (QueueShutDownException end) {
      // the usual end of a worker
    }
  }

  private void assertAllSeen(WorkQueue<Integer> queue) {
    assertThat(observed).isEqualTo(desired);
    assertThat(queue.size()).isZero();
    assertThat(queue.references()).isZero();
    assertThat(queue.liveKeys()).isZero();
  }

  /** Two producers and two workers on one or two keys: no update is lost, no key is with two workers, and the drain ends. */
  @SimTest
  public void addsAgainstWork_noUpdateIsLost(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    int keys = 1 + sim.random(2);
    for (int w = 0; w < 2; w++) {
      sim.go("worker-" + w, () -> worker(sim, queue));
    }
    List<Thread> producers = new ArrayList<>();
    for (int p = 0; p < 2; p++) {
      producers.add(
          sim.go(
              "producer-" + p,
              () -> {
                for (int i = 0; i < 3; i++) {
                  change(queue, sim.random(keys), Lane.of(sim.random(3)));
                }
              }));
    }
    for (Thread producer : producers) {
      producer.join();
    }
    queue.shutDownWithDrain();
    sim.join();
    assertAllSeen(queue);
  }

  /** The same without a worker that waits: whoever adds and whoever tries. What is left is found in the end. */
  @SimTest
  public void raisesAgainstTryGet_noUpdateIsLost(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    sim.go("low", () -> change(queue, 0, Lane.LOW));
    sim.go("normal", () -> change(queue, 0, Lane.NORMAL));
    sim.go("high", () -> change(queue, 0, Lane.HIGH));
    sim.go(
        "taker",
        () -> {
          for (int i = 0; i < 3; i++) {
            queue.tryGet()
                .ifPresent(
                    key -> {
                      work(sim, key);
                      queue.done(key);
                    });
          }
        });
    sim.join();
    for (int i = 0; i < 2; i++) {
      queue.tryGet()
          .ifPresent(
              key -> {
                work(sim, key);
                queue.done(key);
              });
    }
    assertThat(queue.tryGet()).isEmpty();
    assertAllSeen(queue);
    assertThat(handedOut).isBetween(1, 3);
  }

  /** One producer's keys come in its order, whatever others do. */
  @SimTest
  public void oneProducersKeys_comeInOrder(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    sim.go(
        "first",
        () -> {
          queue.add(0);
          queue.add(1);
        });
    sim.go(
        "second",
        () -> {
          queue.add(2);
          queue.add(3);
        });
    List<Integer> order = new ArrayList<>();
    for (int i = 0; i < 4; i++) {
      order.add(queue.get());
    }
    assertThat(order).containsExactlyInAnyOrder(0, 1, 2, 3);
    assertThat(order.indexOf(0)).isLessThan(order.indexOf(1));
    assertThat(order.indexOf(2)).isLessThan(order.indexOf(3));
  }

  /** Several workers wait, some with a timeout that races against the adds, some are interrupted: every key is found. */
  @SimTest
  public void timeoutsAndInterruptsAgainstAdds_noWakeUpIsLost(Sim sim) throws Exception {
    sim.letTimeRace();
    WorkQueue<Integer> queue = queue();
    Thread interrupted =
        sim.go(
            "interrupted",
            () -> {
              try {
                int key = queue.get();
                work(sim, key);
                queue.done(key);
              } catch (InterruptedException | QueueShutDownException end) {
                // and it took nothing
              }
            });
    sim.go(
        "hasty",
        () -> {
          try {
            queue
                .get(Duration.ofMillis(1))
                .ifPresent(
                    key -> {
                      work(sim, key);
                      queue.done(key);
                    });
          } catch (QueueShutDownException end) {
            // nothing came before the end
          }
        });
    sim.go("patient", () -> worker(sim, queue));
    sim.go(
        "producer",
        () -> {
          change(queue, 0, Lane.NORMAL);
          change(queue, 1, Lane.NORMAL);
          change(queue, 2, Lane.NORMAL);
        });
    interrupted.interrupt();
    sim.settle();
    assertAllSeen(queue);
    queue.shutDown();
    sim.join();
  }

  /** A goroutine that selects over the queue and a channel, perhaps beside a worker that only gets: every key is found, whichever case the select chooses. */
  @SimTest
  public void selectAgainstAdds_noKeyAndNoWakeUpIsLost(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    Channel<Integer> other = Channel.unbuffered();
    sim.go(
        "selecting",
        () -> {
          boolean goesOn = true;
          while (goesOn) {
            goesOn =
                Select.select(
                    Select.on(
                        queue,
                        key -> {
                          work(sim, key);
                          queue.done(key);
                          return true;
                        },
                        () -> false),
                    Select.receive(other, value -> true));
          }
        });
    if (sim.random(2) == 0) {
      sim.go("worker", () -> worker(sim, queue));
    }
    sim.go(
        "producer",
        () -> {
          change(queue, 0, Lane.NORMAL);
          change(queue, 1, Lane.HIGH);
        });
    sim.go(
        "sender",
        () -> {
          other.send(0);
          other.send(1);
        });
    sim.settle();
    assertAllSeen(queue);
    queue.shutDown();
    sim.join();
  }

  /**
   * An add against a drain: it is worked on or ignored, and the drain ends though the workers may have left before the key came. So does what controller-runtime's
   * TestPriorityQueueDoesNotDeadlockOnShutdownWhileHandingOutItems runs into.
   */
  @SimTest
  public void addsAgainstDrain_drainEndsAndNothingStays(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    change(queue, 0, Lane.LOW);
    sim.go("worker", () -> worker(sim, queue));
    sim.go("again", () -> queue.add(0, Lane.HIGH));
    sim.go("late", () -> queue.add(1));
    queue.shutDownWithDrain();
    assertThat(observed[0]).isEqualTo(desired[0]);
    assertThat(held).containsOnly(false);
    sim.join();
    assertThat(queue.liveKeys()).isZero();
    assertThat(queue.size()).isZero();
  }

  /** A drain waits for the key that is added while its last worker has it. */
  @SimTest
  public void dirtyKeyAgainstDrain_isWorkedOn(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    change(queue, 0, Lane.NORMAL);
    int key = queue.get();
    sim.go("adder", () -> change(queue, 0, Lane.NORMAL)).join();
    sim.go(
        "worker",
        () -> {
          work(sim, key);
          queue.done(key);
          worker(sim, queue);
        });
    queue.shutDownWithDrain();
    assertThat(observed).isEqualTo(desired);
    sim.join();
    assertAllSeen(queue);
  }

  /** A shutdown wakes every worker and ends a drain that waits. */
  @SimTest
  public void shutDown_endsEveryWait(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    queue.add(0);
    assertThat(queue.get()).isZero();
    for (int w = 0; w < 3; w++) {
      sim.go("worker-" + w, () -> assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class));
    }
    sim.go("drainer", queue::shutDownWithDrain);
    sim.settle();
    queue.shutDown();
    sim.join();
  }

  /** Pinned places come and go while their keys are added and worked on. */
  @SimTest
  public void pinAndUnpinAgainstWork_noUpdateIsLost(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    sim.go("worker", () -> worker(sim, queue));
    List<Thread> producers = new ArrayList<>();
    for (int p = 0; p < 2; p++) {
      producers.add(
          sim.go(
              "producer-" + p,
              () -> {
                WorkItem<Integer> item = queue.pin(0);
                desired[0]++;
                item.add();
                item.unpin();
                desired[0]++;
                item.add(Lane.HIGH);
              }));
    }
    producers.add(sim.go("by key", () -> change(queue, 0, Lane.LOW)));
    for (Thread producer : producers) {
      producer.join();
    }
    queue.shutDownWithDrain();
    sim.join();
    assertAllSeen(queue);
  }

  /** The claim of being lock-free: one thread that adds stops for good at any step, and what others add is handed out all the same. */
  @SimTest
  public void adderStopsForGood_othersAreServed(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    Thread stopped =
        sim.go(
            "stopped",
            () -> {
              queue.add(0, Lane.LOW);
              queue.add(0, Lane.HIGH);
              queue.add(1);
            });
    sim.freeze(stopped, sim.random(80));
    sim.go(
        "worker",
        () -> {
          while (observed[0] < 1 || observed[1] < 1) {
            int key = queue.get();
            work(sim, key);
            queue.done(key);
          }
        });
    Thread producer =
        sim.go(
            "producer",
            () -> {
              change(queue, 0, Lane.NORMAL);
              change(queue, 1, Lane.NORMAL);
            });
    producer.join();
    sim.join();
  }

  /** The same of a worker: the key that it has is lost with it, and nothing else. */
  @SimTest
  public void workerStopsForGood_othersAreServed(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    for (int key = 0; key < 4; key++) {
      queue.add(key);
    }
    Thread stopped =
        sim.go(
            "stopped",
            () -> {
              for (int i = 0; i < 4; i++) {
                queue.tryGet()
                    .ifPresent(
                        key -> {
                          observed[key]++;
                          queue.done(key);
                        });
              }
            });
    sim.freeze(stopped, sim.random(60));
    sim.go(
            "worker",
            () -> {
              for (int i = 0; i < 4; i++) {
                queue.tryGet()
                    .ifPresent(
                        key -> {
                          observed[key]++;
                          queue.done(key);
                        });
              }
            })
        .join();
    sim.join();
    int lost = 0;
    for (int key = 0; key < 4; key++) {
      assertThat(observed[key]).isLessThanOrEqualTo(1);
      lost += 1 - observed[key];
    }
    // A key that the worker stopped with, not yet noted; or one that it gave back a moment after the other found none.
    assertThat(lost).isLessThanOrEqualTo(sim.isFrozen(stopped) ? 1 : 0);
  }

  /** A signaller that stops between choosing a waiter and waking it does not keep that waiter asleep. */
  @SimTest
  public void signallerStopsForGood_waiterIsWokenByTheNext(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    Thread stopped = sim.go("stopped", () -> queue.add(0));
    sim.freeze(stopped, sim.random(60));
    sim.go(
        "worker",
        () -> {
          while (observed[1] < 1) {
            int key = queue.get();
            work(sim, key);
            queue.done(key);
          }
        });
    sim.go("next", () -> change(queue, 1, Lane.NORMAL)).join();
    sim.join();
  }

  /** Delayed adds of one key by several threads: it comes at the earliest of the times and never before. */
  @SimTest
  public void delayedAdds_comeAtTheEarliestTime(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    queue.addAfter(3, Duration.ofMillis(12));
    for (int p = 0; p < 3; p++) {
      Duration delay = Duration.ofMillis(10L + 5L * sim.random(4));
      sim.go("producer-" + p, () -> queue.addAfter(0, delay));
      desired[0] = p == 0 ? (int) delay.toMillis() : Math.min(desired[0], (int) delay.toMillis());
    }
    boolean another = desired[0] > 12;
    assertThat(queue.get()).isEqualTo(another ? 3 : 0);
    assertThat(sim.elapsed()).isEqualTo(Duration.ofMillis(Math.min(desired[0], 12)));
    assertThat(queue.get()).isEqualTo(another ? 0 : 3);
    assertThat(sim.elapsed()).isEqualTo(Duration.ofMillis(Math.max(desired[0], 12)));
    queue.done(0);
    queue.addAfter(1, Duration.ofMillis(5));
    queue.addAfter(2, Duration.ofMillis(3));
    assertThat(queue.get()).isEqualTo(2);
    assertThat(queue.get()).isEqualTo(1);
    assertThat(sim.elapsed()).isEqualTo(Duration.ofMillis(Math.max(desired[0], 12) + 5L));
    queue.shutDown();
  }

  /** The table of keys alone, whose hash codes collide and which grows meanwhile: a key has one live node at most, live nodes are found, and nothing is left of the dead. */
  @SimTest
  public void keyTable_keepsTheLivingAndForgetsTheDead(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    KeyTable<Integer> table = new KeyTable<>(1);
    int lasting = 3 + sim.random(3);
    for (int key = 0; key < lasting; key++) {
      assertThat(table.insert(new Node<>(queue, key * 64))).isNull();
    }
    int contended = 64 * lasting;
    int[] live = new int[1];
    for (int p = 0; p < 2; p++) {
      int own = contended + 64 * (1 + p);
      sim.go(
          "churning-" + p,
          () -> {
            for (int i = 0; i < 2; i++) {
              Node<Integer> node = new Node<>(queue, sim.random(2) == 0 ? contended : own);
              if (table.insert(node) == null) {
                assertThat(node.key() == own || ++live[0] == 1).as("one live node of a key").isTrue();
                sim.step();
                assertThat(table.find(node.key())).isSameAs(node);
                live[0] -= node.key() == own ? 0 : 1;
                assertThat(node.tryUnpin()).isTrue();
                table.remove(node);
                assertThat(table.find(node.key())).isNotSameAs(node);
              }
            }
          });
    }
    sim.go(
        "reader",
        () -> {
          for (int key = lasting - 1; key >= 0; key--) {
            assertThat(table.find(key * 64)).isNotNull();
          }
          assertThat(table.nodes()).hasSizeGreaterThanOrEqualTo(lasting);
        });
    sim.go("late", () -> assertThat(table.insert(new Node<>(queue, -64))).isNull());
    sim.join();
    assertThat(table.nodes()).extracting(Node::key).doesNotHaveDuplicates().hasSize(lasting + 1);
    assertThat(table.entries()).isEqualTo(lasting + 1);
    assertThat(table.find(-64)).isNotNull();
  }

  /** A thread that puts keys in stops for good at any step, also while it has the table grow: others go on and have it grow further, and no key that was put in is lost. */
  @SimTest
  public void keyTable_growingThreadStopsForGood_othersFinish(Sim sim) throws Exception {
    WorkQueue<Integer> queue = queue();
    KeyTable<Integer> table = new KeyTable<>(1);
    List<Node<Integer>> lasting = new ArrayList<>();
    Thread stopped = sim.go("stopped", () -> insertSix(queue, table, 0, lasting));
    sim.freeze(stopped, sim.random(200));
    sim.go("other", () -> insertSix(queue, table, 1, lasting));
    sim.go(
        "churning",
        () -> {
          for (int i = 0; i < 3; i++) {
            Node<Integer> node = new Node<>(queue, 2);
            assertThat(table.insert(node)).isNull();
            assertThat(node.tryUnpin()).isTrue();
            table.remove(node);
          }
        });
    sim.join();
    assertThat(table.length()).isGreaterThanOrEqualTo(8);
    assertThat(lasting).allSatisfy(node -> assertThat(table.find(node.key())).isSameAs(node));
    assertThat(table.nodes()).doesNotHaveDuplicates().containsAll(lasting);
    // One more at most: that which the stopped thread has put in, but not noted.
    assertThat(table.entries()).isBetween(lasting.size(), lasting.size() + (sim.isFrozen(stopped) ? 1 : 0));
  }

  /** Enough to have a table of one bucket grow three times, whatever others put in. */
  private static void insertSix(WorkQueue<Integer> queue, KeyTable<Integer> table, int base, List<Node<Integer>> inserted) {
    for (int i = 0; i < 6; i++) {
      Node<Integer> node = new Node<>(queue, base + 4 * i);
      assertThat(table.insert(node)).isNull();
      inserted.add(node);
    }
  }

  /** The queue of segments alone: nothing is lost or doubled, each producer's elements come in order, and null means empty. */
  @SimTest
  public void segmentQueue_losesAndDoublesNothing(Sim sim) throws Exception {
    SegmentQueue<Integer> queue = new SegmentQueue<>(1 + sim.random(2));
    List<Integer> taken = new ArrayList<>();
    for (int p = 0; p < 2; p++) {
      int base = 10 * p;
      sim.go(
          "producer-" + p,
          () -> {
            for (int i = 0; i < 3; i++) {
              queue.offer(base + i);
            }
          });
    }
    for (int c = 0; c < 2; c++) {
      sim.go(
          "consumer-" + c,
          () -> {
            for (int i = 0; i < 3; i++) {
              Integer element = queue.poll();
              if (element != null) {
                taken.add(element);
              }
            }
          });
    }
    sim.join();
    assertThat(queue.size()).isEqualTo(6 - taken.size());
    assertThat(queue.isEmpty()).isEqualTo(taken.size() == 6);
    List<Integer> rest = new ArrayList<>();
    for (Integer element = queue.poll(); element != null; element = queue.poll()) {
      rest.add(element);
    }
    assertThat(rest.stream().filter(element -> element < 10).toList()).isSorted();
    assertThat(rest.stream().filter(element -> element >= 10).toList()).isSorted();
    taken.addAll(rest);
    assertThat(taken).containsExactlyInAnyOrder(0, 1, 2, 10, 11, 12);
  }

  /** An element whose offer has returned is found by the next poll, also if another producer stopped for good before it. */
  @SimTest
  public void segmentQueue_stoppedProducerHidesNothing(Sim sim) throws Exception {
    SegmentQueue<Integer> queue = new SegmentQueue<>(2);
    Thread stopped =
        sim.go(
            "stopped",
            () -> {
              for (int i = 0; i < 4; i++) {
                queue.offer(-1);
              }
            });
    sim.freeze(stopped, sim.random(30));
    sim.go(
            "producer",
            () -> {
              queue.offer(1);
              queue.offer(2);
            })
        .join();
    List<Integer> taken = new ArrayList<>();
    for (Integer element = queue.poll(); element != null; element = queue.poll()) {
      taken.add(element);
    }
    assertThat(taken).containsSubsequence(1, 2);
  }
}
