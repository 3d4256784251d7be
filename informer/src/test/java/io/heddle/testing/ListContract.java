package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.testing.Cluster.Answer;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lists: what they show, in which order, at which version, and page by page. */
interface ListContract extends Conversation {

  private void createWidgets(int count) {
    for (int i = 0; i < count; i++) {
      Answer made =
          cluster()
              .post(
                  widgets(),
                  "{\"apiVersion\":\"contract.heddle.io/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"w"
                      + i
                      + "\",\"labels\":{\"parity\":\""
                      + (i % 2 == 0 ? "even" : "odd")
                      + "\",\"index\":\"i"
                      + i
                      + "\"}},\"spec\":{\"template\":{}}}");
      assertThat(made.code()).isEqualTo(201);
    }
  }

  private static List<String> names(Answer list) {
    List<String> names = new ArrayList<>();
    Json.list(list.body(), "items").forEach(item -> names.add(Json.text(item, "metadata", "name")));
    return names;
  }

  @Test
  default void list_customObjects_eachSaysItsKind() {
    createWidgets(2);
    Answer list = cluster().get(widgets());
    assertThat(list.text("kind")).isEqualTo("WidgetList");
    assertThat(list.text("apiVersion")).isEqualTo("contract.heddle.io/v1");
    assertThat(names(list)).containsExactly("w0", "w1");
    assertThat(Json.text(Json.list(list.body(), "items").getFirst(), "kind")).isEqualTo("Widget");
    assertThat(list.text("metadata", "continue")).isEmpty();
    assertThat(list.at("metadata", "remainingItemCount")).isNull();
  }

  @Test
  default void list_builtInObjects_doNotSayTheirKind() {
    cluster().post(core("pods"), podJson("p"));
    Answer list = cluster().get(core("pods"));
    assertThat(list.text("kind")).isEqualTo("PodList");
    assertThat(Json.object(Json.list(list.body(), "items").getFirst())).doesNotContainKeys("kind", "apiVersion");
  }

  @Test
  default void list_empty_hasAVersionAndNoItems() {
    Answer list = cluster().get(widgets());
    assertThat(list.at("items")).isEqualTo(List.of());
    assertThat(list.version()).matches("[1-9][0-9]*");
  }

  @Test
  default void list_version_isNotBeforeTheLastWrite() {
    long written = Long.parseLong(cluster().post(widgets(), widgetJson("w", "{\"template\":{}}")).version());
    assertThat(Long.parseLong(cluster().get(widgets()).version())).isGreaterThanOrEqualTo(written);
  }

  @Test
  default void list_pages_showOneStateWhateverHappensMeanwhile() {
    createWidgets(5);
    Answer first = cluster().get(widgets() + "?limit=2");
    assertThat(names(first)).containsExactly("w0", "w1");
    assertThat(first.at("metadata", "remainingItemCount")).isEqualTo(3);

    cluster().delete(widget("w2"));
    cluster().merge(widget("w3"), "{\"spec\":{\"replicas\":9}}");
    cluster().post(widgets(), widgetJson("w33", "{\"template\":{}}"));

    Answer second = cluster().get(widgets() + "?limit=2&continue=" + first.text("metadata", "continue"));
    assertThat(names(second)).containsExactly("w2", "w3");
    assertThat(second.version()).isEqualTo(first.version());
    assertThat(Json.number(0, Json.list(second.body(), "items").get(1), "spec", "replicas")).isEqualTo(1);
    Answer third = cluster().get(widgets() + "?limit=2&continue=" + second.text("metadata", "continue"));
    assertThat(names(third)).containsExactly("w4");
    assertThat(third.text("metadata", "continue")).isEmpty();
  }

  @Test
  default void list_pagesOfASelection_doNotCountWhatRemains() {
    createWidgets(5);
    Answer first = cluster().get(widgets() + "?limit=2&labelSelector=parity%3Deven");
    assertThat(names(first)).containsExactly("w0", "w2");
    assertThat(first.at("metadata", "remainingItemCount")).isNull();
    Answer second = cluster().get(widgets() + "?limit=2&labelSelector=parity%3Deven&continue=" + first.text("metadata", "continue"));
    assertThat(names(second)).containsExactly("w4");
  }

  @Test
  default void list_malformedContinue_badRequest() {
    Answer answer = cluster().get(widgets() + "?continue=abc");
    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message()).startsWith("invalid continue token: continue key is not valid: ");
  }

  @Test
  default void list_labelSelectors_chooseByValueSetAndPresence() {
    createWidgets(4);
    assertThat(names(cluster().get(widgets() + "?labelSelector=parity%3Dodd"))).containsExactly("w1", "w3");
    assertThat(names(cluster().get(widgets() + "?labelSelector=parity%3D%3Dodd%2Cindex!%3Di1"))).containsExactly("w3");
    assertThat(names(cluster().get(widgets() + "?labelSelector=index%20in%20(i0%2C%20i3)"))).containsExactly("w0", "w3");
    assertThat(names(cluster().get(widgets() + "?labelSelector=index%20notin%20(i0%2Ci3)"))).containsExactly("w1", "w2");
    assertThat(names(cluster().get(widgets() + "?labelSelector=parity"))).hasSize(4);
    assertThat(names(cluster().get(widgets() + "?labelSelector=!parity"))).isEmpty();
  }

  @Test
  default void list_malformedLabelSelector_badRequest() {
    Answer answer = cluster().get(widgets() + "?labelSelector=a%3D%3D%3Db");
    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message()).startsWith("unable to parse requirement: ");
  }

  @Test
  default void list_fieldSelectors_chooseByNameNamespaceAndPhase() {
    createWidgets(2);
    assertThat(names(cluster().get(widgets() + "?fieldSelector=metadata.name%3Dw1"))).containsExactly("w1");
    assertThat(names(cluster().get(widgets() + "?fieldSelector=metadata.name!%3Dw1"))).containsExactly("w0");
    assertThat(names(cluster().get("/apis/contract.heddle.io/v1/widgets?fieldSelector=metadata.namespace%3D" + namespace())))
        .containsExactly("w0", "w1");
    cluster().post(core("pods"), podJson("p").replace("\"restartPolicy\"", "\"schedulerName\":\"nobody\",\"restartPolicy\""));
    assertThat(names(cluster().get(core("pods") + "?fieldSelector=status.phase%3DPending"))).containsExactly("p");
    assertThat(names(cluster().get(core("pods") + "?fieldSelector=status.phase%3DRunning"))).isEmpty();
    assertThat(names(cluster().get(core("pods") + "?fieldSelector=spec.nodeName%3D"))).containsExactly("p");
  }

  @Test
  default void list_unknownFieldInSelector_badRequest() {
    Answer ofPods = cluster().get(core("pods") + "?fieldSelector=spec.x%3Db");
    assertThat(ofPods.code()).isEqualTo(400);
    assertThat(ofPods.message()).isEqualTo("field label not supported: spec.x");
    Answer ofConfigMaps = cluster().get(core("configmaps") + "?fieldSelector=spec.x%3Db");
    assertThat(ofConfigMaps.message())
        .isEqualTo("\"spec.x\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
    assertThat(cluster().get(widgets() + "?fieldSelector=spec.mode%3DFast").message())
        .isEqualTo("field label not supported: spec.mode");
  }

  @Test
  default void list_atVersionZeroOrNotOlder_showsAState() {
    createWidgets(1);
    String version = cluster().get(widgets()).version();
    assertThat(names(cluster().get(widgets() + "?resourceVersion=" + version))).containsExactly("w0");
    assertThat(names(cluster().get(widgets() + "?resourceVersionMatch=NotOlderThan&resourceVersion=" + version))).containsExactly("w0");
    assertThat(cluster().get(widgets() + "?resourceVersion=0").code()).isEqualTo(200);
  }

  @Test
  default void list_atExactVersion_showsThatState() {
    createWidgets(2);
    String version = cluster().get(widgets()).version();
    cluster().delete(widget("w0"));
    Answer then = cluster().get(widgets() + "?resourceVersionMatch=Exact&resourceVersion=" + version);
    assertThat(names(then)).containsExactly("w0", "w1");
    assertThat(then.version()).isEqualTo(version);
    assertThat(names(cluster().get(widgets()))).containsExactly("w1");
  }

  @Test
  default void list_versionOfTheFuture_tooLarge() {
    Answer answer = cluster().get(widgets() + "?resourceVersion=99999999");
    assertThat(answer.code()).isEqualTo(504);
    assertThat(answer.text("reason")).isEqualTo("Timeout");
    assertThat(answer.message()).startsWith("Timeout: Too large resource version: 99999999, current: ");
    assertThat(answer.at("details", "causes"))
        .isEqualTo(List.of(Json.of("reason", "ResourceVersionTooLarge", "message", "Too large resource version")));
    assertThat(answer.at("details", "retryAfterSeconds")).isEqualTo(1);
  }

  @Test
  default void list_contradictingParameters_refused() {
    Answer noVersion = cluster().get(widgets() + "?resourceVersionMatch=Exact");
    assertThat(noVersion.code()).isEqualTo(422);
    assertThat(noVersion.message())
        .isEqualTo(
            "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch is forbidden unless"
                + " resourceVersion is provided");
    assertThat(cluster().get(widgets() + "?resourceVersionMatch=Foo&resourceVersion=1").message())
        .isEqualTo(
            "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Unsupported value: \"Foo\": supported values: \"Exact\","
                + " \"NotOlderThan\", \"\"");
    assertThat(cluster().get(widgets() + "?resourceVersionMatch=Exact&resourceVersion=0").message())
        .isEqualTo(
            "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: resourceVersionMatch \"exact\" is forbidden for"
                + " resourceVersion \"0\"");
    Answer noNumber = cluster().get(widgets() + "?resourceVersion=abc");
    assertThat(noNumber.code()).isEqualTo(400);
    assertThat(noNumber.message())
        .isEqualTo("invalid resource version: resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax");
  }
}
