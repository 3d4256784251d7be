package io.heddle.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.util.List;
import org.junit.jupiter.api.Test;

class ConditionsTest {

  private static final String EARLIER = "2026-01-01T00:00:00Z";

  @Test
  void with_newType_isAddedWithATime() {
    List<Condition> conditions = Conditions.with(List.of(), condition("Ready", "True", "Started"));

    assertThat(Conditions.find(conditions, "Ready")).hasValueSatisfying(ready -> assertThat(ready.getLastTransitionTime()).endsWith("Z"));
    assertThat(Conditions.find(conditions, "Other")).isEmpty();
  }

  @Test
  void with_sameStatus_keepsTimeAndTakesTheRest() {
    List<Condition> before = List.of(dated("Ready", "True", "Started"), dated("Other", "False", "No"));
    List<Condition> after = Conditions.with(before, condition("Ready", "True", "StillRunning"));

    assertThat(after).containsExactly(dated("Ready", "True", "StillRunning"), dated("Other", "False", "No"));
  }

  @Test
  void with_nothingNew_equalsWhatWas() {
    List<Condition> before = List.of(dated("Ready", "True", "Started"));

    assertThat(Conditions.with(before, condition("Ready", "True", "Started"))).isEqualTo(before);
  }

  @Test
  void with_otherStatus_movesTime() {
    List<Condition> after = Conditions.with(List.of(dated("Ready", "True", "Started")), condition("Ready", "False", "Broke"));

    assertThat(after).singleElement().satisfies(ready -> {
      assertThat(ready.getStatus()).isEqualTo("False");
      assertThat(ready.getLastTransitionTime()).isNotEqualTo(EARLIER);
    });
  }

  private static Condition condition(String type, String status, String reason) {
    return new ConditionBuilder().withType(type).withStatus(status).withReason(reason).build();
  }

  private static Condition dated(String type, String status, String reason) {
    return new ConditionBuilder(condition(type, status, reason)).withLastTransitionTime(EARLIER).build();
  }
}
