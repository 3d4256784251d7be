package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** Adds for later, on a clock that the test moves. Where a test re-expresses one of client-go's delaying_queue_test.go, its comment names it. */
final class DelayedAddTest {
  private final ManualClock clock = new ManualClock();
  private final WorkQueue<String> queue = WorkQueue.<String>named("test").clock(clock).limiter(RateLimiters.exponential(ms(1), Duration.ofSeconds(1))).build();

  private static Duration ms(long millis) {
    return Duration.ofMillis(millis);
  }

  @AfterEach
  void shutDown() {
    queue.shutDown();
  }

  private void awaitSize(int size) {
    await().pollDelay(Duration.ZERO).pollInterval(ms(1)).until(() -> queue.size() == size);
  }

  private String next() throws InterruptedException {
    String key = queue.get();
    queue.done(key);
    return key;
  }

  /** TestSimpleQueue */
  @Test
  void delayedKey_comesAtItsTimeAndOnce() throws Exception {
    queue.addAfter("foo", ms(50));
    clock.awaitSleepUntil(ms(50));
    assertThat(queue.size()).isZero();

    clock.advance(ms(60));
    awaitSize(1);
    assertThat(next()).isEqualTo("foo");
    clock.advance(Duration.ofSeconds(10));
    clock.awaitSleepForEver();
    assertThat(queue.size()).isZero();
    assertThat(queue.liveKeys()).isZero();
  }

  @Test
  void delayedKey_aNanosecondBefore_isNotThere() throws Exception {
    queue.addAfter("foo", ms(50));
    clock.awaitSleepUntil(ms(50));
    clock.advance(ms(50).minusNanos(1));
    // A second key makes the goroutine look again at a time when the first is not yet due.
    queue.addAfter("bar", Duration.ofNanos(1).plus(ms(1)));
    queue.addAfter("soon", Duration.ofNanos(0));
    assertThat(next()).isEqualTo("soon");
    clock.awaitSleepUntil(Duration.ofNanos(1));
    assertThat(queue.size()).isZero();
    clock.advance(Duration.ofNanos(1));
    awaitSize(1);
    assertThat(next()).isEqualTo("foo");
  }

  /** TestDeduping, first half */
  @Test
  void delayedTwice_laterSecond_firstCounts() throws Exception {
    queue.addAfter("foo", ms(50));
    clock.awaitSleepUntil(ms(50));
    queue.addAfter("foo", ms(70));
    clock.advance(ms(60));
    awaitSize(1);
    assertThat(next()).isEqualTo("foo");
    clock.advance(ms(20));
    clock.awaitSleepForEver();
    assertThat(queue.size()).isZero();
  }

  /** TestDeduping, second half */
  @Test
  void delayedTwice_earlierSecond_secondCounts() throws Exception {
    queue.addAfter("foo", ms(50));
    clock.awaitSleepUntil(ms(50));
    queue.addAfter("foo", ms(30));
    clock.awaitSleepUntil(ms(30));
    clock.advance(ms(40));
    awaitSize(1);
    assertThat(next()).isEqualTo("foo");
    clock.advance(ms(20));
    clock.awaitSleepForEver();
    assertThat(queue.size()).isZero();
  }

  /** TestAddTwoFireEarly */
  @Test
  void twoKeys_eachComesAtItsTime() throws Exception {
    queue.addAfter("foo", Duration.ofSeconds(1));
    queue.addAfter("bar", ms(50));
    clock.awaitSleepUntil(ms(50));
    clock.advance(ms(60));
    awaitSize(1);
    assertThat(next()).isEqualTo("bar");
    queue.addAfter("third", Duration.ofSeconds(2));
    clock.awaitSleepUntil(ms(940));
    clock.advance(Duration.ofSeconds(1));
    awaitSize(1);
    assertThat(next()).isEqualTo("foo");
    clock.awaitSleepUntil(ms(1000));
    clock.advance(Duration.ofSeconds(2));
    awaitSize(1);
    assertThat(next()).isEqualTo("third");
  }

  /** TestCopyShifting */
  @Test
  void severalDueAtOnce_comeInTheOrderOfTheirTimes() throws Exception {
    queue.addAfter("foo", Duration.ofSeconds(1));
    queue.addAfter("bar", ms(500));
    queue.addAfter("baz", ms(250));
    clock.awaitSleepUntil(ms(250));
    clock.advance(Duration.ofSeconds(2));
    awaitSize(3);
    assertThat(List.of(next(), next(), next())).containsExactly("baz", "bar", "foo");
  }

  @Test
  void zeroOrNegativeDelay_addsAtOnce() throws Exception {
    queue.addAfter("foo", Duration.ZERO);
    queue.addAfter("bar", Duration.ofDays(-365_000));
    assertThat(queue.size()).isEqualTo(2);
    assertThat(List.of(next(), next())).containsExactly("foo", "bar");
  }

  @Test
  void delayLongerThanTime_isAcceptedAndNeverComes() {
    queue.addAfter("foo", Duration.ofSeconds(Long.MAX_VALUE));
    queue.addAfter("bar", ms(1));
    clock.awaitSleepUntil(ms(1));
    clock.advance(Duration.ofDays(100));
    awaitSize(1);
  }

  /** client-go's rule: an add now has no effect on a delayed one. */
  @Test
  void addMeanwhile_keyComesTwice() throws Exception {
    queue.addAfter("foo", ms(50));
    queue.add("foo");
    clock.awaitSleepUntil(ms(50));
    assertThat(next()).isEqualTo("foo");
    clock.advance(ms(50));
    awaitSize(1);
    assertThat(next()).isEqualTo("foo");
  }

  @Test
  void delayedSeveralTimes_highestLaneCounts() throws Exception {
    queue.addAfter("low", ms(10), Lane.LOW);
    queue.addAfter("raised", ms(20), Lane.LOW);
    queue.addAfter("raised", ms(30), Lane.HIGH);
    queue.addAfter("last", ms(40), Lane.NORMAL);
    clock.awaitSleepUntil(ms(10));
    clock.advance(ms(50));
    awaitSize(3);
    assertThat(List.of(next(), next(), next())).containsExactly("raised", "last", "low");
  }

  @Test
  void shutDown_forgetsWhatIsDelayed() {
    queue.addAfter("foo", ms(50));
    clock.awaitSleepUntil(ms(50));
    queue.shutDown();
    queue.addAfter("bar", ms(1));
    clock.advance(ms(100));
    assertThatThrownBy(queue::tryGet).isInstanceOf(QueueShutDownException.class);
    assertThat(queue.ignoredAdds()).isEqualTo(1);
    await().until(() -> Thread.getAllStackTraces().keySet().stream().noneMatch(thread -> thread.getName().equals("heddle-workqueue-delays-test")));
  }

  /** TestRateLimitingQueue */
  @Test
  void addRateLimited_waitsDoubleUntilForgotten() throws Exception {
    queue.addRateLimited("one");
    clock.awaitSleepUntil(ms(1));
    queue.addRateLimited("one");
    assertThat(queue.retries("one")).isEqualTo(2);
    clock.advance(ms(1));
    awaitSize(1);
    assertThat(next()).isEqualTo("one");
    clock.awaitSleepForEver();

    queue.addRateLimited("one");
    clock.awaitSleepUntil(ms(4));
    queue.addRateLimited("two");
    clock.awaitSleepUntil(ms(1));
    queue.addRateLimited("two");
    assertThat(queue.retries("two")).isEqualTo(2);

    queue.forget("one");
    assertThat(queue.retries("one")).isZero();
    queue.addRateLimited("one");
    clock.advance(ms(1));
    awaitSize(2);
    assertThat(List.of(next(), next())).containsExactlyInAnyOrder("one", "two");
  }

  @Test
  void limiterThatThrows_isPassedOnAndNothingIsAdded() {
    try (WorkQueue<String> broken =
        WorkQueue.<String>named("broken")
            .limiter(
                new RateLimiter<>() {
                  @Override
                  public Duration next(String key) {
                    throw new UnsupportedOperationException("no idea");
                  }

                  @Override
                  public void forget(String key) {}

                  @Override
                  public int retries(String key) {
                    return 0;
                  }
                })
            .build()) {
      assertThatThrownBy(() -> broken.addRateLimited("foo")).isInstanceOf(UnsupportedOperationException.class).hasMessage("no idea");
      assertThat(broken.size()).isZero();
    }
  }

  @Test
  void keyThatCannotBeLookedUp_costsOnlyItself() throws Exception {
    record Key(String name) {
      @Override
      public int hashCode() {
        if (name.equals("broken")) {
          throw new IllegalStateException("broken key");
        }
        return name.hashCode();
      }
    }
    try (WorkQueue<Key> keys = WorkQueue.<Key>named("keys").clock(clock).build()) {
      keys.addAfter(new Key("broken"), ms(10));
      keys.addAfter(new Key("sound"), ms(20));
      clock.awaitSleepUntil(ms(20));
      clock.advance(ms(20));
      assertThat(keys.get().name()).isEqualTo("sound");
    }
  }

  /** Random delays, repeated and shortened, against the obvious model: a map from key to earliest time. */
  @Test
  void manyRandomDelays_comeAsTheModelSays() throws Exception {
    long seed = Long.getLong("heddle.seed", System.nanoTime());
    Random random = new Random(seed);
    for (int round = 0; round < 20; round++) {
      TreeMap<Long, String> byTime = new TreeMap<>();
      TreeMap<String, Long> model = new TreeMap<>();
      for (int i = 0; i < 3000; i++) {
        String key = "key-" + random.nextInt(500);
        long nanos = 1L + random.nextInt(1_000_000_000);
        if (byTime.containsKey(nanos)) {
          continue;
        }
        Long known = model.get(key);
        if (known == null || nanos < known) {
          if (known != null) {
            byTime.remove(known);
          }
          model.put(key, nanos);
          byTime.put(nanos, key);
        }
        queue.addAfter(key, Duration.ofNanos(nanos));
      }
      long half = 500_000_000;
      clock.advance(Duration.ofNanos(half));
      List<String> expected = new ArrayList<>(byTime.headMap(half, true).values());
      awaitSize(expected.size());
      List<String> first = new ArrayList<>();
      queue.drainTo(first, Integer.MAX_VALUE);
      assertThat(first).as("seed %d", seed).isEqualTo(expected);
      first.forEach(queue::done);

      clock.advance(Duration.ofSeconds(1));
      List<String> rest = new ArrayList<>(byTime.tailMap(half, false).values());
      awaitSize(rest.size());
      List<String> second = new ArrayList<>();
      queue.drainTo(second, Integer.MAX_VALUE);
      assertThat(second).as("seed %d", seed).isEqualTo(rest);
      second.forEach(queue::done);
    }
  }
}
