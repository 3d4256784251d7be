package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Cluster.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Create, read, replace, patch and delete, and how each is refused. */
interface CrudContract extends Conversation {

  private static void assertStatus(Answer answer, int code, String reason, String message) {
    assertThat(answer.message()).isEqualTo(message);
    assertThat(answer.code()).isEqualTo(code);
    assertThat(answer.text("kind")).isEqualTo("Status");
    assertThat(answer.text("status")).isEqualTo("Failure");
    assertThat(answer.text("reason")).isEqualTo(reason);
    assertThat(answer.at("code")).isEqualTo(code);
  }

  @Test
  default void create_newObject_returnsItWithWhatTheServerAdds() {
    Answer made = cluster().post(core("configmaps"), configMapJson("a", "1"));
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.text("kind")).isEqualTo("ConfigMap");
    assertThat(made.text("apiVersion")).isEqualTo("v1");
    assertThat(made.text("metadata", "namespace")).isEqualTo(namespace());
    assertThat(made.text("metadata", "uid")).matches("[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}");
    assertThat(made.version()).matches("[1-9][0-9]*");
    assertThat(made.text("metadata", "creationTimestamp")).matches("[0-9-]{10}T[0-9:]{8}Z");
    assertThat(made.at("metadata", "generation")).isNull();
    assertThat(made.text("data", "key")).isEqualTo("1");
  }

  @Test
  default void create_nameTaken_alreadyExists() {
    cluster().post(core("configmaps"), configMapJson("a", "1"));
    Answer again = cluster().post(core("configmaps"), configMapJson("a", "2"));
    assertStatus(again, 409, "AlreadyExists", "configmaps \"a\" already exists");
    assertThat(again.text("details", "name")).isEqualTo("a");
    assertThat(again.text("details", "kind")).isEqualTo("configmaps");
  }

  @Test
  default void create_noSuchNamespace_notFound() {
    Answer answer = cluster().post("/api/v1/namespaces/nowhere/configmaps", configMapJson("a", "1"));
    assertStatus(answer, 404, "NotFound", "namespaces \"nowhere\" not found");
    assertThat(answer.text("details", "kind")).isEqualTo("namespaces");
  }

  @Test
  default void create_otherNamespaceInBody_badRequest() {
    Answer answer = cluster().post(core("configmaps"), "{\"metadata\":{\"name\":\"a\",\"namespace\":\"other\"}}");
    assertStatus(
        answer, 400, "BadRequest", "the namespace of the provided object does not match the namespace sent on the request");
  }

  @Test
  default void create_withoutNamespace_methodNotAllowed() {
    Answer answer = cluster().post("/api/v1/configmaps", configMapJson("a", "1"));
    assertStatus(answer, 405, "MethodNotAllowed", "the server does not allow this method on the requested resource");
  }

  @Test
  default void create_withoutName_invalid() {
    Answer answer = cluster().post(core("configmaps"), "{\"metadata\":{}}");
    assertStatus(
        answer, 422, "Invalid", "ConfigMap \"\" is invalid: metadata.name: Required value: name or generateName is required");
    assertThat(answer.at("details", "causes"))
        .isEqualTo(
            List.of(
                Json.of(
                    "reason", "FieldValueRequired",
                    "message", "Required value: name or generateName is required",
                    "field", "metadata.name")));
  }

  @Test
  default void create_malformedName_invalid() {
    Answer answer = cluster().post(core("configmaps"), configMapJson("A_b", "1"));
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message())
        .startsWith("ConfigMap \"A_b\" is invalid: metadata.name: Invalid value: \"A_b\": a lowercase RFC 1123 subdomain must consist of");
  }

  @Test
  default void create_malformedLabels_invalid() {
    Answer answer = cluster().post(core("configmaps"), "{\"metadata\":{\"name\":\"a\",\"labels\":{\"a b\":\"c d\"}}}");
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message())
        .contains("metadata.labels: Invalid value: \"a b\": name part must consist of alphanumeric characters")
        .contains("metadata.labels: Invalid value: \"c d\": a valid label must be an empty string or consist of");
  }

  @Test
  default void create_generateName_getsASuffix() {
    Answer made = cluster().post(core("configmaps"), "{\"metadata\":{\"generateName\":\"gen-\"}}");
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.text("metadata", "name")).matches("gen-[a-z0-9]{5}");
    assertThat(made.text("metadata", "generateName")).isEqualTo("gen-");
  }

  @Test
  default void create_resourceVersionSet_refused() {
    Answer answer = cluster().post(core("configmaps"), "{\"metadata\":{\"name\":\"a\",\"resourceVersion\":\"5\"}}");
    assertThat(answer.code()).isEqualTo(500);
    assertThat(answer.message()).isEqualTo("resourceVersion should not be set on objects to be created");
  }

  @Test
  default void create_otherKindInBody_badRequest() {
    Answer answer = cluster().post(core("configmaps"), "{\"kind\":\"Pod\",\"apiVersion\":\"v1\",\"metadata\":{\"name\":\"a\"}}");
    assertStatus(
        answer,
        400,
        "BadRequest",
        "Pod in version \"v1\" cannot be handled as a ConfigMap: converting (v1.Pod) to (core.ConfigMap): unknown conversion");
  }

  @Test
  default void create_notJson_badRequest() {
    Answer answer = cluster().post(core("configmaps"), "{\"metadata\":");
    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message()).startsWith("the object provided is unrecognized (must be of type ConfigMap)");
  }

  @Test
  default void create_dryRun_changesNothing() {
    Answer made = cluster().post(core("configmaps") + "?dryRun=All", configMapJson("a", "1"));
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.text("metadata", "uid")).isNotEmpty();
    assertThat(cluster().get(core("configmaps", "a")).code()).isEqualTo(404);
  }

  @Test
  default void create_ownedByNobodyInParticular_invalid() {
    Answer answer = cluster().post(core("configmaps"), "{\"metadata\":{\"name\":\"a\",\"ownerReferences\":[{\"kind\":\"X\"}]}}");
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message()).contains("metadata.ownerReferences.apiVersion: Invalid value: \"\": version must not be empty");
  }

  @Test
  default void get_noSuchObject_notFound() {
    Answer answer = cluster().get(core("configmaps", "zz"));
    assertStatus(answer, 404, "NotFound", "configmaps \"zz\" not found");
  }

  @Test
  default void get_noSuchResource_notFound() {
    assertStatus(cluster().get("/api/v1/nopes"), 404, "NotFound", "the server could not find the requested resource");
    assertThat(cluster().get("/apis/no.such.group/v1/nopes").text("text")).isEqualTo("404 page not found\n");
  }

  @Test
  default void update_atItsVersion_movesTheVersionOn() {
    Answer made = cluster().post(core("configmaps"), configMapJson("a", "1"));
    made.body().put("data", Json.of("key", "2"));
    Answer updated = cluster().put(core("configmaps", "a"), made.body());
    assertThat(updated.code()).isEqualTo(200);
    assertThat(updated.text("data", "key")).isEqualTo("2");
    assertThat(Long.parseLong(updated.version())).isGreaterThan(Long.parseLong(made.version()));
    assertThat(updated.text("metadata", "uid")).isEqualTo(made.text("metadata", "uid"));
  }

  @Test
  default void update_staleVersion_conflict() {
    Answer made = cluster().post(core("configmaps"), configMapJson("a", "1"));
    cluster().put(core("configmaps", "a"), configMapJson("a", "2"));
    made.body().put("data", Json.of("key", "3"));
    Answer stale = cluster().put(core("configmaps", "a"), made.body());
    assertStatus(
        stale,
        409,
        "Conflict",
        "Operation cannot be fulfilled on configmaps \"a\": the object has been modified; please apply your changes to the latest version"
            + " and try again");
    assertThat(stale.text("details", "name")).isEqualTo("a");
    assertThat(stale.text("details", "kind")).isEqualTo("configmaps");
    assertThat(cluster().get(core("configmaps", "a")).text("data", "key")).isEqualTo("2");
  }

  @Test
  default void update_withoutVersion_wins() {
    cluster().post(core("configmaps"), configMapJson("a", "1"));
    assertThat(cluster().put(core("configmaps", "a"), configMapJson("a", "2")).code()).isEqualTo(200);
    assertThat(cluster().get(core("configmaps", "a")).text("data", "key")).isEqualTo("2");
  }

  @Test
  default void update_nothingNew_keepsTheVersion() {
    Answer made = cluster().post(core("configmaps"), configMapJson("a", "1"));
    Answer same = cluster().put(core("configmaps", "a"), made.body());
    assertThat(same.code()).isEqualTo(200);
    assertThat(same.version()).isEqualTo(made.version());
  }

  @Test
  default void update_otherUid_conflict() {
    cluster().post(core("configmaps"), configMapJson("a", "1"));
    Answer answer = cluster().put(core("configmaps", "a"), "{\"metadata\":{\"name\":\"a\",\"uid\":\"other\"}}");
    assertThat(answer.code()).isEqualTo(409);
    assertThat(answer.text("reason")).isEqualTo("Conflict");
    assertThat(answer.message())
        .startsWith("Operation cannot be fulfilled on configmaps \"a\": StorageError: invalid object")
        .contains("Precondition failed: UID in precondition: other, UID in object meta: ");
  }

  @Test
  default void update_otherNameInBody_badRequest() {
    cluster().post(core("configmaps"), configMapJson("a", "1"));
    assertStatus(
        cluster().put(core("configmaps", "a"), configMapJson("b", "1")),
        400,
        "BadRequest",
        "the name of the object (b) does not match the name on the URL (a)");
  }

  @Test
  default void update_noSuchObject_notFound() {
    assertStatus(
        cluster().put(core("configmaps", "zz"), configMapJson("zz", "1")), 404, "NotFound", "configmaps \"zz\" not found");
  }

  @Test
  default void mergePatch_nullTakesAway() {
    cluster().post(core("configmaps"), "{\"metadata\":{\"name\":\"a\"},\"data\":{\"x\":\"1\",\"y\":\"2\"}}");
    Answer patched = cluster().merge(core("configmaps", "a"), "{\"data\":{\"x\":null,\"z\":\"3\"}}");
    assertThat(patched.code()).isEqualTo(200);
    assertThat(patched.at("data")).isEqualTo(Json.of("y", "2", "z", "3"));
  }

  @Test
  default void jsonPatch_operationsInTurn() {
    cluster().post(core("configmaps"), "{\"metadata\":{\"name\":\"a\"},\"data\":{\"x\":\"1\",\"y\":\"2\"}}");
    String patch =
        """
        [{"op":"test","path":"/data/x","value":"1"},
         {"op":"replace","path":"/data/x","value":"9"},
         {"op":"remove","path":"/data/y"},
         {"op":"add","path":"/data/z","value":"3"},
         {"op":"copy","from":"/data/z","path":"/data/w"},
         {"op":"move","from":"/data/z","path":"/data/v"}]
        """;
    Answer patched = cluster().call("PATCH", core("configmaps", "a"), Patches.JSON_PATCH, patch);
    assertThat(patched.code()).isEqualTo(200);
    assertThat(patched.at("data")).isEqualTo(Json.of("x", "9", "w", "3", "v", "3"));
  }

  @Test
  default void jsonPatch_testFails_invalid() {
    cluster().post(core("configmaps"), configMapJson("a", "1"));
    Answer answer =
        cluster()
            .call("PATCH", core("configmaps", "a"), Patches.JSON_PATCH, "[{\"op\":\"test\",\"path\":\"/data/key\",\"value\":\"2\"}]");
    assertStatus(answer, 422, "Invalid", "the server rejected our request due to an error in our request");
  }

  @Test
  default void strategicMergePatch_containersMergeByName() {
    cluster().post(core("pods"), podJson("p"));
    Answer patched =
        cluster()
            .call(
                "PATCH",
                core("pods", "p"),
                Patches.STRATEGIC_MERGE_PATCH,
                "{\"spec\":{\"containers\":[{\"name\":\"main\",\"image\":\"app:2\"}]}}");
    assertThat(patched.code()).isEqualTo(200);
    assertThat(Json.list(patched.body(), "spec", "containers")).hasSize(1);
    assertThat(Json.text(Json.list(patched.body(), "spec", "containers").getFirst(), "image")).isEqualTo("app:2");
  }

  @Test
  default void patch_staleVersionInPatch_conflict() {
    Answer made = cluster().post(core("configmaps"), configMapJson("a", "1"));
    cluster().merge(core("configmaps", "a"), "{\"data\":{\"key\":\"2\"}}");
    Answer stale =
        cluster()
            .merge(core("configmaps", "a"), "{\"metadata\":{\"resourceVersion\":\"" + made.version() + "\"},\"data\":{\"key\":\"3\"}}");
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.text("reason")).isEqualTo("Conflict");
  }

  @Test
  default void apply_createsThenMerges() {
    String path = core("configmaps", "a") + "?fieldManager=test";
    String head = "apiVersion: v1\nkind: ConfigMap\nmetadata: {name: a}\n";
    Answer made = cluster().call("PATCH", path, Patches.APPLY_PATCH, head + "data: {x: '1'}");
    assertThat(made.code()).isEqualTo(201);
    Answer changed = cluster().call("PATCH", path, Patches.APPLY_PATCH, head + "data: {x: '2'}");
    assertThat(changed.code()).isEqualTo(200);
    assertThat(changed.at("data")).isEqualTo(Json.of("x", "2"));
  }

  @Test
  default void delete_object_returnsStatusWithItsUid() {
    Answer made = cluster().post(core("configmaps"), configMapJson("a", "1"));
    Answer deleted = cluster().delete(core("configmaps", "a"));
    assertThat(deleted.code()).isEqualTo(200);
    assertThat(deleted.text("status")).isEqualTo("Success");
    assertThat(deleted.at("details"))
        .isEqualTo(Json.of("name", "a", "kind", "configmaps", "uid", made.text("metadata", "uid")));
    assertThat(cluster().get(core("configmaps", "a")).code()).isEqualTo(404);
    assertStatus(cluster().delete(core("configmaps", "a")), 404, "NotFound", "configmaps \"a\" not found");
  }

  @Test
  default void delete_otherUid_conflict() {
    Answer made = cluster().post(core("configmaps"), configMapJson("a", "1"));
    assertStatus(
        cluster().delete(core("configmaps", "a"), "{\"preconditions\":{\"uid\":\"x\"}}"),
        409,
        "Conflict",
        "Operation cannot be fulfilled on ConfigMap \"a\": the UID in the precondition (x) does not match the UID in record ("
            + made.text("metadata", "uid")
            + "). The object might have been deleted and then recreated");
    assertThat(cluster().get(core("configmaps", "a")).code()).isEqualTo(200);
  }

  @Test
  default void delete_otherVersion_conflict() {
    Answer made = cluster().post(core("configmaps"), configMapJson("a", "1"));
    assertStatus(
        cluster().delete(core("configmaps", "a"), "{\"preconditions\":{\"resourceVersion\":\"3\"}}"),
        409,
        "Conflict",
        "Operation cannot be fulfilled on ConfigMap \"a\": the ResourceVersion in the precondition (3) does not match the ResourceVersion"
            + " in record ("
            + made.version()
            + "). The object might have been modified");
    Answer deleted =
        cluster().delete(core("configmaps", "a"), "{\"preconditions\":{\"resourceVersion\":\"" + made.version() + "\"}}");
    assertThat(deleted.code()).isEqualTo(200);
  }

  @Test
  default void deleteCollection_onlyWhatIsSelected() {
    cluster().post(core("configmaps"), "{\"metadata\":{\"name\":\"a\",\"labels\":{\"app\":\"x\"}}}");
    cluster().post(core("configmaps"), "{\"metadata\":{\"name\":\"b\",\"labels\":{\"app\":\"y\"}}}");
    assertThat(cluster().delete(core("configmaps") + "?labelSelector=app%3Dx").code()).isEqualTo(200);
    assertThat(cluster().get(core("configmaps", "a")).code()).isEqualTo(404);
    assertThat(cluster().get(core("configmaps", "b")).code()).isEqualTo(200);
  }

  @Test
  default void versions_areOneOrderForAllTypes() {
    long first = Long.parseLong(cluster().post(core("configmaps"), configMapJson("a", "1")).version());
    long second =
        Long.parseLong(
            cluster()
                .post("/apis/coordination.k8s.io/v1/namespaces/" + namespace() + "/leases", "{\"metadata\":{\"name\":\"l\"}}")
                .version());
    long third = Long.parseLong(cluster().post(widgets(), widgetJson("w", "{\"template\":{}}")).version());
    assertThat(List.of(first, second, third)).isSorted().doesNotHaveDuplicates();
  }
}
