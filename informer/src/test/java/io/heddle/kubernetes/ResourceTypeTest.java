package io.heddle.kubernetes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.apps.Deployment;
import org.junit.jupiter.api.Test;

class ResourceTypeTest {

  @Test
  void of_coreType_hasNoGroup() {
    ResourceType<Pod> pods = ResourceType.of(Pod.class);
    assertThat(pods).hasToString("pods/v1");
    assertThat(pods.apiVersion()).isEqualTo("v1");
    assertThat(pods.path("")).isEqualTo("/api/v1/pods");
    assertThat(pods.path("ns")).isEqualTo("/api/v1/namespaces/ns/pods");
    assertThat(pods.path("ns", "a")).isEqualTo("/api/v1/namespaces/ns/pods/a");
  }

  @Test
  void of_groupedType_hasItsGroup() {
    ResourceType<Deployment> deployments = ResourceType.of(Deployment.class);
    assertThat(deployments).hasToString("deployments.apps/v1");
    assertThat(deployments.apiVersion()).isEqualTo("apps/v1");
    assertThat(deployments.path("ns", "a")).isEqualTo("/apis/apps/v1/namespaces/ns/deployments/a");
  }

  @Test
  void of_clusterType_hasNoNamespace() {
    ResourceType<Namespace> namespaces = ResourceType.of(Namespace.class);
    assertThat(namespaces.namespaced()).isFalse();
    assertThat(namespaces.path("", "a")).isEqualTo("/api/v1/namespaces/a");
  }

  @Test
  void of_classWithoutAnnotations_saysWhatToDo() {
    assertThatThrownBy(() -> ResourceType.of(GenericKubernetesResource.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("annotate it with @Group and @Version");
  }
}
