package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Lanes, and pinned keys in them. Where a test re-expresses one of controller-runtime's priorityqueue_test.go, its comment names it. */
final class LanesTest {
  private final WorkQueue<String> queue = WorkQueue.<String>named("test").segmentLength(4).build();

  private List<String> drain() {
    List<String> keys = new ArrayList<>();
    queue.drainTo(keys, Integer.MAX_VALUE);
    keys.forEach(queue::done);
    return keys;
  }

  /** "returns items in order" by priority */
  @Test
  void higherLanes_comeFirst() {
    queue.add("low-1", Lane.LOW);
    queue.add("normal-1");
    queue.add("high-1", Lane.HIGH);
    queue.add("low-2", Lane.LOW);
    queue.add("normal-2");
    queue.add("high-2", Lane.HIGH);
    assertThat(drain()).containsExactly("high-1", "high-2", "normal-1", "normal-2", "low-1", "low-2");
  }

  /** "uses the highest priority", "items re-added at a higher priority go behind those already there" */
  @Test
  void addedAgainInAHigherLane_isRaisedToItsEnd() {
    queue.add("foo", Lane.LOW);
    queue.add("bar", Lane.LOW);
    queue.add("high", Lane.HIGH);
    queue.add("normal");
    queue.add("bar", Lane.HIGH);
    assertThat(queue.size()).isEqualTo(4);
    assertThat(drain()).containsExactly("high", "bar", "normal", "foo");
    assertThat(queue.size()).isZero();
    assertThat(queue.liveKeys()).isZero();
  }

  @Test
  void addedAgainInALowerLane_staysWhereItIs() {
    queue.add("normal");
    queue.add("foo", Lane.HIGH);
    queue.add("foo", Lane.LOW);
    assertThat(drain()).containsExactly("foo", "normal");
  }

  @Test
  void raisedThroughAllLanes_isHandedOutOnce() {
    queue.add("other", Lane.LOW);
    queue.add("foo", Lane.LOW);
    queue.add("foo", Lane.NORMAL);
    queue.add("foo", Lane.HIGH);
    assertThat(queue.size()).isEqualTo(2);
    assertThat(drain()).containsExactly("foo", "other");
    assertThat(queue.size()).isZero();
  }

  @Test
  void raisedKeyAddedLowAgain_queuesBehindWhatWaits() throws Exception {
    queue.add("foo", Lane.LOW);
    queue.add("bar", Lane.LOW);
    queue.add("foo", Lane.HIGH);
    assertThat(queue.get()).isEqualTo("foo");
    queue.done("foo");
    queue.add("foo", Lane.LOW);
    assertThat(queue.size()).isEqualTo(2);
    assertThat(drain()).containsExactly("bar", "foo");
  }

  @Test
  void addedWhileProcessing_highestLaneOfTheseAddsCounts() throws Exception {
    queue.add("foo", Lane.HIGH);
    queue.get();
    queue.add("foo", Lane.LOW);
    queue.add("foo", Lane.NORMAL);
    queue.add("foo", Lane.LOW);
    queue.add("normal");
    queue.add("low", Lane.LOW);
    queue.done("foo");
    assertThat(drain()).containsExactly("normal", "foo", "low");
  }

  @Test
  void raisedOverAndOver_memoryStaysBounded() throws Exception {
    queue.add("stuck", Lane.LOW);
    for (int i = 0; i < 10_000; i++) {
      queue.add("foo", Lane.LOW);
      queue.add("foo", Lane.HIGH);
      List<String> batch = new ArrayList<>();
      queue.drainTo(batch, 1);
      queue.done(batch.getFirst());
      queue.add("stuck", Lane.LOW);
      assertThat(queue.size()).isBetween(1, 2);
    }
    drain();
    assertThat(queue.size()).isZero();
    assertThat(queue.references()).isZero();
  }

  @Test
  void busyHighLane_othersDoNotStarve() throws Exception {
    for (int i = 0; i < 100; i++) {
      queue.add("low-" + i, Lane.LOW);
      queue.add("normal-" + i);
      queue.add("high-" + i, Lane.HIGH);
    }
    Map<Character, Integer> turns = new HashMap<>();
    for (int i = 0; i < 160; i++) {
      String key = queue.get();
      queue.done(key);
      turns.merge(key.charAt(0), 1, Integer::sum);
      queue.add("high-again-" + i, Lane.HIGH);
    }
    assertThat(turns).containsEntry('l', 10).containsEntry('n', 10).containsEntry('h', 140);
  }

  @Test
  void worker_canKeepTheLane() throws Exception {
    queue.add("foo", Lane.LOW);
    WorkItem<String> item = queue.getItem();
    assertThat(item.lane()).isEqualTo(Lane.LOW);
    item.add(item.lane());
    item.done();
    queue.add("bar");
    assertThat(drain()).containsExactly("bar", "foo");
  }

  @Test
  void pinnedKey_staysUntilUnpinned() throws Exception {
    WorkItem<String> item = queue.pin("foo");
    assertThat(item.key()).isEqualTo("foo");
    assertThat(queue.pin("foo")).isSameAs(item);
    assertThat(queue.size()).isZero();
    for (int i = 0; i < 3; i++) {
      item.add();
      item.add(Lane.HIGH);
      queue.add("foo");
      assertThat(queue.size()).isEqualTo(1);
      assertThat(queue.getItem()).isSameAs(item);
      item.add();
      item.done();
      assertThat(queue.get()).isEqualTo("foo");
      queue.done("foo");
      assertThat(queue.liveKeys()).isEqualTo(1);
    }
    item.unpin();
    item.unpin();
    assertThat(queue.liveKeys()).isZero();
  }

  @Test
  void unpinnedWhileQueued_isForgottenWhenDone() throws Exception {
    WorkItem<String> item = queue.pin("foo");
    item.add();
    item.unpin();
    assertThat(queue.get()).isEqualTo("foo");
    assertThat(queue.liveKeys()).isEqualTo(1);
    queue.done("foo");
    assertThat(queue.liveKeys()).isZero();
  }

  @Test
  void itemThatOutlivedItsPlace_isAsGoodAsItsKey() throws Exception {
    WorkItem<String> item = queue.pin("foo");
    item.unpin();
    item.add();
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.get()).isEqualTo("foo");
    item.done();
    assertThat(queue.liveKeys()).isZero();
  }

  @Test
  void pinnedWhileQueued_keepsItsTurn() throws Exception {
    queue.add("foo");
    queue.add("bar");
    WorkItem<String> item = queue.pin("foo");
    item.add();
    assertThat(queue.get()).isEqualTo("foo");
    queue.done("foo");
    item.add();
    assertThat(drain()).containsExactly("bar", "foo");
    assertThat(queue.liveKeys()).isEqualTo(1);
  }
}
