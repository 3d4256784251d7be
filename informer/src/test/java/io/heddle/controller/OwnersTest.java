package io.heddle.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import org.junit.jupiter.api.Test;

class OwnersTest {

  private final ConfigMap owner = configMap("owner", "uid-1");
  private final Pod pod = new PodBuilder().withNewMetadata().withNamespace("ns").withName("pod").endMetadata().build();

  @Test
  void setController_freeObject_isControlled() {
    Owners.setController(pod, owner);

    assertThat(Owners.isControlledBy(pod, owner)).isTrue();
    assertThat(Owners.controllerOf(pod)).hasValueSatisfying(reference -> {
      assertThat(reference.getApiVersion()).isEqualTo("v1");
      assertThat(reference.getKind()).isEqualTo("ConfigMap");
      assertThat(reference.getName()).isEqualTo("owner");
      assertThat(reference.getUid()).isEqualTo("uid-1");
      assertThat(reference.getBlockOwnerDeletion()).isTrue();
    });
  }

  @Test
  void setController_twice_staysOneReference() {
    Owners.setController(pod, owner);
    Owners.setController(pod, owner);

    assertThat(pod.getMetadata().getOwnerReferences()).hasSize(1);
  }

  @Test
  void setController_ofAnother_isRefusedAndChangesNothing() {
    Owners.setController(pod, owner);

    assertThatThrownBy(() -> Owners.setController(pod, configMap("thief", "uid-2")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("Pod ns/pod is already controlled by ConfigMap owner");
    assertThat(Owners.isControlledBy(pod, owner)).isTrue();
    assertThat(pod.getMetadata().getOwnerReferences()).hasSize(1);
  }

  @Test
  void setController_ownerWithoutUid_isRefused() {
    assertThatThrownBy(() -> Owners.setController(pod, new ConfigMapBuilder(owner).editMetadata().withUid(null).endMetadata().build()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("has no uid yet");
  }

  @Test
  void setController_ownerElsewhere_isRefused_butWithoutNamespaceAllowed() {
    ConfigMap elsewhere = new ConfigMapBuilder(owner).editMetadata().withNamespace("other").endMetadata().build();
    assertThatThrownBy(() -> Owners.setController(pod, elsewhere))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("must be in the namespace");

    Namespace namespace = new NamespaceBuilder().withNewMetadata().withName("ns").withUid("uid-3").endMetadata().build();
    Owners.setController(pod, namespace);
    assertThat(Owners.isControlledBy(pod, namespace)).isTrue();
  }

  @Test
  void isControlledBy_predecessorOfTheSameName_isNot() {
    Owners.setController(pod, owner);

    assertThat(Owners.isControlledBy(pod, configMap("owner", "uid-later"))).isFalse();
  }

  private static ConfigMap configMap(String name, String uid) {
    return new ConfigMapBuilder().withNewMetadata().withNamespace("ns").withName(name).withUid(uid).endMetadata().build();
  }
}
