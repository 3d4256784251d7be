package io.heddle.examples.backup;

import static io.heddle.examples.backup.Fixtures.backup;
import static io.heddle.examples.backup.Fixtures.failed;
import static io.heddle.examples.backup.Fixtures.pod;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class BackupPodsTest {
  private static Map<?, ?> metadata(Map<String, Object> pod) {
    return (Map<?, ?>) Objects.requireNonNull(pod.get("metadata"));
  }

  @Test
  void create_isNamedLabelledAndOwned() {
    Map<?, ?> metadata = metadata(BackupPods.create(backup("photos", 3), 2));
    assertThat(metadata.get("name")).isEqualTo("photos-2");
    assertThat(metadata.get("namespace")).isEqualTo("ns");
    assertThat(metadata.get("labels")).isEqualTo(Map.of("example.com/backup", "photos"));
    assertThat(metadata.get("ownerReferences"))
        .isEqualTo(List.of(Map.of("apiVersion", "example.com/v1", "kind", "Backup", "name", "photos", "uid", "uid-photos", "controller", true)));
  }

  @Test
  void create_theTemplatesMetadata_isKeptUnlessItIsOurs() {
    Map<String, Object> template =
        Map.of(
            "metadata",
            Map.of(
                "name", "mine",
                "generateName", "mine-",
                "namespace", "elsewhere",
                "ownerReferences", List.of(),
                "labels", Map.of("tier", "cold", "example.com/backup", "mine"),
                "annotations", Map.of("note", "keep")),
            "spec",
            Map.of());
    Map<?, ?> metadata = metadata(BackupPods.create(backup("photos", 1, template), 0));
    assertThat(metadata.get("name")).isEqualTo("photos-0");
    assertThat(metadata.get("namespace")).isEqualTo("ns");
    assertThat(metadata.get("labels")).isEqualTo(Map.of("tier", "cold", "example.com/backup", "photos"));
    assertThat(metadata.get("annotations")).isEqualTo(Map.of("note", "keep"));
    assertThat(metadata.containsKey("generateName")).isFalse();
    assertThat((List<?>) metadata.get("ownerReferences")).hasSize(1);
  }

  @Test
  void create_theTemplatesSpec_goesInAsItIs() {
    Map<String, Object> spec = Map.of("containers", List.of(Map.of("name", "a", "command", List.of(), "fieldOfTomorrow", Map.of("x", 1))), "priority", 5);
    assertThat(BackupPods.create(backup("photos", 1, Map.of("spec", spec)), 0).get("spec")).isEqualTo(spec);
  }

  @Test
  void create_aTemplateThatIsNoPod_isLeftForTheServerToJudge() {
    Map<String, Object> template = Map.of("metadata", Map.of("labels", "none"), "spec", Map.of("containers", 5));
    Map<String, Object> pod = BackupPods.create(backup("photos", 1, template), 0);
    assertThat(pod.get("spec")).isEqualTo(Map.of("containers", 5));
    assertThat(metadata(pod).get("labels")).isEqualTo("none");
  }

  @Test
  void create_anEmptyTemplate_isAPodWithAnEmptySpec() {
    assertThat(BackupPods.create(backup("photos", 1, Map.of()), 0).get("spec")).isEqualTo(Map.of());
  }

  @ParameterizedTest
  @ValueSource(strings = {"photos", "photos-", "photos-x", "photos-01", "photos--1", "photos-1-1", "other-1", "photos-99999999999"})
  void indexOf_anyOtherName_isNone(String name) {
    Backup photos = backup("photos", 1);
    Pod pod = new PodBuilder(pod(photos, 0, "Running")).editMetadata().withName(name).endMetadata().build();
    assertThat(BackupPods.indexOf(photos, pod)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 99})
  void indexOf_aNameOfOurs_isItsIndex(int index) {
    Backup photos = backup("photos", 100);
    assertThat(BackupPods.indexOf(photos, pod(photos, index, "Running"))).hasValue(index);
  }

  @Test
  void whyFailed_namesTheReasonOrTheContainer() {
    Backup photos = backup("photos", 1);
    assertThat(BackupPods.whyFailed(failed(photos, 0, 3))).isEqualTo("container backup ended with exit code 3");
    Pod evicted = new PodBuilder(pod(photos, 0, "Failed")).editStatus().withReason("Evicted").withMessage("the node was low on memory").endStatus().build();
    assertThat(BackupPods.whyFailed(evicted)).isEqualTo("Evicted: the node was low on memory");
    assertThat(BackupPods.whyFailed(pod(photos, 0, "Failed"))).isEqualTo("its status gives no reason");
  }
}
