package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.Pod;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * What is to be done for a Backup, and what its Pods say: a plain function of the Backup and of the Pods that exist.
 *
 * <p>Each index from 0 to {@code spec.replicas - 1} is in exactly one place:
 *
 * <ul>
 *   <li>{@link #completed}: it has succeeded once, which is remembered in the Backup's status. No Pod is created for it again, whatever
 *       becomes of the one that succeeded.
 *   <li>{@link #failed}: its Pod has failed. The Pod stays as evidence; whoever removes it has the index run again.
 *   <li>{@link #running}, {@link #waiting}: its Pod runs, or does not run yet, or is being deleted and makes room when it is gone. A Pod that
 *       is being deleted proves nothing: a process told to stop may well end with 0.
 *   <li>{@link #taken}: a Pod of that name exists and is not of this Backup. It is neither adopted nor removed.
 *   <li>{@link #toCreate}: there is no such Pod.
 * </ul>
 *
 * @param wanted how many indexes there are
 * @param completed the indexes that have succeeded, now or before
 * @param failed the Pods that have failed, by index
 * @param running how many Pods run
 * @param waiting how many Pods exist and neither run nor have ended
 * @param taken the Pods that stand in the way, by index
 * @param toCreate the indexes for which a Pod is to be created, ascending
 * @param toDelete the Pods that are too many, the highest index first
 * @param existing how many Pods of this Backup exist and are not being deleted, those in {@code toDelete} not counted
 */
record PodPlan(
    int wanted,
    CompletedIndexes completed,
    List<Pod> failed,
    int running,
    int waiting,
    List<Pod> taken,
    List<Integer> toCreate,
    List<Pod> toDelete,
    int existing) {
  /**
   * Makes the plan.
   *
   * @param backup the Backup
   * @param owned the Pods that it controls, in any order
   * @param podNamed finds a Pod in the Backup's namespace by its name, whoever owns it
   */
  static PodPlan of(Backup backup, List<Pod> owned, Function<String, Optional<Pod>> podNamed) {
    int wanted = backup.getSpec().wanted();
    Map<Integer, Pod> byIndex = new HashMap<>();
    for (Pod pod : owned) {
      BackupPods.indexOf(backup, pod).ifPresent(index -> byIndex.put(index, pod));
    }
    CompletedIndexes completed = CompletedIndexes.parse(backup.statusOrEmpty().completedIndexes()).below(wanted);
    List<Pod> failed = new ArrayList<>();
    List<Pod> taken = new ArrayList<>();
    List<Integer> toCreate = new ArrayList<>();
    int running = 0;
    int waiting = 0;
    int existing = 0;
    for (int index = 0; index < wanted; index++) {
      Pod pod = byIndex.remove(index);
      if (pod != null && !BackupPods.isLeaving(pod)) {
        existing++;
      }
      if (completed.contains(index)) {
        continue;
      }
      if (pod == null) {
        Optional<Pod> foreign = podNamed.apply(BackupPods.name(backup, index));
        if (foreign.isPresent()) {
          taken.add(foreign.get());
        } else {
          toCreate.add(index);
        }
      } else if (BackupPods.isLeaving(pod)) {
        waiting++;
      } else if (BackupPods.hasSucceeded(pod)) {
        completed = completed.plus(index);
      } else if (BackupPods.hasFailed(pod)) {
        failed.add(pod);
      } else if (BackupPods.isRunning(pod)) {
        running++;
      } else {
        waiting++;
      }
    }
    List<Pod> toDelete = byIndex.values().stream().filter(pod -> !BackupPods.isLeaving(pod)).sorted(BackupPods.highestFirst(backup)).toList();
    return new PodPlan(wanted, completed, failed, running, waiting, taken, toCreate, toDelete, existing);
  }

  /** Whether every index has succeeded; so it is, at once, when none is wanted. */
  boolean isComplete() {
    return completed.size() == wanted;
  }
}
