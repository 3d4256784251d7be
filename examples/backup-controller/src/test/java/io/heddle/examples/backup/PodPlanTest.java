package io.heddle.examples.backup;

import static io.heddle.examples.backup.Fixtures.backup;
import static io.heddle.examples.backup.Fixtures.failed;
import static io.heddle.examples.backup.Fixtures.foreign;
import static io.heddle.examples.backup.Fixtures.leaving;
import static io.heddle.examples.backup.Fixtures.plan;
import static io.heddle.examples.backup.Fixtures.pod;
import static io.heddle.examples.backup.Fixtures.withCompleted;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class PodPlanTest {
  private final Backup three = backup("photos", 3);

  @Test
  void of_noPods_createsEachIndexAscending() {
    PodPlan plan = plan(three);
    assertThat(plan.toCreate()).containsExactly(0, 1, 2);
    assertThat(plan.toDelete()).isEmpty();
    assertThat(plan.existing()).isZero();
  }

  @Test
  void of_everyPodThere_doesNothing() {
    PodPlan plan = plan(three, pod(three, 2, "Running"), pod(three, 0, "Pending"), pod(three, 1, "Succeeded"));
    assertThat(plan.toCreate()).isEmpty();
    assertThat(plan.toDelete()).isEmpty();
    assertThat(plan.existing()).isEqualTo(3);
    assertThat(plan.running()).isEqualTo(1);
    assertThat(plan.waiting()).isEqualTo(1);
    assertThat(plan.completed()).hasToString("1");
  }

  @Test
  void of_aHole_createsThatIndexOnly() {
    assertThat(plan(three, pod(three, 0, "Running"), pod(three, 2, "Running")).toCreate()).containsExactly(1);
  }

  @Test
  void of_aSuccessRememberedAndItsPodRemoved_isNotRunAgain() {
    PodPlan plan = plan(withCompleted(three, "0-1"), pod(three, 2, "Succeeded"));
    assertThat(plan.toCreate()).isEmpty();
    assertThat(plan.completed()).hasToString("0-2");
    assertThat(plan.isComplete()).isTrue();
    assertThat(plan.existing()).isEqualTo(1);
  }

  @Test
  void of_aPodBeingDeleted_waitsUntilItIsGone() {
    PodPlan plan = plan(three, leaving(pod(three, 0, "Running")), pod(three, 1, "Running"), pod(three, 2, "Running"));
    assertThat(plan.toCreate()).isEmpty();
    assertThat(plan.waiting()).isEqualTo(1);
    assertThat(plan.existing()).isEqualTo(2);
  }

  @Test
  void of_aPodThatEndedWellWhileBeingDeleted_hasNotSucceeded() {
    assertThat(plan(three, leaving(pod(three, 0, "Succeeded"))).completed().size()).isZero();
  }

  @Test
  void of_moreThanWanted_deletesTheHighestFirst() {
    Backup one = backup("photos", 1);
    PodPlan plan = plan(one, pod(one, 2, "Running"), pod(one, 0, "Running"), pod(one, 10, "Succeeded"), pod(one, 1, "Pending"));
    assertThat(plan.toDelete()).extracting(pod -> pod.getMetadata().getName()).containsExactly("photos-10", "photos-2", "photos-1");
    assertThat(plan.existing()).isEqualTo(1);
  }

  @Test
  void of_aSurplusPodBeingDeleted_isNotDeletedAgain() {
    Backup none = backup("photos", 0);
    assertThat(plan(none, leaving(pod(none, 0, "Running"))).toDelete()).isEmpty();
  }

  @Test
  void of_fewerWanted_forgetsTheSuccessOfTheRest() {
    assertThat(plan(withCompleted(backup("photos", 1), "0-2")).completed()).hasToString("0");
  }

  @Test
  void of_noneWanted_isComplete() {
    assertThat(plan(backup("photos", 0)).isComplete()).isTrue();
  }

  @Test
  void of_aNameThatIsTaken_leavesThePodAlone() {
    Pod other = foreign(three, 1);
    PodPlan plan = plan(three, other);
    assertThat(plan.taken()).containsExactly(other);
    assertThat(plan.toCreate()).containsExactly(0, 2);
    assertThat(plan.toDelete()).isEmpty();
    assertThat(plan.existing()).isZero();
  }

  @Test
  void of_aPodOfAnEarlierBackupOfThatName_isTaken() {
    Pod earlier = new PodBuilder(pod(three, 0, "Running")).editMetadata().editFirstOwnerReference().withUid("uid-before").endOwnerReference().endMetadata().build();
    assertThat(plan(three, earlier).taken()).containsExactly(earlier);
  }

  @Test
  void of_aFailedPod_isKeptAndNotRunAgain() {
    PodPlan plan = plan(three, failed(three, 0, 3), pod(three, 1, "Running"), pod(three, 2, "Running"));
    assertThat(plan.failed()).hasSize(1);
    assertThat(plan.toCreate()).isEmpty();
    assertThat(plan.toDelete()).isEmpty();
  }

  @Test
  void of_aPodOfOursByAnotherName_isLeftAlone() {
    Pod odd = new PodBuilder(pod(three, 0, "Running")).editMetadata().withName("photos-00").endMetadata().build();
    PodPlan plan = plan(three, odd);
    assertThat(plan.toCreate()).containsExactly(0, 1, 2);
    assertThat(plan.toDelete()).isEmpty();
  }

  @Test
  void of_itsOwnResult_asksForNothingMore() {
    Pod[] made = plan(three).toCreate().stream().map(index -> pod(three, index, "Pending")).toArray(Pod[]::new);
    PodPlan again = plan(three, made);
    assertThat(List.of(again.toCreate(), again.toDelete(), again.taken())).allMatch(List::isEmpty);
  }
}
