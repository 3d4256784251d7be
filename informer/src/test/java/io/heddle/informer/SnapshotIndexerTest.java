package io.heddle.informer;

import static io.heddle.informer.TestObjects.object;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.NodeBuilder;
import io.heddle.channels.Scope;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class SnapshotIndexerTest {
  private final SnapshotIndexer<ConfigMap> indexer = new SnapshotIndexer<>();

  private void put(ConfigMap... objects) {
    for (ConfigMap object : objects) {
      indexer.update(snapshot -> snapshot.with(Indexer.key(object), object));
    }
  }

  private void remove(String key) {
    indexer.update(snapshot -> snapshot.without(key));
  }

  private static ConfigMap labelled(String name, String... labels) {
    ConfigMapBuilder builder = new ConfigMapBuilder(object(name, 1));
    for (String label : labels) {
      builder.editMetadata().addToLabels(label, "").endMetadata();
    }
    return builder.build();
  }

  private void indexByLabels() {
    indexer.addIndex("labels", object -> object.getMetadata().getLabels() == null ? Set.of() : object.getMetadata().getLabels().keySet());
  }

  @Test
  void reads_afterWrites_showThem() {
    ConfigMap a = object("a", 1);
    ConfigMap b = object("b", 1);
    put(a, b);
    assertThat(indexer.get("default/a")).containsSame(a);
    assertThat(indexer.get("a")).isEmpty();
    assertThat(indexer.list()).containsExactlyInAnyOrder(a, b);
    assertThat(indexer.keys()).containsExactlyInAnyOrder("default/a", "default/b");
    assertThat(indexer.size()).isEqualTo(2);
    remove("default/a");
    remove("default/absent");
    assertThat(indexer.list()).containsExactly(b);
  }

  @Test
  void key_ofAnObjectWithoutNamespace_isItsName() {
    assertThat(Indexer.key(new NodeBuilder().withNewMetadata().withName("n").endMetadata().build())).isEqualTo("n");
    assertThatThrownBy(() -> Indexer.key(new NodeBuilder().build())).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("Node");
  }

  @Test
  void list_ofANamespace_holdsItsObjectsAlone() {
    ConfigMap a = object("a", 1);
    ConfigMap other = new ConfigMapBuilder(object("a", 1)).editMetadata().withNamespace("other").endMetadata().build();
    put(a, other);
    assertThat(indexer.list("default")).containsExactly(a);
    assertThat(indexer.list("other")).containsExactly(other);
    assertThat(indexer.list("none")).isEmpty();
  }

  @Test
  void ownedBy_followsTheOwnerReferences() {
    ConfigMap owned =
        new ConfigMapBuilder(object("a", 1)).editMetadata().addNewOwnerReference().withUid("u1").endOwnerReference().endMetadata().build();
    put(owned, object("b", 1));
    assertThat(indexer.ownedBy("u1")).containsExactly(owned);
    put(object("a", 2));
    assertThat(indexer.ownedBy("u1")).isEmpty();
  }

  @Test
  void index_addedLater_coversWhatIsThereAndWhatComes() {
    put(labelled("a", "red"), labelled("b", "red", "blue"));
    indexByLabels();
    put(labelled("c", "blue"));
    assertThat(indexer.byIndex("labels", "red")).extracting(Indexer::key).containsExactlyInAnyOrder("default/a", "default/b");
    assertThat(indexer.byIndex("labels", "blue")).extracting(Indexer::key).containsExactlyInAnyOrder("default/b", "default/c");
  }

  @Test
  void index_whoseLastObjectLeavesAValue_forgetsTheValue() {
    indexByLabels();
    put(labelled("a", "red"), labelled("b", "red"));
    remove("default/a");
    assertThat(indexer.indexValues("labels")).containsExactly("red");
    put(labelled("b", "blue"));
    assertThat(indexer.indexValues("labels")).containsExactly("blue");
    remove("default/b");
    assertThat(indexer.indexValues("labels")).isEmpty();
  }

  @Test
  void index_unknownOrTaken_isRefusedWithTheNamesThereAre() {
    indexByLabels();
    assertThatThrownBy(() -> indexer.byIndex("colour", "red")).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("colour").hasMessageContaining("labels");
    assertThatThrownBy(this::indexByLabels).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("labels");
  }

  @Test
  void index_whoseFunctionThrows_leavesTheObjectOutAndGoesOn() {
    indexer.addIndex("broken", object -> {
      if (object.getMetadata().getName().equals("bad")) {
        throw new IllegalStateException("cannot tell");
      }
      return List.of("good");
    });
    put(object("bad", 1), object("a", 1));
    assertThat(indexer.byIndex("broken", "good")).extracting(Indexer::key).containsExactly("default/a");
    assertThat(indexer.size()).isEqualTo(2);
  }

  @Test
  void index_whoseFunctionChangesItsMind_stillShowsOnlyWhatIsThere() {
    AtomicInteger calls = new AtomicInteger();
    indexer.addIndex("moody", object -> List.of("v" + calls.incrementAndGet()));
    put(object("a", 1));
    remove("default/a");
    for (String value : indexer.indexValues("moody")) {
      assertThat(indexer.byIndex("moody", value)).isEmpty();
    }
  }

  @Test
  void snapshot_afterLaterWrites_isUnchanged() {
    indexByLabels();
    put(labelled("a", "red"));
    Lister<ConfigMap> snapshot = indexer.snapshot();
    remove("default/a");
    put(labelled("b", "red"));
    indexer.update(s -> s.at("9"));
    assertThat(snapshot.keys()).containsExactly("default/a");
    assertThat(snapshot.byIndex("labels", "red")).extracting(Indexer::key).containsExactly("default/a");
    assertThat(snapshot.resourceVersion()).isEmpty();
    assertThat(indexer.resourceVersion()).isEqualTo("9");
  }

  @Test
  void list_withNothingChanged_isTheSameList() {
    put(object("a", 1));
    assertThat(indexer.list()).isSameAs(indexer.list());
    assertThatThrownBy(() -> indexer.list().clear()).isInstanceOf(UnsupportedOperationException.class);
  }

  @Test
  void update_thatThrows_leavesTheCacheAsItWas() {
    put(object("a", 1));
    assertThatThrownBy(() -> indexer.update(snapshot -> { throw new IllegalStateException("no"); })).hasMessage("no");
    put(object("b", 1));
    assertThat(indexer.keys()).containsExactlyInAnyOrder("default/a", "default/b");
  }

  /** A pair of objects always changes together: no read may see one without the other. */
  @Test
  void reads_besideAWriter_seeOneMoment() throws Exception {
    indexByLabels();
    AtomicBoolean done = new AtomicBoolean();
    AtomicInteger reads = new AtomicInteger();
    try (Scope scope = Scope.open("readers")) {
      for (int reader = 0; reader < 3; reader++) {
        scope.go("reader", () -> {
          while (!done.get()) {
            assertThat(indexer.list().size() % 2).isZero();
            assertThat(indexer.byIndex("labels", "red").size() % 2).isZero();
            reads.incrementAndGet();
            TestObjects.letOthersRun();
          }
        });
      }
      scope.go("writer", () -> {
        for (int i = 0; i < 3_000 || reads.get() < 1_000; i++) {
          String key = "pair" + i % 10;
          boolean there = indexer.get("default/" + key + "a").isPresent();
          indexer.update(s -> there
              ? s.without("default/" + key + "a").without("default/" + key + "b")
              : s.with("default/" + key + "a", labelled(key + "a", "red")).with("default/" + key + "b", labelled(key + "b", "red")));
          TestObjects.letOthersRun();
        }
        done.set(true);
      });
      scope.join();
    }
  }

  /** A reader in the middle of a list holds nothing that a writer could wait for. */
  @Test
  void write_whileAReadIsUnderWay_doesNotWait() {
    put(object("a", 1), object("b", 1));
    for (ConfigMap read : indexer.list()) {
      put(object("c-" + read.getMetadata().getName(), 1));
    }
    assertThat(indexer.size()).isEqualTo(4);
  }
}
