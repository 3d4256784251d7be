package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.Pod;
import io.heddle.controller.Client;
import io.heddle.controller.Owners;
import io.heddle.controller.Reconciler;
import io.heddle.controller.Request;
import io.heddle.controller.Result;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.DeleteQuery;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Brings the Pods of one Backup closer to what it asks for, and its status to what the Pods say.
 *
 * <p>Each run looks at what there is, makes a {@link PodPlan}, carries it out and writes the status if it says something new; so it may run any
 * number of times, and may stop anywhere. The order within a run is chosen for that: the finalizer comes before the first Pod, so that no Pod
 * is left behind, and on deletion it goes after the last one.
 *
 * <p>What the server refuses to create is told in the status and tried again with the queue's growing delays. So is a name that another Pod
 * holds. A write that lost against another writer is tried again in the same way: by then the cache has what the other one wrote.
 */
final class BackupReconciler implements Reconciler {
  private static final Logger log = LoggerFactory.getLogger(BackupReconciler.class);

  private final Client client;
  private final InstantSource clock;

  BackupReconciler(Client client, InstantSource clock) {
    this.client = client;
    this.clock = clock;
  }

  @Override
  public Result reconcile(Request request) throws IOException, InterruptedException {
    Optional<Backup> found = client.get(Backup.class, request.namespace(), request.name());
    if (found.isEmpty()) {
      return Result.done();
    }
    try {
      return found.get().isDeleting() ? cleanUp(found.get()) : run(found.get());
    } catch (ApiException e) {
      if (e.isConflict() || e.isNotFound() || e.isAlreadyExists()) {
        // Someone else was faster: they changed or removed the Backup, or made a Pod of that name. The cache will tell.
        log.debug("overtaken by another writer backup={} problem={}", request, e.getMessage());
        return Result.requeue();
      }
      throw e;
    }
  }

  /** What a Backup that lives needs: its finalizer, its Pods, its status. */
  private Result run(Backup seen) throws IOException, InterruptedException {
    Backup backup = client.addFinalizer(seen, Backup.CLEANUP);
    PodPlan plan = PodPlan.of(backup, ownPods(backup), name -> client.get(Pod.class, backup.getMetadata().getNamespace(), name));
    Instant now = clock.instant();
    Duration pause = PodLoss.pause(backup, plan, now);
    Creation creation = pause.isZero() ? create(backup, plan.toCreate()) : Creation.postponed(backup, plan);
    for (Pod pod : plan.toDelete()) {
      if (!deletedAsSeen(pod)) {
        return Result.requeue();
      }
      log.info("deleted a surplus pod backup={} pod={}", backup.key(), pod.getMetadata().getName());
    }
    BackupStatus status = BackupStatuses.of(backup, plan, creation.created(), creation.obstacle(), now);
    if (!status.equals(backup.getStatus())) {
      client.status().update(backup.with(status));
      tell(backup, status);
    }
    if (!pause.isZero()) {
      return Result.requeueAfter(pause);
    }
    boolean noEventWillTell = creation.obstacle().isPresent() || !plan.taken().isEmpty();
    return noEventWillTell ? Result.requeue() : Result.done();
  }

  /** How far the creation of Pods came. */
  private record Creation(int created, Optional<Obstacle> obstacle) {
    static Creation postponed(Backup backup, PodPlan plan) {
      return new Creation(0, Optional.of(Obstacle.lost(plan.toCreate().stream().map(index -> BackupPods.name(backup, index)).toList())));
    }
  }

  /** Creates the Pods of these indexes. All are made of one template, so the first refusal speaks for the rest. */
  private Creation create(Backup backup, List<Integer> indexes) throws IOException, InterruptedException {
    int created = 0;
    for (int index : indexes) {
      try {
        client.create(Pod.class, backup.getMetadata().getNamespace(), BackupPods.create(backup, index));
      } catch (ApiException e) {
        if (!isRefusal(e)) {
          throw e;
        }
        return new Creation(created, Optional.of(Obstacle.refused(BackupPods.name(backup, index), e)));
      }
      log.info("created a pod backup={} pod={}", backup.key(), BackupPods.name(backup, index));
      created++;
    }
    return new Creation(created, Optional.empty());
  }

  /** Whether the server has judged the Pod, so that the Backup's author is the one to be told; anything else may pass by itself. */
  private static boolean isRefusal(ApiException e) {
    return e.code() == 400 || e.code() == 413 || e.isForbidden() || e.isInvalid();
  }

  /** What a Backup that is being deleted needs: that its Pods go, and then its finalizer. */
  private Result cleanUp(Backup backup) throws IOException, InterruptedException {
    if (!backup.hasFinalizer()) {
      return Result.done();
    }
    if (!backup.leavesPods()) {
      for (Pod pod : ownPods(backup).stream().filter(pod -> !BackupPods.isLeaving(pod)).sorted(BackupPods.highestFirst(backup)).toList()) {
        if (!deletedAsSeen(pod)) {
          return Result.requeue();
        }
      }
      // What ended at once is gone from this list by now; an event will tell when the rest has.
      if (!ownPods(backup).isEmpty()) {
        return Result.done();
      }
    }
    client.removeFinalizer(backup, Backup.CLEANUP);
    log.info("cleaned up backup={}", backup.key());
    return Result.done();
  }

  /**
   * Deletes a Pod unless it has changed since it was seen: it may have been given up by its Backup meanwhile, as are those that an orphaning deletion is to leave.
   *
   * @return false if it has changed
   */
  private boolean deletedAsSeen(Pod pod) throws IOException, InterruptedException {
    ObjectMeta seen = pod.getMetadata();
    try {
      client.delete(pod, DeleteQuery.unconditional().withUid(seen.getUid()).withResourceVersion(seen.getResourceVersion()));
      return true;
    } catch (ApiException e) {
      if (e.isConflict()) {
        return false;
      }
      throw e;
    }
  }

  private List<Pod> ownPods(Backup backup) {
    return client.ownedBy(Pod.class, backup).stream().filter(pod -> Owners.isControlledBy(pod, backup)).toList();
  }

  private static void tell(Backup backup, BackupStatus status) {
    if (status.phase() != backup.statusOrEmpty().phase()) {
      log.info("phase changed backup={} phase={}", backup.key(), status.phase());
    }
    status
        .condition(BackupStatus.PODS_CREATED)
        .filter(created -> created.getStatus().equals("False") && !backup.statusOrEmpty().conditionsOrNone().contains(created))
        .ifPresent(
            created -> {
              Level level = created.getReason().equals(Obstacle.Reason.POD_LOST.toString()) ? Level.INFO : Level.WARN;
              log.atLevel(level).log("a pod is missing backup={} reason={} message={}", backup.key(), created.getReason(), created.getMessage());
            });
  }
}
