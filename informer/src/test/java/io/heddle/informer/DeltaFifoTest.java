package io.heddle.informer;

import static io.heddle.informer.TestObjects.eventually;
import static io.heddle.informer.TestObjects.object;
import static io.heddle.informer.TestObjects.versionOf;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.heddle.channels.Channel;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of client-go's delta_fifo_test and the_real_fifo_test that are not about its Go API, and those for what differs here. */
class DeltaFifoTest {
  private final SnapshotIndexer<ConfigMap> cache = new SnapshotIndexer<>();
  private final DeltaFifo<ConfigMap> fifo = new DeltaFifo<>(cache);

  private void cached(ConfigMap object) {
    cache.update(snapshot -> snapshot.with(Indexer.key(object), object));
  }

  private List<String> pop(int max) throws InterruptedException {
    List<String> popped = new ArrayList<>();
    fifo.pop(max, batch -> batch.deltas().forEach(deltas -> popped.add(told(deltas))));
    return popped;
  }

  private List<String> popAll() throws InterruptedException {
    List<String> popped = new ArrayList<>();
    while (fifo.size() > 0) {
      popped.addAll(pop(1));
    }
    return popped;
  }

  private static String told(Deltas<ConfigMap> deltas) {
    return deltas.key().substring("default/".length()) + ":" + deltas.deltas().stream().map(DeltaFifoTest::told).collect(Collectors.joining(","));
  }

  private static String told(Delta<ConfigMap> delta) {
    String version = versionOf(delta.object());
    return switch (delta) {
      case Delta.Added<ConfigMap> added -> "added" + version;
      case Delta.Updated<ConfigMap> updated -> "updated" + version;
      case Delta.Replaced<ConfigMap> replaced -> "replaced" + version;
      case Delta.Sync<ConfigMap> sync -> "sync" + version;
      case Delta.Deleted<ConfigMap> deleted -> "deleted" + version + (deleted.finalStateKnown() ? "" : "?");
    };
  }

  @Test
  void changes_ofOneKey_popTogetherInOrder() throws Exception {
    fifo.add(object("a", 1));
    fifo.add(object("b", 2));
    fifo.update(object("a", 3));
    fifo.delete(object("a", 4));
    assertThat(fifo.size()).isEqualTo(2);
    assertThat(popAll()).containsExactly("a:added1,updated3,deleted4", "b:added2");
  }

  @Test
  void key_addedAgainAfterItWasPopped_goesToTheEnd() throws Exception {
    fifo.add(object("a", 1));
    fifo.add(object("b", 2));
    assertThat(pop(1)).containsExactly("a:added1");
    fifo.update(object("a", 3));
    assertThat(popAll()).containsExactly("b:added2", "a:updated3");
  }

  @Test
  void key_changedOften_keepsItsPlaceInLine() throws Exception {
    fifo.add(object("a", 1));
    fifo.add(object("b", 2));
    fifo.add(object("c", 3));
    fifo.update(object("a", 4));
    fifo.update(object("b", 5));
    assertThat(popAll()).containsExactly("a:added1,updated4", "b:added2,updated5", "c:added3");
  }

  @Test
  void delete_ofUnknownObject_isDropped() throws Exception {
    fifo.delete(object("a", 1));
    assertThat(fifo.size()).isZero();
    cached(object("b", 1));
    fifo.delete(object("b", 2));
    assertThat(popAll()).containsExactly("b:deleted2");
  }

  @Test
  void delete_twice_isToldOnceAsTheOneThatKnowsMore() throws Exception {
    fifo.add(object("a", 1));
    fifo.replace(List.of(), "5");
    fifo.delete(object("a", 6));
    assertThat(popAll()).containsExactly("a:added1,deleted6");
    fifo.add(object("b", 7));
    fifo.delete(object("b", 8));
    fifo.replace(List.of(), "9");
    assertThat(popAll()).containsExactly("b:added7,deleted8");
  }

  @Test
  void replace_ofQueuedChanges_comesAfterThem() throws Exception {
    fifo.add(object("a", 1));
    fifo.replace(List.of(object("a", 2), object("b", 3)), "3");
    assertThat(popAll()).containsExactly("a:added1,replaced2", "b:replaced3");
  }

  @Test
  void replace_withoutCachedObjects_deletesThem() throws Exception {
    cached(object("a", 1));
    cached(object("b", 1));
    fifo.replace(List.of(object("b", 2)), "9");
    assertThat(popAll()).containsExactlyInAnyOrder("b:replaced2", "a:deleted1?");
  }

  @Test
  void replace_withoutObjectsOnlyInTheQueue_deletesThem() throws Exception {
    fifo.add(object("a", 1));
    fifo.replace(List.of(), "5");
    assertThat(popAll()).containsExactly("a:added1,deleted1?");
  }

  @Test
  void replace_withoutAnObjectWhoseChangeIsQueued_deletesItInItsNewestState() throws Exception {
    cached(object("a", 1));
    fifo.update(object("a", 2));
    fifo.replace(List.of(), "5");
    assertThat(popAll()).containsExactly("a:updated2,deleted2?");
  }

  @Test
  void replace_withoutAnObjectWhoseDeletionIsQueued_addsNothing() throws Exception {
    cached(object("a", 1));
    fifo.delete(object("a", 2));
    fifo.replace(List.of(), "5");
    assertThat(popAll()).containsExactly("a:deleted2");
  }

  @Test
  void replace_withoutAnObjectThatIsBeingProcessed_deletesIt() throws Exception {
    fifo.add(object("a", 1));
    fifo.pop(1, batch -> fifo.replace(List.of(), "5")); // Neither queued nor in the cache at this moment.
    assertThat(popAll()).containsExactly("a:deleted1?");
  }

  @Test
  void replace_withoutAnObjectWhoseDeletionIsBeingProcessed_addsNothing() throws Exception {
    cached(object("a", 1));
    fifo.delete(object("a", 2));
    fifo.pop(1, batch -> fifo.replace(List.of(), "5"));
    assertThat(fifo.size()).isZero();
  }

  @Test
  void delete_ofAnObjectThatIsBeingProcessed_isQueued() throws Exception {
    fifo.add(object("a", 1));
    fifo.pop(1, batch -> fifo.delete(object("a", 2)));
    assertThat(popAll()).containsExactly("a:deleted2");
  }

  @Test
  void replace_whatIsListedAgain_isReplacedAgain() throws Exception {
    cached(object("a", 1));
    fifo.replace(List.of(object("a", 1)), "5");
    fifo.replace(List.of(object("a", 2)), "6");
    assertThat(popAll()).containsExactly("a:replaced1,replaced2");
  }

  @Test
  void resync_syncsWhatIsCachedAndNotQueued() throws Exception {
    cached(object("a", 1));
    cached(object("b", 1));
    fifo.update(object("a", 2));
    fifo.resync();
    assertThat(popAll()).containsExactly("a:updated2", "b:sync1");
  }

  @Test
  void resync_whileAnObjectIsBeingProcessed_leavesItOut() throws Exception {
    cached(object("a", 1));
    fifo.update(object("a", 2));
    fifo.pop(1, batch -> fifo.resync());
    assertThat(fifo.size()).isZero();
  }

  @Test
  void hasSynced_untilTheFirstListIsPopped_isFalse() throws Exception {
    assertThat(fifo.hasSynced()).isFalse();
    fifo.replace(List.of(object("a", 1), object("b", 1)), "1");
    assertThat(fifo.hasSynced()).isFalse();
    pop(1);
    assertThat(fifo.hasSynced()).isFalse();
    fifo.pop(1, batch -> assertThat(fifo.hasSynced()).isFalse());
    assertThat(fifo.hasSynced()).isTrue();
    fifo.replace(List.of(object("c", 1)), "2");
    assertThat(fifo.hasSynced()).isTrue();
  }

  @Test
  void hasSynced_afterAnEmptyFirstList_isTrueAtOnce() {
    fifo.replace(List.of(), "1");
    assertThat(fifo.hasSynced()).isTrue();
  }

  @Test
  void hasSynced_ifAChangeCameBeforeAnyList_isTrue() {
    fifo.add(object("a", 1));
    assertThat(fifo.hasSynced()).isTrue();
  }

  @Test
  void hasSynced_withDeletionsInTheFirstList_waitsForThemToo() throws Exception {
    cached(object("gone", 1));
    fifo.replace(List.of(object("a", 2)), "2");
    pop(1);
    assertThat(fifo.hasSynced()).isFalse();
    pop(1);
    assertThat(fifo.hasSynced()).isTrue();
  }

  @Test
  void initialList_marksWhatBelongsToTheFirstList() throws Exception {
    List<Boolean> initial = new ArrayList<>();
    fifo.replace(List.of(object("a", 1), object("b", 1)), "1");
    fifo.add(object("c", 2));
    fifo.pop(2, batch -> batch.deltas().forEach(deltas -> initial.add(deltas.initialList())));
    fifo.pop(2, batch -> batch.deltas().forEach(deltas -> initial.add(deltas.initialList())));
    assertThat(initial).containsExactly(true, true, false);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3, 4, 7})
  void pop_ofSeveral_givesEachKeyOnce(int max) throws Exception {
    for (int round = 1; round <= 2; round++) {
      for (int i = 0; i < 5; i++) {
        fifo.update(object("o" + i, round));
      }
    }
    List<String> popped = new ArrayList<>();
    while (fifo.size() > 0) {
      List<String> batch = pop(max);
      assertThat(batch).hasSizeLessThanOrEqualTo(max);
      popped.addAll(batch);
    }
    assertThat(popped).isEqualTo(IntStream.range(0, 5).mapToObj(i -> "o" + i + ":updated1,updated2").toList());
  }

  @Test
  void pop_ofSomeKeys_tellsTheVersionOnlyWithTheLastOne() throws Exception {
    List<String> versions = new ArrayList<>();
    fifo.add(object("a", 1));
    fifo.add(object("b", 2));
    fifo.pop(1, batch -> versions.add(batch.resourceVersion()));
    fifo.pop(1, batch -> versions.add(batch.resourceVersion()));
    assertThat(versions).containsExactly("", "2");
  }

  @Test
  void bookmark_withNothingQueued_isPoppedAlone() throws Exception {
    fifo.add(object("a", 1));
    pop(1);
    fifo.bookmark("7");
    fifo.bookmark("5"); // Older: nothing new.
    List<DeltaFifo.Batch<ConfigMap>> batches = new ArrayList<>();
    fifo.pop(10, batches::add);
    assertThat(batches).containsExactly(new DeltaFifo.Batch<>(List.of(), "7"));
  }

  @Test
  void pop_onAnEmptyQueue_waitsForAChange() throws Exception {
    Channel<List<String>> popped = Channel.buffered(1);
    Goroutine consumer = Go.go("consumer", () -> popped.send(pop(10)));
    fifo.add(object("a", 1));
    assertThat(popped.receive()).containsExactly("a:added1");
    consumer.join();
  }

  @Test
  void pop_interrupted_popsNothing() throws Exception {
    Channel<String> outcome = Channel.buffered(1);
    Goroutine consumer =
        Go.go(
            "consumer",
            () -> {
              try {
                pop(1);
              } catch (InterruptedException e) {
                outcome.send("interrupted");
              }
            });
    consumer.interrupt();
    assertThat(outcome.receive()).isEqualTo("interrupted");
    fifo.add(object("a", 1));
    assertThat(popAll()).containsExactly("a:added1");
  }

  @Test
  void pop_afterClose_drainsAndThenEnds() throws Exception {
    fifo.add(object("a", 1));
    fifo.close();
    fifo.close();
    fifo.add(object("b", 2));
    fifo.replace(List.of(object("c", 2)), "3");
    fifo.bookmark("9");
    assertThat(pop(10)).containsExactly("a:added1");
    assertThat(fifo.pop(10, batch -> {})).isFalse();
  }

  @Test
  void close_freesAConsumerThatWaits() throws Exception {
    Channel<Boolean> more = Channel.buffered(1);
    Go.go("consumer", () -> more.send(fifo.pop(1, batch -> {})));
    fifo.close();
    assertThat(more.receive()).isFalse();
  }

  @Test
  void pop_ofAProcessThatThrows_throwsAndGoesOnWithTheNext() throws Exception {
    fifo.replace(List.of(object("a", 1), object("b", 2)), "2");
    IllegalStateException failure = new IllegalStateException("broken");
    assertThatThrownBy(() -> fifo.pop(1, batch -> { throw failure; })).isSameAs(failure);
    assertThat(popAll()).containsExactly("b:replaced2");
    assertThat(fifo.hasSynced()).isTrue();
  }

  @Test
  void version_afterAProcessThatThrew_isNotToldBeforeTheNextList() throws Exception {
    List<String> versions = new ArrayList<>();
    fifo.add(object("a", 1));
    assertThatThrownBy(() -> fifo.pop(1, batch -> { throw new IllegalStateException("broken"); })).hasMessage("broken");
    fifo.add(object("b", 2));
    fifo.pop(1, batch -> versions.add(batch.resourceVersion()));
    fifo.replace(List.of(object("a", 1), object("b", 2)), "3");
    fifo.pop(2, batch -> versions.add(batch.resourceVersion()));
    assertThat(versions).containsExactly("", "3");
  }

  @Test
  void pop_withinPop_isRefused() throws Exception {
    fifo.add(object("a", 1));
    fifo.add(object("b", 1));
    List<Throwable> refusals = new ArrayList<>();
    fifo.pop(1, batch -> {
      try {
        fifo.pop(1, inner -> {});
      } catch (IllegalStateException | InterruptedException e) {
        refusals.add(e);
      }
    });
    assertThat(refusals).singleElement().isInstanceOf(IllegalStateException.class);
    assertThat(popAll()).containsExactly("b:added1");
  }

  @Test
  void pop_ofNothing_isRefused() {
    assertThatThrownBy(() -> fifo.pop(0, batch -> {})).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("max=0");
  }

  @Test
  void producers_many_loseNothingAndKeepTheOrderOfEachKey() throws Exception {
    int producers = 4;
    int changes = 2_000;
    for (int p = 0; p < producers; p++) {
      String name = "o" + p;
      Go.go("producer", () -> IntStream.rangeClosed(1, changes).forEach(version -> fifo.update(object(name, version))));
    }
    List<String> seen = new ArrayList<>();
    while (seen.size() < producers * changes) {
      fifo.pop(3, batch -> batch.deltas().forEach(deltas -> deltas.deltas().forEach(delta -> seen.add(deltas.key() + "@" + versionOf(delta.object())))));
    }
    for (int p = 0; p < producers; p++) {
      String prefix = "default/o" + p + "@";
      assertThat(seen.stream().filter(s -> s.startsWith(prefix))).containsExactlyElementsOf(IntStream.rangeClosed(1, changes).mapToObj(v -> prefix + v).toList());
    }
    eventually().until(() -> fifo.size() == 0);
  }
}
