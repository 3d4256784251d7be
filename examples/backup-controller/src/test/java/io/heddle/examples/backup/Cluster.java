package io.heddle.examples.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.DefaultKubernetesResourceList;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.api.model.PodList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.DeleteQuery;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.kubernetes.ListQuery;
import io.heddle.kubernetes.ResourceType;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** What tests do to a cluster, and ask of it: any cluster, the one in the JVM and a real one alike, in one namespace. */
final class Cluster implements AutoCloseable {
  static final ResourceType<Backup> BACKUPS = ResourceType.of(Backup.class);
  static final ResourceType<Pod> PODS = ResourceType.of(Pod.class);

  final Fabric8Transport transport;
  private final String namespace;

  Cluster(Fabric8Transport transport, String namespace) {
    this.transport = transport;
    this.namespace = namespace;
  }

  /** What the server answers when asked for all Backups. */
  static final class BackupList extends DefaultKubernetesResourceList<Backup> {
    private static final long serialVersionUID = 1L;
  }

  /** Waits for what the controller is to bring about. */
  static ConditionFactory await() {
    return Awaitility.await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(20));
  }

  void createNamespace() throws IOException, InterruptedException {
    Namespace own = new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build();
    transport.create(ResourceType.of(Namespace.class), "", transport.encode(own));
  }

  /** Has the namespace deleted with all that is in it; that takes a controller that removes the finalizer of each Backup. */
  void deleteNamespace() throws IOException, InterruptedException {
    transport.delete(ResourceType.of(Namespace.class), "", namespace, DeleteQuery.unconditional());
  }

  /** Applies the CRD, unless it is there, and waits until the server serves it. */
  void applyCrd() throws Exception {
    try {
      transport.create(ResourceType.of(CustomResourceDefinition.class), "", transport.encode(Manifests.read(transport, "crd.yaml")));
    } catch (ApiException e) {
      if (!e.isAlreadyExists()) {
        throw e;
      }
    }
    await().ignoreExceptionsInstanceOf(ApiException.class).until(() -> transport.list(BACKUPS, namespace, ListQuery.all()).length > 0);
  }

  /** A template whose Pods end by themselves, with success. */
  static Map<String, Object> ending() {
    return template("Never", "busybox");
  }

  /** A template whose Pods run until they are deleted. */
  static Map<String, Object> lasting() {
    return template("Always", "busybox");
  }

  /** A template that the server refuses: its container has no image. */
  static Map<String, Object> withoutImage() {
    return Map.of("spec", Map.of("containers", List.of(Map.of("name", "backup"))));
  }

  private static Map<String, Object> template(String restartPolicy, String image) {
    return Map.of("spec", Map.of("restartPolicy", restartPolicy, "containers", List.of(Map.of("name", "backup", "image", image))));
  }

  void create(String backup, int replicas, Map<String, Object> template) throws IOException, InterruptedException {
    Map<String, Object> object =
        Map.of(
            "apiVersion", "example.com/v1",
            "kind", "Backup",
            "metadata", Map.of("name", backup, "namespace", namespace),
            "spec", Map.of("replicas", replicas, "podTemplate", template));
    transport.create(BACKUPS, namespace, transport.encode(object));
  }

  Optional<Backup> find(String backup) throws IOException, InterruptedException {
    try {
      return Optional.of(transport.decode(transport.get(BACKUPS, namespace, backup), Backup.class));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  List<Backup> backups() throws IOException, InterruptedException {
    return transport.decode(transport.list(BACKUPS, namespace, ListQuery.all()), BackupList.class).getItems();
  }

  Backup backup(String backup) throws IOException, InterruptedException {
    return find(backup).orElseThrow();
  }

  BackupStatus status(String backup) throws IOException, InterruptedException {
    return backup(backup).statusOrEmpty();
  }

  /** The status and reason of a condition, such as {@code False Refused}. */
  String condition(String backup, String type) throws IOException, InterruptedException {
    return status(backup).condition(type).map(condition -> condition.getStatus() + " " + condition.getReason()).orElse("none");
  }

  String message(String backup, String type) throws IOException, InterruptedException {
    return status(backup).condition(type).map(condition -> condition.getMessage()).orElse("");
  }

  /** Writes another spec, whoever else writes the Backup meanwhile. */
  void change(String backup, Function<BackupSpec, BackupSpec> change) throws IOException, InterruptedException {
    while (true) {
      Backup now = backup(backup);
      now.setSpec(change.apply(now.getSpec()));
      try {
        transport.update(BACKUPS, namespace, backup, transport.encode(now));
        return;
      } catch (ApiException e) {
        if (!e.isConflict()) {
          throw e;
        }
      }
    }
  }

  void scale(String backup, int replicas) throws IOException, InterruptedException {
    change(backup, spec -> new BackupSpec(spec.podTemplate(), replicas));
  }

  void delete(Class<? extends HasMetadata> kind, String name) throws IOException, InterruptedException {
    delete(kind, name, DeleteQuery.unconditional());
  }

  void delete(Class<? extends HasMetadata> kind, String name, DeleteQuery query) throws IOException, InterruptedException {
    transport.delete(ResourceType.of(kind), namespace, name, query);
  }

  /** Creates a Pod that belongs to nobody. */
  void createPod(String name) throws IOException, InterruptedException {
    Pod pod =
        new PodBuilder()
            .withNewMetadata()
            .withName(name)
            .endMetadata()
            .withNewSpec()
            .addNewContainer()
            .withName("main")
            .withImage("busybox")
            .endContainer()
            .endSpec()
            .build();
    transport.create(PODS, namespace, transport.encode(pod));
  }

  /** Plays a kubelet whose container failed. */
  void fail(String pod, int exitCode) throws Exception {
    await()
        .ignoreExceptionsMatching(e -> e instanceof ApiException refusal && refusal.isConflict())
        .until(
            () -> {
              Pod failed =
                  new PodBuilder(pod(pod).orElseThrow())
                      .editOrNewStatus()
                      .withPhase("Failed")
                      .addNewContainerStatus()
                      .withName("backup")
                      .withImage("busybox")
                      .withImageID("")
                      .withReady(false)
                      .withRestartCount(0)
                      .withNewState()
                      .withNewTerminated()
                      .withExitCode(exitCode)
                      .endTerminated()
                      .endState()
                      .endContainerStatus()
                      .endStatus()
                      .build();
              transport.updateStatus(PODS, namespace, pod, transport.encode(failed));
              return true;
            });
  }

  Optional<Pod> pod(String name) throws IOException, InterruptedException {
    return Optional.ofNullable(all().get(name));
  }

  private Map<String, Pod> all() throws IOException, InterruptedException {
    Map<String, Pod> pods = new TreeMap<>();
    for (Pod pod : transport.decode(transport.list(PODS, namespace, ListQuery.all()), PodList.class).getItems()) {
      pods.put(pod.getMetadata().getName(), pod);
    }
    return pods;
  }

  /** Every Pod of the namespace with its phase, such as {@code {photos-0=Running}}. */
  Map<String, String> phases() throws IOException, InterruptedException {
    return all().entrySet().stream()
        .collect(Collectors.toMap(Map.Entry::getKey, pod -> String.valueOf(pod.getValue().getStatus().getPhase()), (a, b) -> a, TreeMap::new));
  }

  /** Waits until the namespace has exactly these Pods in these phases. */
  void awaitPods(Map<String, String> phases) {
    await().untilAsserted(() -> assertThat(phases()).isEqualTo(phases));
  }

  void awaitPhase(String backup, BackupStatus.Phase phase) {
    awaitStatus(() -> status(backup).phase(), phase);
  }

  <T> void awaitStatus(Callable<T> actual, T expected) {
    await().untilAsserted(() -> assertThat(actual.call()).isEqualTo(expected));
  }

  @Override
  public void close() {
    transport.close();
  }
}
