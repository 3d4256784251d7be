package io.heddle.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.heddle.controller.Manager;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.kubernetes.Transport;
import io.heddle.testing.ApiServer;
import java.io.IOException;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class TasksTest {
  private final ApiServer server;
  private final KubernetesClient kubectl;
  private final Transport transport;
  private final Manager manager;

  TasksTest() throws IOException {
    server = ApiServer.builder().podRunTime(Duration.ofHours(1)).start();
    kubectl = new KubernetesClientBuilder().withConfig(server.config()).build();
    transport = Fabric8Transport.of(server.config());
    manager = Tasks.tasks(transport);
  }

  @BeforeEach
  void start() throws IOException, InterruptedException {
    manager.start();
    assertThat(manager.awaitReady(Duration.ofSeconds(30))).isTrue();
  }

  @AfterEach
  void stop() {
    manager.close();
    transport.close();
    kubectl.close();
    server.close();
  }

  @Test
  void task_withImage_getsAPodThatIsItsOwn() {
    ConfigMap task = kubectl.resource(task("build", Map.of("image", "maven"))).create();
    Pod pod = await().until(() -> pod("build"), found -> found != null);
    assertThat(pod.getSpec().getContainers()).singleElement().satisfies(container -> assertThat(container.getImage()).isEqualTo("maven"));
    assertThat(pod.getMetadata().getOwnerReferences()).singleElement().satisfies(owner -> assertThat(owner.getUid()).isEqualTo(task.getMetadata().getUid()));
  }

  @Test
  void task_podDeleted_getsAnother() {
    kubectl.resource(task("build", Map.of("image", "maven"))).create();
    Pod first = await().until(() -> pod("build"), found -> found != null);
    kubectl.resource(first).withGracePeriod(0).delete();
    await().until(() -> pod("build"), found -> found != null && !found.getMetadata().getUid().equals(first.getMetadata().getUid()));
  }

  @Test
  void configMap_withoutImage_getsNoPod() {
    kubectl.resource(task("other", Map.of("colour", "green"))).create();
    kubectl.resource(task("build", Map.of("image", "maven"))).create();
    await().until(() -> pod("build"), found -> found != null);
    assertThat(pod("other")).isNull();
  }

  private Pod pod(String name) {
    return kubectl.pods().inNamespace("default").withName(name).get();
  }

  private static ConfigMap task(String name, Map<String, String> data) {
    return new ConfigMapBuilder().withNewMetadata().withNamespace("default").withName(name).endMetadata().withData(data).build();
  }
}
