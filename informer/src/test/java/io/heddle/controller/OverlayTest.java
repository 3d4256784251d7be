package io.heddle.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.heddle.channels.Goroutine;
import io.heddle.channels.WaitGroup;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.ReentrantLock;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OverlayTest {

  private final ScriptedStore<Pod> store = new ScriptedStore<>();
  private final Overlay<Pod> overlay = new Overlay<>(store);

  @Test
  void get_nothingWritten_readsStore() {
    store.bring(pod("a", "uid-a", 5));

    assertThat(overlay.get("ns/a")).contains(pod("a", "uid-a", 5));
    assertThat(overlay.get("ns/b")).isEmpty();
  }

  @Test
  void get_writtenBeforeTheWatchTells_showsWrite() {
    store.bookmark(4);
    overlay.written(pod("a", "uid-a", 5));

    assertThat(overlay.get("ns/a")).contains(pod("a", "uid-a", 5));
    assertThat(overlay.list("ns")).containsExactly(pod("a", "uid-a", 5));
    assertThat(overlay.list("")).containsExactly(pod("a", "uid-a", 5));
    assertThat(overlay.list("other")).isEmpty();
    assertThat(overlay.ownedBy("owner")).containsExactly(pod("a", "uid-a", 5));
    assertThat(overlay.ownedBy("another")).isEmpty();
  }

  @Test
  void get_watchBroughtTheWriteFirst_keepsNothing() {
    store.bring(pod("a", "uid-a", 5));
    overlay.written(pod("a", "uid-a", 5));

    assertThat(overlay.list("")).containsExactly(pod("a", "uid-a", 5));
    assertThat(overlay.size()).isZero();
  }

  @Test
  void get_watchBroughtWriteAndDeletionFirst_isNoGhost() {
    store.bring(pod("a", "uid-a", 5));
    store.bringEnd("ns/a", 6);
    overlay.written(pod("a", "uid-a", 5));

    assertThat(overlay.get("ns/a")).isEmpty();
    assertThat(overlay.size()).isZero();
  }

  @Test
  void get_deletedByOthersAfterWrite_goesWithTheStoresVersion() {
    overlay.written(pod("a", "uid-a", 5));
    store.bringEnd("ns/a", 6);

    assertThat(overlay.get("ns/a")).isEmpty();
  }

  @Test
  void get_bookmarkPassesWrite_believesStore() {
    overlay.written(pod("a", "uid-a", 5));
    store.bookmark(9);

    assertThat(overlay.get("ns/a")).isEmpty();
    assertThat(overlay.size()).isZero();
  }

  @Test
  void get_changedByOthersSince_showsTheNewer() {
    overlay.written(pod("a", "uid-a", 5));
    store.bring(pod("a", "uid-a", 7));
    overlay.written(pod("a", "uid-a", 6));

    assertThat(overlay.get("ns/a")).contains(pod("a", "uid-a", 7));
    assertThat(overlay.list("")).containsExactly(pod("a", "uid-a", 7));
  }

  @Test
  void get_gone_hidesThatObjectButNotItsSuccessor() {
    store.bring(pod("a", "uid-a", 5));
    overlay.gone(pod("a", "uid-a", 5));

    assertThat(overlay.get("ns/a")).isEmpty();
    assertThat(overlay.list("")).isEmpty();
    assertThat(overlay.ownedBy("owner")).isEmpty();

    store.bring(pod("a", "uid-a", 6));
    assertThat(overlay.get("ns/a")).as("a change before its end").isEmpty();

    store.bringEnd("ns/a", 7);
    store.bring(pod("a", "uid-b", 8));
    assertThat(overlay.get("ns/a")).contains(pod("a", "uid-b", 8));
    assertThat(overlay.size()).isZero();
  }

  @Test
  void get_createdAndDeletedBeforeTheWatchTells_staysHidden() {
    store.bookmark(4);
    overlay.written(pod("a", "uid-a", 5));
    overlay.gone(pod("a", "uid-a", 5));
    assertThat(overlay.get("ns/a")).isEmpty();

    store.bring(pod("a", "uid-a", 5));
    assertThat(overlay.get("ns/a")).as("the watch tells of the creation only").isEmpty();

    store.bringEnd("ns/a", 6);
    assertThat(overlay.get("ns/a")).isEmpty();
    assertThat(overlay.size()).isZero();
  }

  @Test
  void get_deletedAndCreatedAnew_showsTheNewOne() {
    store.bring(pod("a", "uid-a", 5));
    overlay.gone(pod("a", "uid-a", 5));
    overlay.written(pod("a", "uid-b", 7));

    assertThat(overlay.get("ns/a")).contains(pod("a", "uid-b", 7));
    assertThat(overlay.list("")).containsExactly(pod("a", "uid-b", 7));
  }

  @Test
  void written_answersInTheWrongOrder_keepsTheLater() {
    overlay.written(pod("a", "uid-a", 10));
    overlay.written(pod("a", "uid-a", 9));
    assertThat(overlay.get("ns/a")).contains(pod("a", "uid-a", 10));

    overlay.gone(pod("a", "uid-a", 9));
    overlay.written(pod("a", "uid-a", 11));
    assertThat(overlay.get("ns/a")).as("what is gone does not come back").isEmpty();
  }

  @Test
  void ownedBy_writeChangedOwner_followsWrite() {
    store.bring(pod("a", "uid-a", 5));
    Pod released = pod("a", "uid-a", 6);
    released.getMetadata().setOwnerReferences(List.of());
    overlay.written(released);

    assertThat(overlay.ownedBy("owner")).isEmpty();
    assertThat(overlay.list("ns")).containsExactly(released);
  }

  @Test
  void written_manyThatNobodyReads_areSwept() {
    for (int i = 1; i <= 10_000; i++) {
      overlay.written(pod("p" + i, "uid-" + i, i));
      store.bookmark(i);
    }

    assertThat(overlay.size()).isLessThan(200);
  }

  @ParameterizedTest
  @CsvSource({"'',1,-1", "9,10,-1", "10,10,0", "18446744073709551617,18446744073709551616,1"})
  void compare_versions_asNumbers(String a, String b, int expected) {
    assertThat(Integer.signum(Overlay.compare(a, b))).isEqualTo(expected);
  }

  /**
   * A server, a watch that lags behind it, and this process among other writers, all at random. After each step each object must be shown
   * in a state that it had at or after this process's last write to it, and no earlier than the store's version.
   */
  @Test
  void reads_anyHistory_neverFallBehindOwnWrites() {
    for (int seed = 0; seed < 1_000; seed++) {
      new History(seed).play(60);
    }
  }

  private static final class History {
    private final int seed;
    private final Random random;
    private final ScriptedStore<Pod> store = new ScriptedStore<>();
    private final Overlay<Pod> overlay = new Overlay<>(store);
    private final Queue<Runnable> watch = new ArrayDeque<>();
    private final Map<String, List<Optional<Pod>>> states = new HashMap<>();
    private final Map<String, Integer> ownWrites = new HashMap<>();
    private int version;
    private int arrived;

    History(int seed) {
      this.seed = seed;
      this.random = new Random(seed);
    }

    void play(int steps) {
      List<String> names = List.of("a", "b", "c");
      names.forEach(name -> states.put(name, new ArrayList<>(List.of(Optional.empty()))));
      for (int i = 0; i < steps; i++) {
        if (random.nextInt(3) == 0) {
          Runnable event = watch.poll();
          if (event != null) {
            event.run();
          }
        } else {
          write(names.get(random.nextInt(names.size())), random.nextBoolean());
        }
        names.forEach(this::check);
      }
      while (!watch.isEmpty()) {
        watch.remove().run();
        names.forEach(this::check);
      }
      names.forEach(name -> assertThat(overlay.get("ns/" + name)).as("seed %d", seed).isEqualTo(history(name).getLast()));
      assertThat(overlay.size()).as("seed %d: nothing is left once the watch has caught up", seed).isZero();
    }

    private void write(String name, boolean own) {
      Optional<Pod> before = history(name).getLast();
      version++;
      int at = version;
      boolean delete = before.isPresent() && random.nextInt(3) == 0;
      states.values().forEach(list -> list.add(list.getLast()));
      if (delete) {
        history(name).set(at, Optional.empty());
        watch.add(() -> {
          store.bringEnd("ns/" + name, at);
          arrived = at;
        });
      } else {
        Pod pod = pod(name, before.map(old -> old.getMetadata().getUid()).orElse("uid-" + at), at);
        history(name).set(at, Optional.of(pod));
        watch.add(() -> {
          store.bring(pod);
          arrived = at;
        });
      }
      if (own) {
        // The watch is often faster than the answer.
        while (random.nextInt(4) == 0 && !watch.isEmpty()) {
          watch.remove().run();
        }
        if (delete) {
          overlay.gone(before.orElseThrow());
        } else {
          overlay.written(history(name).get(at).orElseThrow());
        }
        ownWrites.put(name, at);
      }
    }

    private List<Optional<Pod>> history(String name) {
      return Objects.requireNonNull(states.get(name));
    }

    private void check(String name) {
      int from = Math.max(arrived, ownWrites.getOrDefault(name, 0));
      List<Optional<Pod>> allowed = history(name).subList(from, version + 1);
      Optional<Pod> read = overlay.get("ns/" + name);
      assertThat(allowed).as("seed %d: %s", seed, name).contains(read);
      assertThat(overlay.list("ns").stream().filter(pod -> pod.getMetadata().getName().equals(name)).findFirst()).as("seed %d: %s in the list", seed, name).isEqualTo(read);
    }
  }

  /** Several goroutines create an object each time they find none, and delete it when they find one, while the watch lags behind. */
  @Test
  void reads_manyWriters_eachSeesWhatItWrote() throws InterruptedException {
    AtomicLong versions = new AtomicLong();
    ReentrantLock server = new ReentrantLock();
    BlockingQueue<Runnable> watch = new LinkedBlockingQueue<>();
    WaitGroup writers = new WaitGroup();
    List<Goroutine> goroutines = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      String name = "p" + i;
      goroutines.add(writers.go("writer-" + i, () -> {
        for (int round = 0; round < 2_000; round++) {
          Optional<Pod> seen = overlay.get("ns/" + name);
          assertThat(seen.isPresent()).as("%s in round %d", name, round).isEqualTo(round % 2 == 1);
          Pod pod;
          server.lock();
          try {
            long version = versions.incrementAndGet();
            pod = pod(name, seen.map(old -> old.getMetadata().getUid()).orElse("uid-" + version), version);
            watch.add(seen.isPresent() ? () -> store.bringEnd("ns/" + name, version) : () -> store.bring(pod));
          } finally {
            server.unlock();
          }
          seen.ifPresentOrElse(overlay::gone, () -> overlay.written(pod));
        }
      }));
    }
    WaitGroup reader = new WaitGroup();
    Goroutine reflector = reader.go("watch", () -> {
      while (true) {
        watch.take().run();
      }
    });
    writers.await();
    reflector.interrupt();
    reader.await();

    assertThat(goroutines).allSatisfy(goroutine -> assertThat(goroutine.failure()).isEmpty());
  }

  private static Pod pod(String name, String uid, long version) {
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace("ns")
        .withName(name)
        .withUid(uid)
        .withResourceVersion(Long.toString(version))
        .addNewOwnerReference()
        .withUid("owner")
        .endOwnerReference()
        .endMetadata()
        .build();
  }
}
