package io.heddle.controller;

import io.fabric8.kubernetes.api.model.Condition;
import io.fabric8.kubernetes.api.model.ConditionBuilder;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The conditions in a status: a list with at most one entry for each type, kept as Kubernetes asks. */
public final class Conditions {

  private Conditions() {}

  /**
   * The list with {@code condition} in the place of the one of its type, or at the end if there was none. The time of the last
   * transition is that of the old entry while the status stays the same; otherwise that of {@code condition}, or the present
   * if it has none. So a condition that has not changed leaves the list equal to what it was, and the status need not be
   * written.
   *
   * @param conditions the list to begin with; it is left as it is
   * @param condition the entry to be in it
   * @return a new list, which the caller may change
   */
  public static List<Condition> with(List<Condition> conditions, Condition condition) {
    List<Condition> result = new ArrayList<>(conditions);
    for (int i = 0; i < result.size(); i++) {
      Condition old = result.get(i);
      if (old.getType().equals(condition.getType())) {
        boolean same = old.getStatus().equals(condition.getStatus()) && old.getLastTransitionTime() != null;
        result.set(i, same ? at(condition, old.getLastTransitionTime()) : dated(condition));
        return result;
      }
    }
    result.add(dated(condition));
    return result;
  }

  /**
   * The condition of a type.
   *
   * @param conditions the list to look in
   * @param type the type, such as {@code Ready}
   * @return the condition; empty if the list has none of that type
   */
  public static Optional<Condition> find(List<Condition> conditions, String type) {
    return conditions.stream().filter(condition -> condition.getType().equals(type)).findFirst();
  }

  private static Condition dated(Condition condition) {
    return condition.getLastTransitionTime() != null
        ? condition
        : at(condition, Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
  }

  private static Condition at(Condition condition, String time) {
    return new ConditionBuilder(condition).withLastTransitionTime(time).build();
  }
}
