package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.ContainerState;
import io.fabric8.kubernetes.api.model.ContainerStateTerminated;
import io.fabric8.kubernetes.api.model.ContainerStatus;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodStatus;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** How the Pods of a Backup are called and made, whose a Pod is, and what it says of itself. */
final class BackupPods {
  /** The label that every Pod of a Backup carries, with the Backup's name as its value. */
  static final String LABEL = "example.com/backup";

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

  /**
   * The Pod to create for an index.
   *
   * <p>The template goes into it unread. What this program sets itself, the name, the label and the owner, wins over what the template says of
   * them. Whether the rest makes sense is for the API server to say.
   */
  static Pod create(Backup backup, int index) {
    Map<String, Object> template = backup.getSpec().podTemplate();
    ObjectMeta metadata = new ObjectMeta();
    copy(template.get("metadata")).forEach(metadata::setAdditionalProperty);
    for (String own : new String[] {"name", "generateName", "namespace", "uid", "resourceVersion", "ownerReferences"}) {
      metadata.getAdditionalProperties().remove(own);
    }
    metadata.setName(name(backup, index));
    metadata.setNamespace(backup.getMetadata().getNamespace());
    metadata.setOwnerReferences(List.of(ownerReference(backup)));
    Object labels = metadata.getAdditionalProperties().get("labels");
    if (labels == null || labels instanceof Map) {
      Map<String, Object> all = copy(labels);
      all.put(LABEL, backup.name());
      metadata.setAdditionalProperty("labels", all);
    }
    Pod pod = new Pod();
    pod.setMetadata(metadata);
    pod.setAdditionalProperty("spec", template.getOrDefault("spec", Map.of()));
    return pod;
  }

  private static OwnerReference ownerReference(Backup backup) {
    return new OwnerReferenceBuilder()
        .withApiVersion(backup.getApiVersion())
        .withKind(backup.getKind())
        .withName(backup.name())
        .withUid(backup.getMetadata().getUid())
        .withController(true)
        .build();
  }

  /** Whether that Backup, and not an earlier one of the same name, controls the Pod. */
  static boolean isOwned(Backup backup, Pod pod) {
    return controller(pod).filter(owner -> owner.getUid().equals(backup.getMetadata().getUid())).isPresent();
  }

  /** Who controls the Pod, for a message: {@code Job/nightly}, or that nobody does. */
  static String ownerOf(Pod pod) {
    return controller(pod).map(owner -> "is controlled by " + owner.getKind() + "/" + owner.getName()).orElse("has no controller");
  }

  private static Optional<OwnerReference> controller(Pod pod) {
    return pod.getMetadata().getOwnerReferences().stream().filter(owner -> Objects.equals(owner.getController(), true)).findFirst();
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

  /** A copy of a JSON object that may be changed; of anything else, an empty one. */
  private static Map<String, Object> copy(@Nullable Object json) {
    Map<String, Object> copy = new HashMap<>();
    if (json instanceof Map<?, ?> map) {
      map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    }
    return copy;
  }
}
