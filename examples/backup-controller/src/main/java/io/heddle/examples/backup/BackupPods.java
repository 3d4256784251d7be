package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import io.heddle.controller.Owners;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** How the Pods of a Backup are called and made, whose a Pod is, and what it says of itself. */
final class BackupPods {
  /** The label that every Pod of a Backup carries, with the Backup's name as its value. */
  static final String LABEL = "example.com/backup";

  /** What a template's metadata may not say, since each Pod has its own. */
  private static final List<String> NOT_THE_TEMPLATES = List.of("generateName", "uid", "resourceVersion");

  private BackupPods() {}

  /** The name of the Pod with that index. */
  static String name(Backup backup, int index) {
    return backup.name() + "-" + index;
  }

  /** The label selector that finds the Pods of that Backup. */
  static String selector(Backup backup) {
    return LABEL + "=" + backup.name();
  }

  /** The index of a Pod of that Backup, or nothing if it is called by another scheme. */
  static OptionalInt indexOf(Backup backup, Pod pod) {
    String prefix = backup.name() + "-";
    String name = pod.getMetadata().getName();
    // No sign, no leading zero, and few enough digits for an int: exactly what name() writes.
    if (name.startsWith(prefix) && name.substring(prefix.length()).matches("0|[1-9][0-9]{0,8}")) {
      return OptionalInt.of(Integer.parseInt(name.substring(prefix.length())));
    }
    return OptionalInt.empty();
  }

  /** The order in which Pods are removed: the highest index first, and before those any that is called by another scheme. */
  static Comparator<Pod> highestFirst(Backup backup) {
    return Comparator.<Pod>comparingInt(pod -> indexOf(backup, pod).orElse(Integer.MAX_VALUE)).reversed();
  }

  /**
   * The Pod to create for an index, as JSON.
   *
   * <p>The template goes into it unread. What this program sets itself, the name, the label and the owner, wins over what the template says of
   * them. Whether the rest makes sense is for the API server to say.
   */
  static Map<String, Object> create(Backup backup, int index) {
    Map<String, Object> template = backup.getSpec().podTemplate();
    Map<String, Object> metadata = Json.copy(template.get("metadata"));
    NOT_THE_TEMPLATES.forEach(metadata::remove);
    metadata.put("name", name(backup, index));
    metadata.put("namespace", backup.getMetadata().getNamespace());
    metadata.put("ownerReferences", List.of(ownerReference(backup)));
    Object labels = metadata.get("labels");
    if (labels == null || labels instanceof Map) {
      Map<String, Object> all = Json.copy(labels);
      all.put(LABEL, backup.name());
      metadata.put("labels", all);
    }
    return Map.of("apiVersion", "v1", "kind", "Pod", "metadata", metadata, "spec", template.getOrDefault("spec", Map.of()));
  }

  /** Without blockOwnerDeletion, which takes a right of its own on some clusters: the finalizer of the Backup does the same, and more. */
  private static Map<String, Object> ownerReference(Backup backup) {
    return Map.of(
        "apiVersion", backup.getApiVersion(),
        "kind", backup.getKind(),
        "name", backup.name(),
        "uid", backup.getMetadata().getUid(),
        "controller", true);
  }

  /** Who controls the Pod, for a message. */
  static String ownerOf(Pod pod) {
    return Owners.controllerOf(pod).map(owner -> "is controlled by " + owner.getKind() + "/" + owner.getName()).orElse("has no controller");
  }

  /** Whether its deletion was asked for. */
  static boolean isLeaving(Pod pod) {
    return pod.getMetadata().getDeletionTimestamp() != null;
  }

  static boolean isRunning(Pod pod) {
    return phase(pod).equals("Running");
  }

  static boolean hasSucceeded(Pod pod) {
    return phase(pod).equals("Succeeded");
  }

  static boolean hasFailed(Pod pod) {
    return phase(pod).equals("Failed");
  }

  private static String phase(Pod pod) {
    return Optional.ofNullable(pod.getStatus()).map(PodStatus::getPhase).orElse("Pending");
  }

  /** Why a Pod failed, as far as its status tells. */
  static String whyFailed(Pod pod) {
    PodStatus status = pod.getStatus();
    String said = Stream.of(status.getReason(), status.getMessage()).filter(Objects::nonNull).collect(Collectors.joining(": "));
    return said.isEmpty() ? exitOf(pod).orElse("its status gives no reason") : said;
  }

  /** The first container, in the order in which they start, that did not end with 0. */
  private static Optional<String> exitOf(Pod pod) {
    return Stream.of(pod.getStatus().getInitContainerStatuses(), pod.getStatus().getContainerStatuses())
        .flatMap(List::stream)
        .filter(container -> terminated(container).filter(end -> end.getExitCode() != 0).isPresent())
        .findFirst()
        .map(container -> "container " + container.getName() + " ended with exit code " + terminated(container).orElseThrow().getExitCode());
  }

  private static Optional<ContainerStateTerminated> terminated(ContainerStatus container) {
    return Optional.ofNullable(container.getState()).map(ContainerState::getTerminated);
  }
}
