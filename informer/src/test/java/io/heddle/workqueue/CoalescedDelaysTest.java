package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.SplittableRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The queue with controller-runtime's rule for delays; each test's comment names the one of priorityqueue_test.go that it re-expresses. */
final class CoalescedDelaysTest {
  private final ManualClock clock = new ManualClock();
  private final WorkQueue<String> queue = WorkQueue.<String>named("test").clock(clock).coalesceDelays().build();

  @AfterEach
  void shutDown() {
    queue.shutDown();
  }

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  private void awaitSize(int size) {
    await().pollDelay(Duration.ZERO).pollInterval(ms(1)).until(() -> queue.size() == size);
  }

  private List<String> drain() {
    List<String> keys = new ArrayList<>();
    queue.drainTo(keys, Integer.MAX_VALUE);
    keys.forEach(queue::done);
    return keys;
  }

  /** "returns an item only after after has passed", "doesn't include non-ready items in Len()" */
  @Test
  void delayedKey_isNotCountedAndNotHandedOutBefore() {
    queue.addAfter("foo", ms(100));
    clock.awaitSleepUntil(ms(100));
    assertThat(queue.size()).isZero();
    assertThat(queue.tryGet()).isEmpty();
    clock.advance(ms(100));
    awaitSize(1);
    assertThat(drain()).containsExactly("foo");
  }

  /** "uses the lowest after" */
  @Test
  void delayedTwice_earlierCounts() {
    queue.addAfter("foo", ms(50));
    queue.addAfter("foo", ms(100));
    queue.addAfter("bar", ms(200));
    clock.awaitSleepUntil(ms(50));
    clock.advance(ms(50));
    awaitSize(1);
    assertThat(drain()).containsExactly("foo");
    clock.awaitSleepUntil(ms(150));
  }

  /** "an item that is added without after is ready at once and no longer delayed" */
  @Test
  void addNow_takesTheDelaysPlace() {
    queue.addAfter("foo", ms(50));
    queue.add("foo");
    assertThat(drain()).containsExactly("foo");
    clock.advance(ms(100));
    clock.awaitSleepForEver();
    assertThat(queue.size()).isZero();
  }

  @Test
  void pinnedAddNow_takesTheDelaysPlace() {
    WorkItem<String> item = queue.pin("foo");
    queue.addAfter("foo", ms(50));
    queue.addAfter("bar", ms(70));
    item.add();
    assertThat(drain()).containsExactly("foo");
    clock.advance(ms(50));
    clock.awaitSleepUntil(ms(20));
    assertThat(queue.size()).isZero();
  }

  /** "an item that is ready stays ready when it is added with after" */
  @Test
  void delayOfAReadyKey_isLeftOutButForItsLane() {
    queue.add("foo", Lane.LOW);
    queue.add("bar");
    queue.addAfter("foo", ms(50), Lane.HIGH);
    assertThat(queue.size()).isEqualTo(2);
    assertThat(drain()).containsExactly("foo", "bar");
    clock.advance(ms(100));
    queue.addAfter("end", ms(1));
    clock.awaitSleepUntil(ms(1));
    assertThat(queue.size()).isZero();
  }

  /** "a locked item that is added with after comes when it is done and the time has passed" */
  @Test
  void delayOfAKeyThatIsWorkedOn_counts() throws Exception {
    queue.add("foo");
    assertThat(queue.get()).isEqualTo("foo");
    queue.addAfter("foo", ms(50));
    clock.awaitSleepUntil(ms(50));
    clock.advance(ms(50));
    clock.awaitSleepForEver();
    assertThat(queue.size()).isZero();
    queue.done("foo");
    assertThat(drain()).containsExactly("foo");
  }

  @Test
  void delayOfAKeyThatWillComeAgain_isLeftOut() throws Exception {
    queue.add("foo");
    assertThat(queue.get()).isEqualTo("foo");
    queue.add("foo");
    queue.addAfter("foo", ms(50));
    queue.done("foo");
    assertThat(drain()).containsExactly("foo");
    clock.advance(ms(100));
    queue.addAfter("end", ms(1));
    clock.awaitSleepUntil(ms(1));
    assertThat(queue.size()).isZero();
  }

  /** "high priority item that became ready is returned before the low priority one" */
  @Test
  void highKeyThatBecameReady_goesBeforeALowOneThatWaits() {
    queue.add("low", Lane.LOW);
    queue.addAfter("high", ms(10), Lane.HIGH);
    clock.awaitSleepUntil(ms(10));
    clock.advance(ms(10));
    awaitSize(2);
    assertThat(drain()).containsExactly("high", "low");
  }

  /** TestFuzzPriorityQueue: no key is with two workers at a time, and every key that was added comes. */
  @Test
  void randomOperations_noKeyIsHandedOutTwiceAtATime() {
    long seed = Long.getLong("heddle.seed", System.nanoTime());
    SplittableRandom random = new SplittableRandom(seed);
    Set<String> held = new HashSet<>();
    Set<String> owed = new HashSet<>();
    for (int i = 0; i < 20_000; i++) {
      String key = "key-" + random.nextInt(20);
      Lane lane = Lane.of(random.nextInt(3));
      switch (random.nextInt(5)) {
        case 0 -> {
          queue.add(key, lane);
          owed.add(key);
        }
        case 1 -> queue.addAfter(key, ms(random.nextInt(50)), lane);
        case 2 ->
            queue
                .tryGet()
                .ifPresent(
                    next -> {
                      assertThat(held.add(next)).as("seed %d, key %s", seed, next).isTrue();
                      owed.remove(next);
                    });
        case 3 ->
            held.stream()
                .findAny()
                .ifPresent(
                    any -> {
                      held.remove(any);
                      queue.done(any);
                    });
        default -> clock.advance(ms(random.nextInt(10)));
      }
    }
    held.forEach(queue::done);
    held.clear();
    clock.advance(Duration.ofSeconds(1));
    clock.awaitSleepForEver();
    owed.removeAll(drain());
    assertThat(owed).as("seed %d", seed).isEmpty();
    assertThat(queue.size()).isZero();
    assertThat(queue.liveKeys()).isZero();
  }
}
