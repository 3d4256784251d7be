package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.ContainerStatusBuilder;
import io.fabric8.kubernetes.api.model.ObjectMetaBuilder;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.heddle.controller.Owners;
import io.heddle.examples.backup.BackupStatus.Phase;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Backups and Pods for the tests of the rules. */
final class Fixtures {
  static final Map<String, Object> TEMPLATE =
      Map.of("spec", Map.of("restartPolicy", "Never", "containers", List.of(Map.of("name", "backup", "image", "busybox"))));

  private static final KubernetesSerialization JSON = new KubernetesSerialization();

  private Fixtures() {}

  /** A Backup with the uid {@code uid-<name>}. */
  static Backup backup(String name, int replicas) {
    return backup(name, replicas, TEMPLATE);
  }

  static Backup backup(String name, int replicas, Map<String, Object> template) {
    Backup backup = new Backup();
    backup.setMetadata(new ObjectMetaBuilder().withNamespace("ns").withName(name).withUid("uid-" + name).withGeneration(1L).build());
    backup.setSpec(new BackupSpec(template, replicas));
    return backup;
  }

  /** The Backup, remembering that these indexes have succeeded. */
  static Backup withCompleted(Backup backup, String completedIndexes) {
    return backup.with(new BackupStatus(Phase.RUNNING, 0, "", 1L, completedIndexes, List.of()));
  }

  /** A Pod of the Backup, as the controller creates it and with that phase. */
  static Pod pod(Backup backup, int index, String phase) {
    return new PodBuilder(JSON.convertValue(BackupPods.create(backup, index), Pod.class))
        .editMetadata()
        .withUid("uid-" + BackupPods.name(backup, index))
        .endMetadata()
        .withNewStatus()
        .withPhase(phase)
        .endStatus()
        .build();
  }

  /** The Pod, its deletion asked for. */
  static Pod leaving(Pod pod) {
    return new PodBuilder(pod).editMetadata().withDeletionTimestamp("2026-01-01T00:00:00Z").endMetadata().build();
  }

  /** The Pod, failed because its container ended with that code. */
  static Pod failed(Backup backup, int index, int exitCode) {
    return new PodBuilder(pod(backup, index, "Failed"))
        .editStatus()
        .withContainerStatuses(
            new ContainerStatusBuilder().withName("backup").withNewState().withNewTerminated().withExitCode(exitCode).endTerminated().endState().build())
        .endStatus()
        .build();
  }

  /** A Pod with the name of one of the Backup's, which a Job controls. */
  static Pod foreign(Backup backup, int index) {
    return new PodBuilder(pod(backup, index, "Running"))
        .editMetadata()
        .withOwnerReferences(
            new OwnerReferenceBuilder().withApiVersion("batch/v1").withKind("Job").withName("other").withUid("uid-other").withController(true).build())
        .endMetadata()
        .build();
  }

  /** The plan for a Backup and the Pods in its namespace. */
  static PodPlan plan(Backup backup, Pod... pods) {
    return PodPlan.of(
        backup,
        List.of(pods).stream().filter(pod -> Owners.isControlledBy(pod, backup)).toList(),
        name -> find(name, pods));
  }

  private static Optional<Pod> find(String name, Pod... pods) {
    return List.of(pods).stream().filter(pod -> pod.getMetadata().getName().equals(name)).findFirst();
  }
}
