package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.Condition;
import io.heddle.examples.backup.Obstacle.Reason;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Objects;
import java.util.Optional;

/**
 * A Pod that went before it had succeeded is created again, but a moment later: what deletes Pods over and over must not make the controller
 * create them as fast as it can, and who waits for the deletion by name, as {@code kubectl delete} does, must get to see that the name was gone.
 *
 * <p>The Backup itself remembers since when, so that it holds across a restart: the condition {@link BackupStatus#PODS_CREATED} turns False with
 * the reason {@code PodLost}, and its time counts. That time is in whole seconds, as Kubernetes has it, so the pause is one to two seconds long.
 */
final class PodLoss {
  private static final Duration PAUSE = Duration.ofSeconds(2);

  private PodLoss() {}

  /** How long the creation of the Pods that the plan misses has to wait: zero if none was lost, or if the moment is over. */
  static Duration pause(Backup backup, PodPlan plan, Instant now) {
    Optional<Condition> created =
        backup
            .statusOrEmpty()
            .condition(BackupStatus.PODS_CREATED)
            // What was said of another spec says nothing of the Pods that this one wants.
            .filter(condition -> Objects.equals(condition.getObservedGeneration(), backup.getMetadata().getGeneration()));
    if (plan.toCreate().isEmpty() || created.isEmpty()) {
      return Duration.ZERO;
    }
    Instant since;
    if (created.get().getStatus().equals("True")) {
      since = now.truncatedTo(ChronoUnit.SECONDS);
    } else if (created.get().getReason().equals(Reason.POD_LOST.toString())) {
      since = Instant.parse(created.get().getLastTransitionTime());
    } else {
      return Duration.ZERO;
    }
    Duration left = Duration.between(now, since.plus(PAUSE));
    return left.isNegative() ? Duration.ZERO : left;
  }
}
