package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Cluster.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What a server says of itself, and how it shows objects to people. */
interface DiscoveryContract extends Conversation {

  private static List<String> names(Answer answer, String list) {
    return Json.list(answer.body(), list).stream().map(each -> Json.text(each, "name")).toList();
  }

  private static List<String> columns(Answer table) {
    return Json.list(table.body(), "columnDefinitions").stream()
        .filter(column -> Json.number(0, column, "priority") == 0)
        .map(column -> Json.text(column, "name"))
        .toList();
  }

  @Test
  default void health_isPlainOk() {
    for (String path : List.of("/healthz", "/readyz", "/livez")) {
      assertThat(cluster().get(path).text("text")).isEqualTo("ok");
    }
  }

  @Test
  default void version_isOfTheSameRelease() {
    Answer version = cluster().get("/version");
    assertThat(version.text("major")).isEqualTo("1");
    assertThat(version.text("gitVersion")).startsWith("v1.");
  }

  @Test
  default void discovery_goesFromGroupsToResources() {
    assertThat(cluster().get("/api").at("versions")).isEqualTo(List.of("v1"));
    assertThat(names(cluster().get("/apis"), "groups")).contains("apps", "coordination.k8s.io", "contract.heddle.io");
    Answer group = cluster().get("/apis/contract.heddle.io");
    assertThat(group.text("kind")).isEqualTo("APIGroup");
    assertThat(group.text("preferredVersion", "groupVersion")).isEqualTo("contract.heddle.io/v1");
    Answer core = cluster().get("/api/v1");
    assertThat(names(core, "resources")).contains("pods", "pods/status", "configmaps", "namespaces", "nodes", "events");
    Object pods = Json.list(core.body(), "resources").stream().filter(it -> Json.text(it, "name").equals("pods")).findFirst().orElseThrow();
    assertThat(Json.text(pods, "kind")).isEqualTo("Pod");
    assertThat(Json.at(pods, "namespaced")).isEqualTo(true);
    assertThat(Json.at(pods, "shortNames")).isEqualTo(List.of("po"));
    assertThat(Json.texts(pods, "verbs")).contains("create", "delete", "get", "list", "patch", "update", "watch");
  }

  @Test
  default void table_ofCustomObjects_hasTheDeclaredColumns() {
    cluster().post(widgets(), widgetJson("w", "{\"template\":{},\"replicas\":4}"));
    cluster().merge(widget("w") + "/status", "{\"status\":{\"phase\":\"Running\"}}");
    for (String path : List.of(widgets(), widget("w"))) {
      Answer table = cluster().table(path);
      assertThat(table.text("kind")).isEqualTo("Table");
      assertThat(columns(table)).containsExactly("Name", "Replicas", "Phase", "Age");
      Object row = Json.list(table.body(), "rows").getFirst();
      assertThat(Json.list(row, "cells")).startsWith("w", 4, "Running");
      assertThat(Json.text(row, "object", "metadata", "namespace")).isEqualTo(namespace());
    }
  }

  @Test
  default void table_ofPods_showsHowTheyAre() {
    cluster().post(core("pods"), podJson("p").replace("\"restartPolicy\"", "\"schedulerName\":\"nobody\",\"restartPolicy\""));
    Answer table = cluster().table(core("pods"));
    assertThat(columns(table)).containsExactly("Name", "Ready", "Status", "Restarts", "Age");
    assertThat(Json.list(Json.list(table.body(), "rows").getFirst(), "cells")).startsWith("p", "0/1", "Pending");
  }
}
