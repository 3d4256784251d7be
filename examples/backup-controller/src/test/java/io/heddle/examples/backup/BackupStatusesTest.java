package io.heddle.examples.backup;

import static io.heddle.examples.backup.Fixtures.backup;
import static io.heddle.examples.backup.Fixtures.failed;
import static io.heddle.examples.backup.Fixtures.foreign;
import static io.heddle.examples.backup.Fixtures.leaving;
import static io.heddle.examples.backup.Fixtures.plan;
import static io.heddle.examples.backup.Fixtures.pod;
import static io.heddle.examples.backup.Fixtures.withCompleted;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.heddle.examples.backup.BackupStatus.Phase;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BackupStatusesTest {
  private static final Instant EARLIER = Instant.parse("2026-01-01T00:00:00.5Z");
  private static final Instant NOW = Instant.parse("2026-02-02T00:00:00.5Z");

  private final Backup two = backup("photos", 2);

  private static BackupStatus status(Backup backup, Pod... pods) {
    return BackupStatuses.of(backup, plan(backup, pods), 0, Optional.empty(), NOW);
  }

  @ParameterizedTest
  @CsvSource({
    "Pending,   Pending,   Pending",
    "Running,   Pending,   Running",
    "Running,   Running,   Running",
    "Succeeded, Pending,   Running",
    "Succeeded, Running,   Running",
    "Succeeded, Succeeded, Succeeded",
    "Failed,    Running,   Failed",
    "Failed,    Succeeded, Failed",
    "Unknown,   Unknown,   Pending",
  })
  void phase_ofTwoPods_isTheirSum(String first, String second, String phase) {
    assertThat(status(two, pod(two, 0, first), pod(two, 1, second)).phase()).hasToString(phase);
    assertThat(status(two, pod(two, 0, second), pod(two, 1, first)).phase()).hasToString(phase);
  }

  @Test
  void phase_noPodYet_isPending() {
    assertThat(status(two).phase()).isEqualTo(Phase.PENDING);
  }

  @Test
  void phase_noneWanted_isSucceeded() {
    assertThat(status(backup("photos", 0)).phase()).isEqualTo(Phase.SUCCEEDED);
  }

  @Test
  void phase_everySuccessRememberedAndThePodsRemoved_staysSucceeded() {
    BackupStatus status = status(withCompleted(two, "0-1"));
    assertThat(status.phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(status.replicas()).isZero();
  }

  @Test
  void phase_onlyPodIsBeingDeleted_isPending() {
    Backup one = backup("photos", 1);
    assertThat(status(one, leaving(pod(one, 0, "Running"))).phase()).isEqualTo(Phase.PENDING);
  }

  @Test
  void phase_aNameIsTaken_isThatOfTheOthers() {
    assertThat(status(two, foreign(two, 0)).phase()).isEqualTo(Phase.PENDING);
    assertThat(status(two, foreign(two, 0), pod(two, 1, "Running")).phase()).isEqualTo(Phase.RUNNING);
  }

  @Test
  void of_aRefusal_isFailedAndQuotesTheServer() {
    Obstacle refusal = new Obstacle(Obstacle.Reason.REFUSED, "Pod \"photos-0\" is invalid: spec.containers[0].image: Required value");
    BackupStatus status = BackupStatuses.of(two, plan(two), 0, Optional.of(refusal), NOW);
    assertThat(status.phase()).isEqualTo(Phase.FAILED);
    Condition created = status.condition(BackupStatus.PODS_CREATED).orElseThrow();
    assertThat(created.getStatus()).isEqualTo("False");
    assertThat(created.getReason()).isEqualTo("Refused");
    assertThat(created.getMessage()).isEqualTo(refusal.message());
    assertThat(status.condition(BackupStatus.COMPLETE).orElseThrow().getReason()).isEqualTo("Refused");
  }

  @Test
  void of_aNameTaken_namesThePodAndWhoHasIt() {
    Condition created = status(two, foreign(two, 1)).condition(BackupStatus.PODS_CREATED).orElseThrow();
    assertThat(created.getStatus()).isEqualTo("False");
    assertThat(created.getReason()).isEqualTo("NameTaken");
    assertThat(created.getMessage()).contains("Pod photos-1 exists", "is controlled by Job/other", "left alone");
  }

  @Test
  void of_aFailedPod_saysWhichAndWhyAndWhatToDo() {
    Condition complete = status(two, failed(two, 1, 7)).condition(BackupStatus.COMPLETE).orElseThrow();
    assertThat(complete.getReason()).isEqualTo("PodFailed");
    assertThat(complete.getMessage()).isEqualTo("Pod photos-1 failed (container backup ended with exit code 7); delete it to have it run again");
  }

  @Test
  void of_success_isCompleteWithEveryIndex() {
    BackupStatus status = status(two, pod(two, 0, "Succeeded"), pod(two, 1, "Succeeded"));
    assertThat(status.completedIndexes()).isEqualTo("0-1");
    assertThat(status.condition(BackupStatus.COMPLETE).orElseThrow().getStatus()).isEqualTo("True");
    assertThat(status.condition(BackupStatus.PODS_CREATED).orElseThrow().getStatus()).isEqualTo("True");
  }

  @Test
  void of_theCountsAndTheSelector_followThePods() {
    BackupStatus status = BackupStatuses.of(two, plan(two, pod(two, 0, "Running")), 1, Optional.empty(), NOW);
    assertThat(status.replicas()).isEqualTo(2);
    assertThat(status.selector()).isEqualTo("example.com/backup=photos");
    assertThat(status.observedGeneration()).isEqualTo(1L);
    assertThat(status.completedIndexes()).isNull();
  }

  @Test
  void of_nothingNew_isEqualToWhatIsThere() {
    Pod running = pod(two, 0, "Running");
    BackupStatus before = BackupStatuses.of(two, plan(two, running), 0, Optional.empty(), EARLIER);
    Backup seen = two.with(before);
    assertThat(BackupStatuses.of(seen, plan(seen, running), 0, Optional.empty(), NOW)).isEqualTo(before);
  }

  @Test
  void of_nothingNewAndReadBackFromTheServer_isEqualToWhatIsThere() {
    KubernetesSerialization json = new KubernetesSerialization();
    Backup seen = two.with(BackupStatuses.of(two, plan(two), 2, Optional.empty(), EARLIER));
    Backup read = json.unmarshal(json.asJson(seen), Backup.class);
    assertThat(read.getStatus()).isEqualTo(seen.getStatus());
    assertThat(BackupStatuses.of(read, plan(read), 2, Optional.empty(), NOW)).isEqualTo(read.getStatus());
  }

  @Test
  void of_aConditionThatTurns_hasTheTimeOfTheTurn() {
    Backup seen = two.with(BackupStatuses.of(two, plan(two), 0, Optional.empty(), EARLIER));
    BackupStatus done = BackupStatuses.of(seen, plan(seen, pod(two, 0, "Succeeded"), pod(two, 1, "Succeeded")), 0, Optional.empty(), NOW);
    assertThat(done.condition(BackupStatus.COMPLETE).orElseThrow().getLastTransitionTime()).isEqualTo("2026-02-02T00:00:00Z");
    assertThat(done.condition(BackupStatus.PODS_CREATED).orElseThrow().getLastTransitionTime()).isEqualTo("2026-01-01T00:00:00Z");
  }

  @ParameterizedTest
  @EnumSource(Phase.class)
  void phase_inJson_isTheWordOfTheSchema(Phase phase) {
    KubernetesSerialization json = new KubernetesSerialization();
    Backup backup = two.with(new BackupStatus(phase, null, null, null, null, null));
    assertThat(json.asJson(backup)).contains("\"phase\":\"" + phase + "\"");
  }
}
