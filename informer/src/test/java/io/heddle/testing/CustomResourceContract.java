package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Cluster.Answer;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Custom resources: their definition, their schema, their status and scale. */
interface CustomResourceContract extends Conversation {

  private Answer create(String spec) {
    return cluster().post(widgets(), widgetJson("w", spec));
  }

  @Test
  default void create_custom_getsDefaultsAndAGeneration() {
    Answer made = create("{\"template\":{\"anything\":{\"goes\":1}}}");
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.at("spec")).isEqualTo(Json.of("replicas", 1, "template", Json.of("anything", Json.of("goes", 1))));
    assertThat(made.at("metadata", "generation")).isEqualTo(1);
  }

  @Test
  default void create_unknownFields_arePruned() {
    Answer made = create("{\"template\":{\"kept\":1},\"unknown\":1,\"parts\":[{\"size\":1,\"unknown\":2}]}");
    assertThat(made.at("spec", "unknown")).isNull();
    assertThat(made.at("spec", "template", "kept")).isEqualTo(1);
    assertThat(made.at("spec", "parts")).isEqualTo(List.of(Json.of("size", 1)));
  }

  @Test
  default void create_unknownFieldsStrictly_refused() {
    Answer answer = cluster().post(widgets() + "?fieldValidation=Strict", widgetJson("w", "{\"template\":{},\"unknown\":1}"));
    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message())
        .isEqualTo("Widget in version \"v1\" cannot be handled as a Widget: strict decoding error: unknown field \"spec.unknown\"");
  }

  @Test
  default void create_nulls_areDroppedUnlessNullable() {
    Answer made = create("{\"template\":{},\"note\":null,\"mode\":null}");
    assertThat(Json.object(made.body(), "spec")).containsKey("note").doesNotContainKey("mode");
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                                                | spec.template: Required value
          {"template":1}                                    | spec.template: Invalid value: "integer": spec.template in body must be of type object: "integer"
          {"template":{},"replicas":101}                    | spec.replicas: Invalid value: 101: spec.replicas in body should be less than or equal to 100
          {"template":{},"mode":"Other"}                    | spec.mode: Unsupported value: "Other": supported values: "Fast", "Slow"
          {"template":{},"label":"a"}                       | spec.label: Invalid value: "a": spec.label in body should be at least 2 chars long
          {"template":{},"label":"abcde"}                   | spec.label: Too long: may not be more than 4 bytes
          {"template":{},"label":"AB"}                      | spec.label: Invalid value: "AB": spec.label in body should match '^[a-z]+$'
          {"template":{},"parts":[]}                        | spec.parts: Invalid value: 0: spec.parts in body should have at least 1 items
          {"template":{},"parts":{}}                        | spec.parts: Invalid value: "object": spec.parts in body must be of type array: "object"
          {"template":{},"port":true}                       | spec.port: Invalid value: "boolean": spec.port in body must be of type integer,string: "boolean"
          {"template":{},"counts":{"a":"b"}}                | spec.counts.a: Invalid value: "string": spec.counts.a in body must be of type integer: "string"
          {"template":{},"ratio":1}                         | spec.ratio: Invalid value: 1: spec.ratio in body should be greater than 1
          {"template":{},"on":"yes"}                        | spec.on: Invalid value: "string": spec.on in body must be of type boolean: "string"
          {"template":{},"since":"today"}                   | spec.since: Invalid value: "today": spec.since in body must be of type date-time: "today"
          {"template":{},"replicas":-1}                     | [spec.replicas: Invalid value: -1: spec.replicas in body should be greater than or equal to 0, .spec.replicas: Invalid value: -1: should be a non-negative integer]
          {"template":{},"parts":[{},{},{}]}                | [spec.parts[0].size: Required value, spec.parts[1].size: Required value, spec.parts[2].size: Required value, spec.parts: Too many: 3: must have at most 2 items]
          null                                              | spec: Required value
          """)
  default void create_againstTheSchema_invalidInTheServersWords(String spec, String words) {
    Answer answer = create(spec);
    assertThat(answer.message()).isEqualTo("Widget.contract.heddle.io \"w\" is invalid: " + words);
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.text("reason")).isEqualTo("Invalid");
    assertThat(answer.text("details", "kind")).isEqualTo("Widget");
    assertThat(answer.text("details", "group")).isEqualTo("contract.heddle.io");
    assertThat(cluster().get(widget("w")).code()).isEqualTo(404);
  }

  @Test
  default void create_manyThingsWrong_tellsAllInAnyOrder() {
    Answer answer = create("{\"replicas\":-1,\"mode\":\"C\",\"parts\":[{\"size\":\"y\"}]}");
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message()).startsWith("Widget.contract.heddle.io \"w\" is invalid: [").endsWith("]");
    assertThat(Json.list(answer.body(), "details", "causes"))
        .extracting(cause -> Json.text(cause, "field"))
        .containsExactlyInAnyOrder("spec.mode", "spec.parts[0].size", "spec.replicas", "spec.template", ".spec.replicas");
    Json.list(answer.body(), "details", "causes")
        .forEach(cause -> assertThat(answer.message()).contains(Json.text(cause, "field") + ": " + Json.text(cause, "message")));
  }

  @ParameterizedTest(name = "{0}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      textBlock =
          """
          {}                             | FieldValueRequired     | spec.template | Required value
          {"template":1}                 | FieldValueTypeInvalid  | spec.template | Invalid value: "integer": spec.template in body must be of type object: "integer"
          {"template":{},"replicas":101} | FieldValueInvalid      | spec.replicas | Invalid value: 101: spec.replicas in body should be less than or equal to 100
          {"template":{},"mode":"Other"} | FieldValueNotSupported | spec.mode     | Unsupported value: "Other": supported values: "Fast", "Slow"
          {"template":{},"label":"abcde"}| FieldValueTooLong      | spec.label    | Too long: may not be more than 4 bytes
          """)
  default void create_againstTheSchema_causeByCause(String spec, String reason, String field, String words) {
    assertThat(create(spec).at("details", "causes"))
        .isEqualTo(List.of(Json.of("reason", reason, "message", words, "field", field)));
  }

  @Test
  default void create_otherVersionOrKind_refused() {
    Answer version = cluster().post(widgets(), widgetJson("w", "{\"template\":{}}").replace("heddle.io/v1", "heddle.io/v2"));
    assertThat(version.code()).isEqualTo(400);
    assertThat(version.message())
        .isEqualTo(
            "the API version in the data (contract.heddle.io/v2) does not match the expected API version (contract.heddle.io/v1)");
    Answer kind = cluster().post(widgets(), widgetJson("w", "{\"template\":{}}").replace("\"Widget\"", "\"Gadget\""));
    assertThat(kind.code()).isEqualTo(422);
    assertThat(kind.message()).isEqualTo("Gadget.contract.heddle.io \"w\" is invalid: kind: Invalid value: \"Gadget\": must be Widget");
    Answer nothing = cluster().post(widgets(), "{\"metadata\":{\"name\":\"w\"}}");
    assertThat(nothing.code()).isEqualTo(400);
    assertThat(nothing.message()).startsWith("the object provided is unrecognized (must be of type Widget): Object 'Kind' is missing in ");
  }

  @Test
  default void update_withoutVersion_invalid() {
    create("{\"template\":{}}");
    Answer answer = cluster().put(widget("w"), widgetJson("w", "{\"template\":{}}"));
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message())
        .isEqualTo("widgets.contract.heddle.io \"w\" is invalid: metadata.resourceVersion: Invalid value: 0: must be specified for an update");
  }

  @Test
  default void update_staleStatus_conflict() {
    Answer made = create("{\"template\":{}}");
    cluster().merge(widget("w"), "{\"spec\":{\"replicas\":2}}");
    made.body().put("status", Json.of("phase", "Running"));
    Answer stale = cluster().put(widget("w") + "/status", made.body());
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.message())
        .isEqualTo(
            "Operation cannot be fulfilled on widgets.contract.heddle.io \"w\": the object has been modified; please apply your changes to"
                + " the latest version and try again");
  }

  @Test
  default void statusAndTheRest_areWrittenApart() {
    Answer made = create("{\"template\":{}}");
    made.body().put("status", Json.of("phase", "Running"));
    Json.child(made.body(), "spec").put("replicas", 7);
    Answer status = cluster().put(widget("w") + "/status", made.body());
    assertThat(status.code()).isEqualTo(200);
    assertThat(status.at("spec", "replicas")).isEqualTo(1);
    assertThat(status.text("status", "phase")).isEqualTo("Running");
    assertThat(status.at("metadata", "generation")).isEqualTo(1);

    status.body().put("status", Json.of("phase", "Pending"));
    Json.child(status.body(), "spec").put("replicas", 8);
    Answer main = cluster().put(widget("w"), status.body());
    assertThat(main.at("spec", "replicas")).isEqualTo(8);
    assertThat(main.text("status", "phase")).isEqualTo("Running");
    assertThat(main.at("metadata", "generation")).isEqualTo(2);
  }

  @Test
  default void create_withStatus_statusIsIgnored() {
    String json = widgetJson("w", "{\"template\":{}}");
    Answer made = cluster().post(widgets(), json.substring(0, json.length() - 1) + ",\"status\":{\"phase\":\"Running\"}}");
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.at("status")).isNull();
  }

  @Test
  default void status_againstTheSchema_invalid() {
    create("{\"template\":{}}");
    Answer answer = cluster().merge(widget("w") + "/status", "{\"status\":{\"phase\":\"Odd\"}}");
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message())
        .isEqualTo(
            "Widget.contract.heddle.io \"w\" is invalid: status.phase: Unsupported value: \"Odd\": supported values: \"Pending\","
                + " \"Running\"");
  }

  @Test
  default void status_unchanged_keepsTheVersion() {
    create("{\"template\":{}}");
    Answer once = cluster().merge(widget("w") + "/status", "{\"status\":{\"phase\":\"Running\"}}");
    Answer twice = cluster().merge(widget("w") + "/status", "{\"status\":{\"phase\":\"Running\"}}");
    assertThat(twice.version()).isEqualTo(once.version());
  }

  @Test
  default void status_metadataInIt_isIgnored() {
    create("{\"template\":{}}");
    Answer answer = cluster().merge(widget("w") + "/status", "{\"metadata\":{\"labels\":{\"a\":\"b\"}},\"status\":{\"phase\":\"Running\"}}");
    assertThat(answer.at("metadata", "labels")).isNull();
  }

  @Test
  default void generation_countsChangesOfTheSpecOnly() {
    create("{\"template\":{}}");
    assertThat(cluster().merge(widget("w"), "{\"metadata\":{\"labels\":{\"a\":\"b\"}}}").at("metadata", "generation")).isEqualTo(1);
    assertThat(cluster().merge(widget("w"), "{\"spec\":{\"replicas\":2}}").at("metadata", "generation")).isEqualTo(2);
    assertThat(cluster().merge(widget("w"), "{\"spec\":{\"replicas\":2}}").at("metadata", "generation")).isEqualTo(2);
  }

  @Test
  default void scale_showsAndChangesTheNumber() {
    Answer made = create("{\"template\":{},\"replicas\":3}");
    cluster().merge(widget("w") + "/status", "{\"status\":{\"replicas\":2,\"selector\":\"app=w\"}}");
    Answer scale = cluster().get(widget("w") + "/scale");
    assertThat(scale.text("kind")).isEqualTo("Scale");
    assertThat(scale.text("apiVersion")).isEqualTo("autoscaling/v1");
    assertThat(scale.at("spec")).isEqualTo(Json.of("replicas", 3));
    assertThat(scale.at("status")).isEqualTo(Json.of("replicas", 2, "selector", "app=w"));
    assertThat(scale.text("metadata", "uid")).isEqualTo(made.text("metadata", "uid"));

    assertThat(cluster().merge(widget("w") + "/scale", "{\"spec\":{\"replicas\":5}}").at("spec")).isEqualTo(Json.of("replicas", 5));
    Answer widget = cluster().get(widget("w"));
    assertThat(widget.at("spec", "replicas")).isEqualTo(5);
    assertThat(widget.at("metadata", "generation")).isEqualTo(2);
  }

  @Test
  default void scale_againstTheSchema_invalid() {
    create("{\"template\":{}}");
    assertThat(cluster().merge(widget("w") + "/scale", "{\"spec\":{\"replicas\":700}}").message())
        .isEqualTo(
            "Widget.contract.heddle.io \"w\" is invalid: spec.replicas: Invalid value: 700: spec.replicas in body should be less than or"
                + " equal to 100");
  }

  @Test
  default void scale_stale_conflict() {
    create("{\"template\":{}}");
    Answer scale = cluster().get(widget("w") + "/scale");
    cluster().merge(widget("w"), "{\"spec\":{\"replicas\":2}}");
    Json.child(scale.body(), "spec").put("replicas", 4);
    Answer stale = cluster().put(widget("w") + "/scale", scale.body());
    assertThat(stale.code()).isEqualTo(409);
    assertThat(stale.text("reason")).isEqualTo("Conflict");
  }

  @Test
  default void strategicMergePatch_ofCustom_unsupported() {
    create("{\"template\":{}}");
    Answer answer = cluster().call("PATCH", widget("w"), Patches.STRATEGIC_MERGE_PATCH, "{}");
    assertThat(answer.code()).isEqualTo(415);
    assertThat(answer.message())
        .isEqualTo(
            "the body of the request was in an unknown format - accepted media types include: application/json-patch+json,"
                + " application/merge-patch+json, application/apply-patch+yaml");
  }

  @Test
  default void definition_isEstablishedAndDiscovered() {
    Answer definition = cluster().get(Cluster.DEFINITIONS + "/widgets.contract.heddle.io");
    List<Object> types = List.copyOf(Json.list(definition.body(), "status", "conditions").stream().map(it -> (Object) Json.text(it, "type")).toList());
    assertThat(types).contains("NamesAccepted", "Established");
    assertThat(definition.text("status", "acceptedNames", "kind")).isEqualTo("Widget");
    assertThat(definition.text("spec", "names", "listKind")).isEqualTo("WidgetList");

    Answer discovered = cluster().get("/apis/contract.heddle.io/v1");
    assertThat(discovered.text("kind")).isEqualTo("APIResourceList");
    List<String> names = Json.list(discovered.body(), "resources").stream().map(it -> Json.text(it, "name")).toList();
    assertThat(names).containsExactlyInAnyOrder("widgets", "widgets/status", "widgets/scale");
  }

  @Test
  default void definition_misnamed_invalid() {
    Answer answer = cluster().post(Cluster.DEFINITIONS, ApiServerContract.DEFINITION.replace("\"widgets.contract", "\"wrong.contract"));
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message())
        .isEqualTo(
            "CustomResourceDefinition.apiextensions.k8s.io \"wrong.contract.heddle.io\" is invalid: metadata.name: Invalid value:"
                + " \"wrong.contract.heddle.io\": must be spec.names.plural+\".\"+spec.group");
  }
}
