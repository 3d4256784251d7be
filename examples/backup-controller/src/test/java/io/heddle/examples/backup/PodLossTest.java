package io.heddle.examples.backup;

import static io.heddle.examples.backup.Fixtures.backup;
import static io.heddle.examples.backup.Fixtures.plan;
import static io.heddle.examples.backup.Fixtures.pod;
import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class PodLossTest {
  private static final Instant NOW = Instant.parse("2026-02-02T00:00:00.250Z");

  private final Backup fresh = backup("mail", 2);

  /** The Backup after all its Pods were created. */
  private final Backup created = fresh.with(BackupStatuses.of(fresh, plan(fresh), 2, Optional.empty(), NOW));

  private final PodPlan oneIsMissing = plan(created, pod(created, 0, "Running"));

  /** The Backup after the loss was seen. */
  private final Backup lost =
      created.with(BackupStatuses.of(created, oneIsMissing, 0, Optional.of(Obstacle.lost(List.of("mail-1"))), NOW));

  @Test
  void pause_ofANewBackup_isNone() {
    assertThat(PodLoss.pause(fresh, plan(fresh), NOW)).isZero();
  }

  @Test
  void pause_nothingMissing_isNone() {
    assertThat(PodLoss.pause(created, plan(created, pod(created, 0, "Running"), pod(created, 1, "Running")), NOW)).isZero();
  }

  @Test
  void pause_aPodThatWasThereIsMissing_isOneToTwoSeconds() {
    assertThat(PodLoss.pause(created, oneIsMissing, NOW)).isEqualTo(Duration.ofMillis(1_750));
  }

  @Test
  void pause_aLossAlreadyTold_endsAtTheSameTime() {
    assertThat(PodLoss.pause(lost, oneIsMissing, NOW.plusMillis(1_000))).isEqualTo(Duration.ofMillis(750));
    assertThat(PodLoss.pause(lost, oneIsMissing, NOW.plusMillis(1_750))).isZero();
    assertThat(PodLoss.pause(lost, oneIsMissing, NOW.plusSeconds(100))).isZero();
  }

  @Test
  void pause_afterAChangeOfTheSpec_isNone() {
    created.getMetadata().setGeneration(2L);
    assertThat(PodLoss.pause(created, oneIsMissing, NOW)).isZero();
  }

  @Test
  void pause_afterARefusal_isNone() {
    Obstacle refusal = new Obstacle(Obstacle.Reason.REFUSED, "no");
    Backup refused = fresh.with(BackupStatuses.of(fresh, plan(fresh), 0, Optional.of(refusal), NOW));
    assertThat(PodLoss.pause(refused, plan(refused), NOW)).isZero();
  }

  @Test
  void aLoss_inTheStatus_isNoFailure() {
    assertThat(lost.statusOrEmpty().phase()).isEqualTo(BackupStatus.Phase.RUNNING);
    assertThat(lost.statusOrEmpty().condition(BackupStatus.PODS_CREATED).orElseThrow().getReason()).isEqualTo("PodLost");
    assertThat(lost.statusOrEmpty().condition(BackupStatus.PODS_CREATED).orElseThrow().getMessage()).contains("mail-1");
  }
}
