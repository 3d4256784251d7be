package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.kubernetes.WatchQuery;
import io.heddle.kubernetes.WatchStream;
import io.heddle.testing.Cluster.Answer;
import io.heddle.testing.Cluster.Frame;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Finalizers, owners, and namespaces that go. */
interface DeletionContract extends Conversation {

  private Answer createWithFinalizer(String name) {
    String json =
        widgetJson(name, "{\"template\":{}}").replace("\"metadata\":{", "\"metadata\":{\"finalizers\":[\"contract.heddle.io/hold\"],");
    return cluster().post(widgets(), json);
  }

  private String owned(String name, Answer owner, boolean blocks) {
    return """
        {"metadata":{"name":"%s","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"%s","uid":"%s","controller":true,
         "blockOwnerDeletion":%s}]}}
        """
        .formatted(name, owner.text("metadata", "name"), owner.text("metadata", "uid"), blocks);
  }

  private void awaitGone(String path) {
    await().atMost(Duration.ofSeconds(60)).pollInterval(Duration.ofMillis(20)).until(() -> cluster().get(path).code() == 404);
  }

  @Test
  default void delete_withFinalizer_marksAndKeeps() {
    Answer made = createWithFinalizer("w");
    Answer deleted = cluster().delete(widget("w"));
    assertThat(deleted.code()).isEqualTo(200);
    assertThat(deleted.text("kind")).isEqualTo("Widget");
    assertThat(deleted.text("metadata", "deletionTimestamp")).isNotEmpty();
    assertThat(deleted.at("metadata", "deletionGracePeriodSeconds")).isEqualTo(0);
    assertThat(deleted.at("metadata", "generation")).isEqualTo(2);
    assertThat(Long.parseLong(deleted.version())).isGreaterThan(Long.parseLong(made.version()));
    assertThat(cluster().get(widget("w")).code()).isEqualTo(200);
  }

  @Test
  default void delete_again_changesNothing() {
    createWithFinalizer("w");
    Answer once = cluster().delete(widget("w"));
    Answer twice = cluster().delete(widget("w"));
    assertThat(twice.code()).isEqualTo(200);
    assertThat(twice.version()).isEqualTo(once.version());
    assertThat(twice.text("metadata", "deletionTimestamp")).isEqualTo(once.text("metadata", "deletionTimestamp"));
  }

  @Test
  default void lastFinalizerGone_objectGoesWithAnEventOfItsOwnVersion() throws Exception {
    createWithFinalizer("w");
    WatchQuery query = WatchQuery.from(cluster().get(widgets()).version()).withBookmarks(false);
    try (WatchStream watch = cluster().watch(WatchContract.WIDGETS, namespace(), query)) {
      Answer deleted = cluster().delete(widget("w"));
      Answer released = cluster().merge(widget("w"), "{\"metadata\":{\"finalizers\":null}}");
      assertThat(released.code()).isEqualTo(200);
      assertThat(cluster().get(widget("w")).code()).isEqualTo(404);
      List<Frame> frames = Cluster.frames(watch, 2);
      assertThat(frames).extracting(Frame::type).containsExactly("MODIFIED", "DELETED");
      assertThat(frames.get(0).version()).isEqualTo(deleted.version());
      assertThat(Long.parseLong(frames.get(1).version())).isGreaterThan(Long.parseLong(deleted.version()));
    }
  }

  @Test
  default void oneOfTwoFinalizersGone_objectStays() {
    String json =
        widgetJson("w", "{\"template\":{}}")
            .replace("\"metadata\":{", "\"metadata\":{\"finalizers\":[\"contract.heddle.io/a\",\"contract.heddle.io/b\"],");
    cluster().post(widgets(), json);
    cluster().delete(widget("w"));
    cluster().merge(widget("w"), "{\"metadata\":{\"finalizers\":[\"contract.heddle.io/b\"]}}");
    assertThat(cluster().get(widget("w")).at("metadata", "finalizers")).isEqualTo(List.of("contract.heddle.io/b"));
  }

  @Test
  default void newFinalizerWhileDeleting_forbidden() {
    createWithFinalizer("w");
    cluster().delete(widget("w"));
    Answer answer = cluster().merge(widget("w"), "{\"metadata\":{\"finalizers\":[\"contract.heddle.io/hold\",\"contract.heddle.io/new\"]}}");
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message())
        .isEqualTo(
            "Widget.contract.heddle.io \"w\" is invalid: metadata.finalizers: Forbidden: no new finalizers can be added if the object is"
                + " being deleted, found new finalizers []string{\"contract.heddle.io/new\"}");
  }

  @Test
  default void deletionTimestamp_isNotTheClientsToSay() {
    Answer made = createWithFinalizer("w");
    Json.child(made.body(), "metadata").put("deletionTimestamp", "2020-01-01T00:00:00Z");
    cluster().put(widget("w"), made.body());
    assertThat(cluster().get(widget("w")).at("metadata", "deletionTimestamp")).isNull();
  }

  @Test
  default void ownerDeleted_ownedGoesToo() {
    Answer owner = cluster().post(core("configmaps"), configMapJson("owner", "1"));
    cluster().post(core("configmaps"), owned("owned", owner, false));
    cluster().delete(core("configmaps", "owner"));
    awaitGone(core("configmaps", "owned"));
  }

  @Test
  default void ownerDeleted_ownedOfOwnedGoesToo() {
    Answer owner = cluster().post(core("configmaps"), configMapJson("owner", "1"));
    Answer child = cluster().post(core("configmaps"), owned("child", owner, false));
    cluster().post(core("configmaps"), owned("grandchild", child, false));
    cluster().delete(core("configmaps", "owner"));
    awaitGone(core("configmaps", "grandchild"));
  }

  @Test
  default void ownerOrphansItsOwn_theyStayWithoutReference() {
    Answer owner = cluster().post(core("configmaps"), configMapJson("owner", "1"));
    cluster().post(core("configmaps"), owned("owned", owner, false));
    cluster().delete(core("configmaps", "owner"), "{\"propagationPolicy\":\"Orphan\"}");
    awaitGone(core("configmaps", "owner"));
    Answer owned = cluster().get(core("configmaps", "owned"));
    assertThat(owned.code()).isEqualTo(200);
    assertThat(owned.at("metadata", "ownerReferences")).isNull();
  }

  @Test
  default void ownerDeletedInForeground_waitsForItsOwn() {
    Answer owner = cluster().post(core("configmaps"), configMapJson("owner", "1"));
    String held = owned("owned", owner, true).replace("\"metadata\":{", "\"metadata\":{\"finalizers\":[\"contract.heddle.io/hold\"],");
    cluster().post(core("configmaps"), held);
    // The collector learns of owners by its own watches; it must know this one before the owner is to go.
    Answer deleted = cluster().delete(core("configmaps", "owner"), "{\"propagationPolicy\":\"Foreground\"}");
    assertThat(deleted.at("metadata", "finalizers")).isEqualTo(List.of("foregroundDeletion"));
    await()
        .atMost(Duration.ofSeconds(60))
        .until(() -> !cluster().get(core("configmaps", "owned")).text("metadata", "deletionTimestamp").isEmpty());
    assertThat(cluster().get(core("configmaps", "owner")).code()).isEqualTo(200);
    cluster().merge(core("configmaps", "owned"), "{\"metadata\":{\"finalizers\":null}}");
    awaitGone(core("configmaps", "owner"));
  }

  @Test
  default void ownerThatNeverWas_ownedIsCollected() {
    cluster()
        .post(
            core("configmaps"),
            """
            {"metadata":{"name":"stray","ownerReferences":[{"apiVersion":"v1","kind":"ConfigMap","name":"none",
             "uid":"00000000-0000-4000-8000-000000000000"}]}}
            """);
    awaitGone(core("configmaps", "stray"));
  }

  @Test
  default void namespaceDeleted_takesNothingNewAndEmptiesItself() {
    String name = cluster().createNamespace();
    String content = "/api/v1/namespaces/" + name + "/configmaps";
    cluster().post(content, "{\"metadata\":{\"name\":\"held\",\"finalizers\":[\"contract.heddle.io/hold\"]}}");
    cluster().post(content, configMapJson("free", "1"));
    Answer deleted = cluster().delete("/api/v1/namespaces/" + name);
    assertThat(deleted.text("status", "phase")).isEqualTo("Terminating");
    Answer refused = cluster().post(content, configMapJson("late", "1"));
    assertThat(refused.code()).isEqualTo(403);
    assertThat(refused.text("reason")).isEqualTo("Forbidden");
    assertThat(refused.message())
        .isEqualTo("configmaps \"late\" is forbidden: unable to create new content in namespace " + name + " because it is being terminated");
    awaitGone(content + "/free");
    assertThat(cluster().get("/api/v1/namespaces/" + name).code()).isEqualTo(200);
    cluster().merge(content + "/held", "{\"metadata\":{\"finalizers\":null}}");
    awaitGone("/api/v1/namespaces/" + name);
  }

  @Test
  default void defaultNamespace_mayNotBeDeleted() {
    Answer answer = cluster().delete("/api/v1/namespaces/default");
    assertThat(answer.code()).isEqualTo(403);
    assertThat(answer.message()).isEqualTo("namespaces \"default\" is forbidden: this namespace may not be deleted");
  }
}
