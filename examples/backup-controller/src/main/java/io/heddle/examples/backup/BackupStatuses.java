package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import io.fabric8.kubernetes.api.model.Pod;
import io.heddle.controller.Conditions;
import io.heddle.examples.backup.BackupStatus.Phase;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;

/**
 * The status of a Backup: a plain function of what was seen. The phase is the first of these that holds:
 *
 * <ol>
 *   <li>{@code Failed}: a Pod has failed, or the server refused to create one. The others run on.
 *   <li>{@code Succeeded}: every index has succeeded, also when none is wanted. It stays so when the Pods are removed.
 *   <li>{@code Running}: a Pod runs, or has succeeded while others have not.
 *   <li>{@code Pending}: anything else.
 * </ol>
 *
 * <p>The phase is never final: a Pod removed after its failure, a template that was mended, or a higher {@code spec.replicas} moves it on. A
 * name that is taken leaves it as it is, since whoever holds the name may let it go.
 */
final class BackupStatuses {
  private BackupStatuses() {}

  /**
   * Works out the status.
   *
   * @param backup the Backup with the status it has, from which conditions that still say the same keep their time
   * @param plan what its Pods say
   * @param created how many Pods were created on this plan
   * @param obstacle what has kept a Pod from being created, beside a name that the plan found taken
   * @param now the time at which a condition that changes has changed
   * @return the status that the Backup should have, equal to the one it has if nothing is new
   */
  static BackupStatus of(Backup backup, PodPlan plan, int created, Optional<Obstacle> obstacle, Instant now) {
    List<Condition> conditions = backup.statusOrEmpty().conditionsOrNone();
    for (Condition condition : List.of(podsCreated(plan, obstacle), complete(plan, obstacle))) {
      condition.setObservedGeneration(backup.getMetadata().getGeneration());
      condition.setLastTransitionTime(now.truncatedTo(ChronoUnit.SECONDS).toString());
      conditions = Conditions.with(conditions, condition);
    }
    return new BackupStatus(
        phase(plan, obstacle),
        plan.existing() + created,
        BackupPods.selector(backup),
        backup.getMetadata().getGeneration(),
        plan.completed().size() == 0 ? null : plan.completed().toString(),
        conditions);
  }

  private static Phase phase(PodPlan plan, Optional<Obstacle> obstacle) {
    if (isRefused(obstacle) || !plan.failed().isEmpty()) {
      return Phase.FAILED;
    }
    if (plan.isComplete()) {
      return Phase.SUCCEEDED;
    }
    return plan.running() > 0 || plan.completed().size() > 0 ? Phase.RUNNING : Phase.PENDING;
  }

  private static boolean isRefused(Optional<Obstacle> obstacle) {
    return obstacle.filter(found -> found.reason() == Obstacle.Reason.REFUSED).isPresent();
  }

  private static Condition podsCreated(PodPlan plan, Optional<Obstacle> obstacle) {
    return obstacle
        .or(() -> plan.taken().stream().findFirst().map(Obstacle::taken))
        .map(found -> condition(BackupStatus.PODS_CREATED, false, found.reason().toString(), found.message()))
        .orElseGet(() -> condition(BackupStatus.PODS_CREATED, true, "Created", "every Pod that is wanted was created"));
  }

  private static Condition complete(PodPlan plan, Optional<Obstacle> obstacle) {
    String count = plan.completed().size() + " of " + plan.wanted() + " Pods have succeeded";
    if (plan.isComplete()) {
      return condition(BackupStatus.COMPLETE, true, "Succeeded", count);
    }
    if (!plan.failed().isEmpty()) {
      return condition(BackupStatus.COMPLETE, false, "PodFailed", failure(plan.failed().getFirst()));
    }
    return condition(BackupStatus.COMPLETE, false, isRefused(obstacle) ? "Refused" : "InProgress", count);
  }

  private static String failure(Pod pod) {
    return "Pod " + pod.getMetadata().getName() + " failed (" + BackupPods.whyFailed(pod) + "); delete it to have it run again";
  }

  private static Condition condition(String type, boolean holds, String reason, String message) {
    return new ConditionBuilder().withType(type).withStatus(holds ? "True" : "False").withReason(reason).withMessage(message).build();
  }
}
