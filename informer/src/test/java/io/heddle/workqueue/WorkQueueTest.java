package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.channels.Channel;
import io.heddle.channels.ChannelClosedException;
import io.heddle.channels.Select;
import io.heddle.channels.SelectCase;
import java.lang.ref.WeakReference;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The queue's contract. Where a test re-expresses one of client-go's queue_test.go, its comment names it. */
final class WorkQueueTest {
  private final WorkQueue<String> queue = WorkQueue.<String>named("test").build();

  /** A thread that is known to wait for good: its state is looked at until it has parked. */
  private static Thread parked(Task task, AtomicReference<Throwable> failure) {
    Thread thread =
        Thread.ofVirtual()
            .start(
                () -> {
                  try {
                    task.run();
                  } catch (Throwable e) {
                    failure.set(e);
                  }
                });
    await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(1)).until(() -> thread.getState() == Thread.State.WAITING || thread.getState() == Thread.State.TERMINATED);
    return thread;
  }

  private interface Task {
    void run() throws Exception;
  }

  /** TestBasic */
  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void manyProducersAndWorkers_everyKey_isWithOneWorkerAtATime(boolean drain) throws Exception {
    int producers = 50;
    int workers = 10;
    AtomicInteger handedOut = new AtomicInteger();
    Set<Integer> running = ConcurrentHashMap.newKeySet();
    Queue<String> wrong = new ConcurrentLinkedQueue<>();
    try (WorkQueue<Integer> numbers = WorkQueue.<Integer>named("numbers").build()) {
      List<Thread> adders = new ArrayList<>();
      for (int p = 0; p < producers; p++) {
        int key = p;
        adders.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      for (int i = 0; i < 50; i++) {
                        numbers.add(key);
                        LockSupport.parkNanos(1);
                      }
                    }));
      }
      List<Thread> getters = new ArrayList<>();
      for (int w = 0; w < workers; w++) {
        getters.add(
            Thread.ofVirtual()
                .start(
                    () -> {
                      try {
                        while (true) {
                          Integer key = numbers.get();
                          if (key < 0) {
                            wrong.add("added after the shutdown: " + key);
                          }
                          if (!running.add(key)) {
                            wrong.add("with two workers: " + key);
                          }
                          handedOut.incrementAndGet();
                          LockSupport.parkNanos(1);
                          running.remove(key);
                          numbers.done(key);
                        }
                      } catch (QueueShutDownException end) {
                        // the usual end of a worker
                      } catch (InterruptedException e) {
                        wrong.add("interrupted");
                      }
                    }));
      }
      for (Thread adder : adders) {
        adder.join();
      }
      if (drain) {
        numbers.shutDownWithDrain();
      } else {
        numbers.shutDown();
      }
      numbers.add(-1);
      for (Thread getter : getters) {
        getter.join();
      }
      assertThat(wrong).isEmpty();
      assertThat(handedOut.get()).isBetween(producers, producers * 50);
      assertThat(numbers.size()).isZero();
      assertThat(numbers.ignoredAdds()).isEqualTo(1);
    }
  }

  /** TestAddWhileProcessing, TestReinsert */
  @Test
  void addWhileProcessing_comesBackAfterDone() throws Exception {
    queue.add("foo");
    String first = queue.get();
    queue.add("foo");
    assertThat(queue.size()).isZero();
    assertThat(queue.tryGet()).isEmpty();

    queue.done(first);
    assertThat(queue.size()).isEqualTo(1);
    assertThat(queue.get()).isEqualTo("foo");
    queue.done("foo");
    assertThat(queue.size()).isZero();
    assertThat(queue.tryGet()).isEmpty();
  }

  /** TestLen */
  @Test
  void size_duplicates_areCountedOnce() {
    queue.add("foo");
    assertThat(queue.size()).isEqualTo(1);
    queue.add("bar");
    assertThat(queue.size()).isEqualTo(2);
    queue.add("foo");
    assertThat(queue.size()).isEqualTo(2);
  }

  /** TestCollapse */
  @Test
  void addedTwice_isHandedOutOnce() throws Exception {
    queue.add("bar");
    queue.add("bar");
    assertThat(queue.get()).isEqualTo("bar");
    queue.done("bar");
    assertThat(queue.tryGet()).isEmpty();
  }

  /** TestCollapseWhileProcessing */
  @Test
  void addedTwiceWhileProcessing_otherWorkerWaitsForDoneAndGetsItOnce() throws Exception {
    queue.add("bar");
    assertThat(queue.get()).isEqualTo("bar");
    AtomicReference<String> got = new AtomicReference<>();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread other = parked(() -> got.set(queue.get()), failure);

    queue.add("bar");
    queue.add("bar");
    assertThat(other.getState()).isEqualTo(Thread.State.WAITING);
    queue.done("bar");
    other.join();
    assertThat(got.get()).isEqualTo("bar");
    queue.done("bar");
    assertThat(queue.tryGet()).isEmpty();
    assertThat(failure.get()).isNull();
  }

  @Test
  void keys_areHandedOutInTheOrderOfTheirAdds() throws Exception {
    for (int i = 0; i < 2000; i++) {
      queue.add("key-" + i);
      queue.add("key-" + i / 2);
    }
    for (int i = 0; i < 2000; i++) {
      assertThat(queue.get()).isEqualTo("key-" + i);
    }
  }

  @Test
  void addedWhileProcessing_queuesBehindWhatWaits() throws Exception {
    queue.add("a");
    queue.add("b");
    assertThat(queue.get()).isEqualTo("a");
    queue.add("a");
    queue.add("c");
    queue.done("a");
    assertThat(List.of(queue.get(), queue.get(), queue.get())).containsExactly("b", "c", "a");
  }

  /** TestQueueDrainageUsingShutDownWithDrain */
  @Test
  void shutDownWithDrain_waitsForTheLastDone() throws Exception {
    queue.add("foo");
    queue.add("bar");
    assertThat(queue.get()).isEqualTo("foo");
    assertThat(queue.get()).isEqualTo("bar");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread drainer = parked(queue::shutDownWithDrain, failure);

    queue.done("foo");
    assertThat(drainer.isAlive()).isTrue();
    queue.done("bar");
    drainer.join();
    assertThat(failure.get()).isNull();
    assertThatThrownBy(queue::get).isInstanceOf(QueueShutDownException.class).hasMessageContaining("\"test\"");
  }

  /** TestNoQueueDrainageUsingShutDown */
  @Test
  void shutDown_doesNotWait() throws Exception {
    queue.add("foo");
    queue.add("bar");
    queue.get();
    queue.get();
    queue.shutDown();
    assertThat(queue.isShuttingDown()).isTrue();
  }

  /** TestForceQueueShutdownUsingShutDown */
  @Test
  void shutDown_endsADrainThatWaits() throws Exception {
    queue.add("foo");
    queue.get();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread drainer = parked(queue::shutDownWithDrain, failure);
    queue.shutDown();
    drainer.join();
    assertThat(failure.get()).isNull();
  }

  /** TestQueueDrainageUsingShutDownWithDrainWithDirtyItem */
  @Test
  void shutDownWithDrain_dirtyKey_isHandedOutAndWaitedFor() throws Exception {
    queue.add("foo");
    String first = queue.get();
    queue.add("foo");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread drainer = parked(queue::shutDownWithDrain, failure);

    queue.done(first);
    assertThat(queue.get()).isEqualTo("foo");
    assertThat(drainer.isAlive()).isTrue();
    queue.done("foo");
    drainer.join();
    assertThat(failure.get()).isNull();
  }

  @Test
  void shutDownWithDrain_queuedKeys_areHandedOutFirst() throws Exception {
    queue.add("foo");
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread drainer = parked(queue::shutDownWithDrain, failure);

    queue.add("late");
    assertThat(queue.get()).isEqualTo("foo");
    assertThat(drainer.isAlive()).isTrue();
    queue.done("foo");
    drainer.join();
    assertThatThrownBy(queue::tryGet).isInstanceOf(QueueShutDownException.class);
    assertThat(failure.get()).isNull();
  }

  @Test
  void shutDownWithDrain_interrupted_staysShutDown() throws Exception {
    queue.add("foo");
    queue.get();
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread drainer = parked(queue::shutDownWithDrain, failure);
    drainer.interrupt();
    drainer.join();
    assertThat(failure.get()).isInstanceOf(InterruptedException.class);
    assertThat(queue.isShuttingDown()).isTrue();
    queue.done("foo");
  }

  /** controller-runtime's TestGetIsUnblockedOnShutdown */
  @Test
  void shutDown_wakesAllWhoWait() throws Exception {
    List<Thread> waiting = new ArrayList<>();
    List<AtomicReference<Throwable>> ends = new ArrayList<>();
    for (int i = 0; i < 100; i++) {
      AtomicReference<Throwable> end = new AtomicReference<>();
      ends.add(end);
      waiting.add(parked(queue::get, end));
    }
    queue.shutDown();
    for (Thread thread : waiting) {
      thread.join();
    }
    assertThat(ends).allSatisfy(end -> assertThat(end.get()).isInstanceOf(QueueShutDownException.class));
  }

  @Test
  void shutDown_queuedKeys_areStillHandedOut() throws Exception {
    queue.add("foo");
    queue.add("bar");
    queue.shutDown();
    queue.shutDown();
    queue.add("late");
    assertThat(queue.get()).isEqualTo("foo");
    assertThat(queue.get(Duration.ZERO)).contains("bar");
    assertThatThrownBy(() -> queue.get(Duration.ofDays(1))).isInstanceOf(QueueShutDownException.class);
    assertThatThrownBy(() -> queue.drainTo(new ArrayList<>(), 1)).isInstanceOf(QueueShutDownException.class);
    assertThat(queue.ignoredAdds()).isEqualTo(1);
  }

  /** TestGarbageCollection, and more: nothing at all is left of a key. */
  @Test
  void idleKey_withoutFailures_holdsNothing() throws Exception {
    for (int i = 0; i < 100; i++) {
      queue.add("key-" + i);
    }
    for (int i = 0; i < 100; i++) {
      queue.done(queue.get());
    }
    assertThat(queue.liveKeys()).isZero();
  }

  @Test
  void manyKeys_comeInTheirOrder() {
    List<String> keys = IntStream.range(0, 3_000).mapToObj(i -> "key-" + i).toList();
    keys.forEach(queue::add);
    List<String> taken = new ArrayList<>();
    queue.drainTo(taken, 4_000);
    assertThat(taken).isEqualTo(keys);
  }

  /** What no growing can part must not have the table grow. */
  @Test
  void keysOfOneHashCode_doNotBlowUpTheTable() {
    record Colliding(int number) {
      @Override
      public int hashCode() {
        return 42;
      }
    }

    WorkQueue<Colliding> colliding = WorkQueue.<Colliding>named("colliding").build();
    KeyTable<Colliding> table = new KeyTable<>(KeyTable.FIRST_LENGTH);
    for (int i = 0; i < 2_000; i++) {
      assertThat(table.insert(new Node<>(colliding, new Colliding(i)))).isNull();
    }
    assertThat(table.entries()).isEqualTo(2_000);
    assertThat(table.length()).isLessThanOrEqualTo(2 * KeyTable.FIRST_LENGTH);
  }

  /** Also if their hash codes leave most buckets empty. */
  @ParameterizedTest
  @ValueSource(ints = {1, 64})
  void table_growsWithItsKeys(int apart) {
    WorkQueue<Integer> numbers = WorkQueue.<Integer>named("numbers").build();
    KeyTable<Integer> table = new KeyTable<>(KeyTable.FIRST_LENGTH);
    for (int i = 0; i < 20_000; i++) {
      assertThat(table.insert(new Node<>(numbers, i * apart))).isNull();
    }
    assertThat(table.length()).isBetween(1_024, 32_768);
  }

  /** What some buckets tell is close to the truth, whether keys come at random or in the order of their numbers: at most three buckets a key, and two keys a bucket. */
  @ParameterizedTest
  @ValueSource(strings = {"default/pod-%d", "namespace-%2$d/name-%1$d", "%3$x"})
  void table_growsNeitherEarlyNorLate(String format) {
    KeyTable<String> table = new KeyTable<>(KeyTable.FIRST_LENGTH);
    SplittableRandom random = new SplittableRandom(1);
    for (int i = 1; i <= 50_000; i++) {
      assertThat(table.insert(new Node<>(queue, format.formatted(i, i % 100, random.nextLong())))).isNull();
      if (i >= 1_000 && i % 1_000 == 0) {
        assertThat(table.length()).as("buckets for %d keys", i).isBetween(i / 2, 3 * i);
      }
    }
  }

  /** The queue holds on to none of those that stood beside keys that wait. */
  @Test
  void doneKey_isLetGoThoughOthersWait() throws Exception {
    WorkQueue<Object> objects = WorkQueue.<Object>named("objects").build();
    List<WeakReference<Object>> keys = new ArrayList<>();
    for (int i = 0; i < 400; i++) {
      Object key = new Object();
      keys.add(new WeakReference<>(key));
      objects.add(key);
    }
    for (int i = 0; i < 100; i++) {
      objects.done(objects.get());
    }
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(keys.subList(0, 100)).allMatch(key -> key.get() == null);
            });
    assertThat(objects.size()).isEqualTo(300);
  }

  /** Nor does a table that has just grown, while nothing more is put in that has the rest of the one before copied. */
  @Test
  void deadNode_isLetGoByTheTableBefore() {
    KeyTable<String> table = new KeyTable<>(KeyTable.FIRST_LENGTH);
    List<Node<String>> nodes = new ArrayList<>();
    while (table.length() == KeyTable.FIRST_LENGTH) {
      nodes.add(new Node<>(queue, "key-" + nodes.size()));
      assertThat(table.insert(nodes.getLast())).isNull();
    }
    WeakReference<Node<String>> dead = new WeakReference<>(nodes.getFirst());
    assertThat(nodes.getFirst().tryUnpin()).isTrue();
    table.remove(nodes.removeFirst());
    await()
        .untilAsserted(
            () -> {
              System.gc();
              assertThat(dead.get()).isNull();
            });
    assertThat(table.entries()).isEqualTo(nodes.size());
  }

  /** What a thread that stopped for good has not taken out. */
  @Test
  void deadNode_isLeftOutByTheNextInsertIntoItsBucket() {
    KeyTable<String> table = new KeyTable<>(1);
    Node<String> dead = new Node<>(queue, "dead");
    assertThat(table.insert(dead)).isNull();
    assertThat(dead.tryUnpin()).isTrue();
    assertThat(table.insert(new Node<>(queue, "other"))).isNull();
    assertThat(table.entries()).isEqualTo(1);
    table.remove(dead);
    assertThat(table.entries()).isEqualTo(1);
  }

  @Test
  void interruptedWait_tookNothing() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread waiting = parked(queue::get, failure);
    waiting.interrupt();
    waiting.join();
    assertThat(failure.get()).isInstanceOf(InterruptedException.class);

    queue.add("foo");
    assertThat(queue.get(Duration.ofSeconds(10))).contains("foo");
  }

  @Test
  void interruptedBefore_throwsAndTakesNothing() {
    queue.add("foo");
    Thread.currentThread().interrupt();
    assertThatThrownBy(queue::get).isInstanceOf(InterruptedException.class);
    assertThat(Thread.currentThread().isInterrupted()).isFalse();
    assertThat(queue.size()).isEqualTo(1);
  }

  @Test
  void manyTimedOutWaits_leaveNothingBehind() throws Exception {
    AtomicReference<Throwable> failure = new AtomicReference<>();
    Thread longWaiter = parked(queue::get, failure);
    for (int i = 0; i < 10_000; i++) {
      assertThat(queue.get(Duration.ofNanos(1))).isEmpty();
    }
    assertThat(queue.waiters()).isLessThan(200);
    queue.add("foo");
    longWaiter.join();
    assertThat(failure.get()).isNull();
  }

  /** One of the two waiters may give up just as it is chosen; the other must then be told in its place. */
  @Test
  void signalLostToATimeout_isHandedOn() throws Exception {
    for (int round = 0; round < 300; round++) {
      Thread shortWaiter = getterWithin(Duration.ofNanos(round * 500L));
      Thread longWaiter = getterWithin(Duration.ofSeconds(30));
      queue.add("a");
      queue.add("b");
      longWaiter.join();
      shortWaiter.join();
      queue.tryGet().ifPresent(queue::done);
      assertThat(queue.liveKeys()).isZero();
    }
  }

  private Thread getterWithin(Duration timeout) {
    return Thread.ofVirtual()
        .start(
            () -> {
              try {
                queue.get(timeout).ifPresent(queue::done);
              } catch (InterruptedException e) {
                throw new AssertionError(e);
              }
            });
  }

  @Test
  void drainTo_handsOutWhatIsReadyUpToTheLimit() {
    for (int i = 0; i < 5; i++) {
      queue.add("key-" + i);
    }
    List<String> batch = new ArrayList<>();
    assertThat(queue.drainTo(batch, 3)).isEqualTo(3);
    assertThat(queue.drainTo(batch, 3)).isEqualTo(2);
    assertThat(queue.drainTo(batch, 3)).isZero();
    assertThat(batch).containsExactly("key-0", "key-1", "key-2", "key-3", "key-4");
    batch.forEach(queue::done);
    assertThatThrownBy(() -> queue.drainTo(batch, -1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("max is -1");
  }

  @Test
  void select_waitsForTheQueueOrSomethingElse() throws Exception {
    Channel<String> other = Channel.buffered(1);
    SelectCase<String> fromQueue = Select.on(queue, key -> "key " + key, () -> "shut down");
    SelectCase<String> fromChannel = Select.receive(other, value -> "value " + value);
    assertThat(Select.<String>select(fromQueue, Select.orDefault(() -> "nothing"))).isEqualTo("nothing");

    AtomicReference<Throwable> failure = new AtomicReference<>();
    AtomicReference<String> chosen = new AtomicReference<>();
    Thread selecting = parked(() -> chosen.set(Select.<String>select(fromQueue, fromChannel)), failure);
    queue.add("a");
    selecting.join();
    assertThat(chosen).hasValue("key a");
    assertThat(queue.size()).isZero();
    queue.done("a");

    selecting = parked(() -> chosen.set(Select.<String>select(fromQueue, fromChannel)), failure);
    other.send("b");
    selecting.join();
    assertThat(chosen).hasValue("value b");

    selecting = parked(() -> chosen.set(Select.<String>select(fromQueue, fromChannel)), failure);
    queue.shutDown();
    selecting.join();
    assertThat(chosen).hasValue("shut down");
    assertThat(failure).hasValue(null);
  }

  @Test
  void select_onAQueueThatWasShutDown_firstGetsWhatIsQueued() throws Exception {
    queue.add("a");
    queue.shutDown();
    SelectCase<String> fromQueue = Select.on(queue, key -> key);
    assertThat(Select.<String>select(fromQueue)).isEqualTo("a");
    assertThatThrownBy(() -> Select.<String>select(fromQueue)).isInstanceOf(ChannelClosedException.class).hasMessageContaining("WorkQueue[test");
  }

  @Test
  void manySelectsThatChoseAnotherCase_leaveNothingBehind() throws Exception {
    Channel<Integer> other = Channel.unbuffered();
    Thread sender = Thread.ofVirtual().start(() -> {
      try {
        for (int i = 0; i < 10_000; i++) {
          other.send(i);
        }
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    });
    for (int i = 0; i < 10_000; i++) {
      int next = i;
      assertThat(Select.<Boolean>select(Select.on(queue, key -> false), Select.receive(other, value -> value == next))).isTrue();
    }
    sender.join();
    assertThat(queue.waiters()).isLessThan(200);
  }

  @Test
  void done_keyThatNobodyHas_isTold() throws Exception {
    assertThatThrownBy(() -> queue.done("foo")).isInstanceOf(IllegalStateException.class).hasMessageContaining("done(foo) on workqueue \"test\"");
    queue.add("foo");
    assertThatThrownBy(() -> queue.done("foo")).isInstanceOf(IllegalStateException.class);
    queue.done(queue.get());
    assertThatThrownBy(() -> queue.done("foo")).isInstanceOf(IllegalStateException.class);
    queue.add("foo");
    assertThat(queue.get()).isEqualTo("foo");
  }

  @Test
  @SuppressWarnings("NullAway") // the point of the test
  void null_isRefusedEverywhere() {
    assertThatThrownBy(() -> queue.add(null)).isInstanceOf(NullPointerException.class).hasMessage("key");
    assertThatThrownBy(() -> queue.add("foo", null)).isInstanceOf(NullPointerException.class).hasMessage("lane");
    assertThatThrownBy(() -> queue.addAfter(null, Duration.ZERO)).isInstanceOf(NullPointerException.class).hasMessage("key");
    assertThatThrownBy(() -> queue.addRateLimited(null)).isInstanceOf(NullPointerException.class).hasMessage("key");
    assertThatThrownBy(() -> queue.forget(null)).isInstanceOf(NullPointerException.class).hasMessage("key");
    assertThatThrownBy(() -> queue.retries(null)).isInstanceOf(NullPointerException.class).hasMessage("key");
    assertThatThrownBy(() -> queue.done((String) null)).isInstanceOf(NullPointerException.class).hasMessage("key");
    assertThatThrownBy(() -> queue.pin(null)).isInstanceOf(NullPointerException.class).hasMessage("key");
    assertThat(queue.size()).isZero();
  }

  @Test
  void toString_namesQueueAndContent() {
    queue.add("foo");
    assertThat(queue).hasToString("WorkQueue[test, ready=1]");
    queue.shutDown();
    assertThat(queue).hasToString("WorkQueue[test, ready=1, shut down]");
  }
}
