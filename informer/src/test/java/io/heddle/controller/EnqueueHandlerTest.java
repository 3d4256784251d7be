package io.heddle.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import io.heddle.kubernetes.ResourceType;
import io.heddle.workqueue.Lane;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class EnqueueHandlerTest {

  private static final Request A = new Request("ns", "a");
  private static final Request B = new Request("ns", "b");

  private final List<Request> queue = new ArrayList<>();
  private final List<Lane> lanes = new ArrayList<>();
  private final EnqueueHandler<HasMetadata> primary = new EnqueueHandler<>(object -> List.of(Request.of(object)), (before, now) -> true, this::add);
  private final EnqueueHandler<HasMetadata> owned =
      new EnqueueHandler<>(object -> EnqueueHandler.controllerOf(object, ResourceType.of(Deployment.class)), (before, now) -> true, this::add);

  private void add(Request request, Lane lane) {
    queue.add(request);
    lanes.add(lane);
  }

  @Test
  void firstListAndResyncs_waitBehindLiveChanges() {
    primary.onAdd(pod("1"), true);
    primary.onResync(pod("1"));
    assertThat(lanes).containsExactly(Lane.LOW, Lane.LOW);

    lanes.clear();
    primary.onAdd(pod("1"), false);
    primary.onUpdate(pod("1"), pod("2"));
    primary.onDelete(pod("2"), true);
    assertThat(lanes).containsExactly(Lane.NORMAL, Lane.NORMAL, Lane.NORMAL);
  }

  @Test
  void addUpdateDelete_enqueueTheObject() {
    primary.onAdd(pod("1"), true);
    primary.onUpdate(pod("1"), pod("2"));
    primary.onDelete(pod("2"), false);

    assertThat(queue).containsExactly(new Request("ns", "pod"), new Request("ns", "pod"), new Request("ns", "pod"));
  }

  @Test
  void update_sameVersion_isDropped() {
    primary.onUpdate(pod("7"), pod("7"));

    assertThat(queue).isEmpty();
  }

  @Test
  void resync_sameVersion_passes() {
    primary.onResync(pod("7"));

    assertThat(queue).containsExactly(new Request("ns", "pod"));
  }

  @Test
  void update_notRelevant_isDropped_butAddResyncAndDeletePass() {
    EnqueueHandler<HasMetadata> handler = new EnqueueHandler<>(object -> List.of(A), (before, now) -> false, this::add);
    handler.onUpdate(pod("1"), pod("2"));
    assertThat(queue).isEmpty();

    handler.onAdd(pod("1"), false);
    handler.onResync(pod("2"));
    handler.onDelete(pod("2"), true);
    assertThat(queue).containsExactly(A, A, A);
  }

  @Test
  void update_predicateThrows_counts() {
    EnqueueHandler<HasMetadata> handler =
        new EnqueueHandler<>(
            object -> List.of(A),
            (before, now) -> {
              throw new IllegalStateException();
            },
            this::add);
    handler.onUpdate(pod("1"), pod("2"));

    assertThat(queue).containsExactly(A);
  }

  @Test
  void owns_addUpdateDelete_enqueueTheController() {
    Pod pod = ownedBy(pod("1"), "apps/v1", "Deployment", "a", true);
    owned.onAdd(pod, false);
    owned.onUpdate(pod, ownedBy(pod("2"), "apps/v1", "Deployment", "a", true));
    owned.onDelete(pod, true);

    assertThat(queue).containsExactly(A, A, A);
  }

  @Test
  void owns_controllerChanged_enqueuesBoth() {
    owned.onUpdate(ownedBy(pod("1"), "apps/v1", "Deployment", "a", true), ownedBy(pod("2"), "apps/v1", "Deployment", "b", true));

    assertThat(queue).containsExactly(A, B);
  }

  @Test
  void owns_controllerAdoptsOrReleases_enqueuesIt() {
    owned.onUpdate(pod("1"), ownedBy(pod("2"), "apps/v1", "Deployment", "a", true));
    owned.onUpdate(ownedBy(pod("2"), "apps/v1", "Deployment", "b", true), pod("3"));

    assertThat(queue).containsExactly(A, B);
  }

  @Test
  void owns_otherVersionOfTheGroup_isTheSameKind() {
    owned.onAdd(ownedBy(pod("1"), "apps/v1beta2", "Deployment", "a", true), false);

    assertThat(queue).containsExactly(A);
  }

  @Test
  void owns_othersAndNonControllers_areNotFollowed() {
    owned.onAdd(pod("1"), false);
    owned.onAdd(ownedBy(pod("1"), "apps/v1", "Deployment", "a", false), false);
    owned.onAdd(ownedBy(pod("1"), "example.com/v1", "Deployment", "a", true), false);
    owned.onAdd(ownedBy(pod("1"), "v1", "Deployment", "a", true), false);
    owned.onAdd(ownedBy(pod("1"), "apps/v1", "ReplicaSet", "a", true), false);

    assertThat(queue).isEmpty();
  }

  @Test
  void controllerOf_clusterScopedOwner_hasNoNamespace() {
    Pod pod = ownedBy(pod("1"), "v1", "Namespace", "team", true);

    assertThat(EnqueueHandler.controllerOf(pod, ResourceType.of(Namespace.class))).containsExactly(new Request("", "team"));
    assertThat(EnqueueHandler.controllerOf(pod, ResourceType.of(ConfigMap.class))).isEmpty();
  }

  private static Pod pod(String version) {
    return new PodBuilder().withNewMetadata().withNamespace("ns").withName("pod").withUid("uid").withResourceVersion(version).endMetadata().build();
  }

  private static Pod ownedBy(Pod pod, String apiVersion, String kind, String name, boolean controller) {
    return new PodBuilder(pod)
        .editMetadata()
        .addNewOwnerReference()
        .withApiVersion(apiVersion)
        .withKind(kind)
        .withName(name)
        .withUid("uid-" + name)
        .withController(controller)
        .endOwnerReference()
        .endMetadata()
        .build();
  }
}
