package io.heddle.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.heddle.informer.SharedInformerFactory;
import io.heddle.kubernetes.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ClientTest {

  private static final String PATH = "/api/v1/namespaces/ns/configmaps/a";

  private final ScriptedTransport server = new ScriptedTransport();
  private final Client client = new Client(server, new Caches(new SharedInformerFactory(server, Duration.ZERO), ""));
  private ConfigMap stored = new ConfigMap();

  @BeforeEach
  void createOne() throws IOException, InterruptedException {
    stored = client.create(new ConfigMapBuilder().withNewMetadata().withNamespace("ns").withName("a").endMetadata().addToData("n", "0").build());
    server.requests.clear();
  }

  private static void increment(ConfigMap map) {
    map.setData(Map.of("n", Integer.toString(Integer.parseInt(map.getData().get("n")) + 1)));
  }

  @Test
  void create_returnsWhatTheServerStored() {
    assertThat(stored.getMetadata().getUid()).isNotEmpty();
    assertThat(stored.getMetadata().getResourceVersion()).isEqualTo("101");
    assertThat(stored.getData()).containsEntry("n", "0");
  }

  @Test
  void create_nameToBeGenerated_isTheServersBusiness() throws Exception {
    Pod pod = new PodBuilder().withNewMetadata().withNamespace("ns").withGenerateName("p-").endMetadata().build();
    Owners.setController(pod, stored);

    assertThat(client.create(pod).getMetadata().getName()).startsWith("p-");
  }

  @Test
  void edit_writesAChangedCopy() throws Exception {
    ConfigMap edited = client.edit(stored, ClientTest::increment);

    assertThat(edited.getData()).containsEntry("n", "1");
    assertThat(stored.getData()).as("what was given is as it was").containsEntry("n", "0");
    assertThat(server.requests).containsExactly("PUT " + PATH);
  }

  @Test
  void edit_nothingToChange_writesNothing() throws Exception {
    assertThat(client.edit(stored, map -> map.setData(Map.of("n", "0")))).isSameAs(stored);
    assertThat(client.removeFinalizer(stored, "example.com/cleanup")).isSameAs(stored);
    assertThat(server.requests).isEmpty();
  }

  @Test
  void edit_conflict_readsAnewAndBeginsAgain() throws Exception {
    AtomicInteger others = new AtomicInteger(2);
    server.beforeWrite(() -> {
      if (others.getAndDecrement() > 0) {
        server.touch(PATH, stored.getMetadata().getUid());
      }
    });

    ConfigMap edited = client.edit(stored, ClientTest::increment);
    assertThat(edited.getData()).containsEntry("n", "1");
    assertThat(server.requests).containsExactly("PUT " + PATH, "GET " + PATH, "PUT " + PATH, "GET " + PATH, "PUT " + PATH);
  }

  @Test
  void edit_conflictWithoutEnd_givesUp() {
    server.beforeWrite(() -> server.touch(PATH, stored.getMetadata().getUid()));

    assertThatThrownBy(() -> client.edit(stored, ClientTest::increment))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.isConflict()).isTrue())
        .hasMessageContaining("the object has been modified");
    assertThat(server.requests).filteredOn(request -> request.startsWith("PUT")).hasSize(6);
  }

  @Test
  void edit_replacedByAnotherOfItsName_isNotTouched() {
    server.beforeWrite(() -> server.touch(PATH, "uid-of-another"));

    assertThatThrownBy(() -> client.edit(stored, ClientTest::increment))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.isConflict()).isTrue());
    assertThat(server.requests).containsExactly("PUT " + PATH, "GET " + PATH);
  }

  @Test
  void edit_gone_isNotFound() {
    server.remove(PATH);

    assertThatThrownBy(() -> client.edit(stored, ClientTest::increment))
        .isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.isNotFound()).isTrue());
  }

  @Test
  void finalizers_areAddedAndRemovedOnce() throws Exception {
    ConfigMap guarded = client.addFinalizer(stored, "example.com/cleanup");
    assertThat(guarded.getFinalizers()).containsExactly("example.com/cleanup");
    assertThat(client.addFinalizer(guarded, "example.com/cleanup")).isSameAs(guarded);

    assertThat(client.removeFinalizer(guarded, "example.com/cleanup").getFinalizers()).isEmpty();
    assertThat(server.requests).containsExactly("PUT " + PATH, "PUT " + PATH);
  }

  @Test
  void update_staleVersion_isAConflict() throws Exception {
    client.edit(stored, ClientTest::increment);

    assertThatThrownBy(() -> client.update(stored)).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.isConflict()).isTrue());
  }

  @Test
  void statusEdit_usesTheSubresource() throws Exception {
    Pod pod = client.create(new PodBuilder().withNewMetadata().withNamespace("ns").withName("p").endMetadata().withNewStatus().endStatus().build());
    Pod edited = client.status().edit(pod, draft -> draft.getStatus().setPhase("Running"));

    assertThat(edited.getStatus().getPhase()).isEqualTo("Running");
    assertThat(server.requests).endsWith("PUT status /api/v1/namespaces/ns/pods/p");
  }

  @Test
  void delete_asksForThisVeryObject() throws Exception {
    client.delete(stored);

    assertThat(server.requests).containsExactly("DELETE " + PATH + " uid=" + stored.getMetadata().getUid());
    assertThat(client.fetch(ConfigMap.class, "ns", "a")).isEmpty();
  }

  @Test
  void delete_goneAlready_isDone() throws Exception {
    server.remove(PATH);

    client.delete(stored);
    assertThat(server.requests).hasSize(1);
  }

  @Test
  void delete_anotherHasTheName_isAConflict() {
    server.touch(PATH, "uid-of-another");

    assertThatThrownBy(() -> client.delete(stored)).isInstanceOfSatisfying(ApiException.class, e -> assertThat(e.isConflict()).isTrue());
  }

  @Test
  void fetch_asksTheServer() throws Exception {
    assertThat(client.fetch(ConfigMap.class, "ns", "a")).contains(stored);
    assertThat(client.fetch(ConfigMap.class, "ns", "b")).isEmpty();
    assertThat(server.requests).hasSize(2);
  }

  @Test
  void copy_isTheCallersOwn() {
    ConfigMap copy = client.copy(stored);
    copy.getMetadata().setName("changed");

    assertThat(stored.getMetadata().getName()).isEqualTo("a");
  }

  @Test
  void get_typeNotCached_saysWhatToDo() {
    assertThatThrownBy(() -> client.get(ConfigMap.class, "ns", "a"))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("no cache holds ConfigMap")
        .hasMessageContaining("Manager.cache(ConfigMap.class)");
  }

  @Test
  void ownedBy_ownerNeverCreated_isRefused() {
    ConfigMap draft = new ConfigMapBuilder().withNewMetadata().withName("x").endMetadata().build();

    assertThatThrownBy(() -> client.ownedBy(Pod.class, draft)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("has no uid");
  }
}
