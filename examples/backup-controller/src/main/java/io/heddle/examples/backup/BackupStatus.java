package io.heddle.examples.backup;

import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import io.fabric8.kubernetes.api.model.Condition;
import io.heddle.controller.Conditions;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What was seen of a Backup last. Two statuses that say the same are equal, which is how the reconciler knows that there is nothing to write.
 *
 * @param phase the sum of all Pods in one word, absent until someone has looked
 * @param replicas how many of its Pods exist and are not being deleted
 * @param selector the label selector of its Pods
 * @param observedGeneration the metadata.generation that this status speaks of
 * @param completedIndexes the indexes that have succeeded, in {@link CompletedIndexes}' form; absent if none has
 * @param conditions {@link #PODS_CREATED} and {@link #COMPLETE}
 */
@JsonIgnoreProperties(ignoreUnknown = true)
@JsonInclude(JsonInclude.Include.NON_NULL)
public record BackupStatus(
    @Nullable Phase phase,
    @Nullable Integer replicas,
    @Nullable String selector,
    @Nullable Long observedGeneration,
    @Nullable String completedIndexes,
    @Nullable List<Condition> conditions) {
  /** The condition that says whether every Pod that is wanted could be created, and why not. */
  static final String PODS_CREATED = "PodsCreated";

  /** The condition that says whether every Pod has succeeded, and what stands in the way. */
  static final String COMPLETE = "Complete";

  /** The status of a Backup that nobody has looked at yet. */
  static final BackupStatus EMPTY = new BackupStatus(null, null, null, null, null, null);

  /** What {@code status.phase} may say. */
  public enum Phase {
    /** No Pod runs yet. */
    @JsonProperty("Pending")
    PENDING("Pending"),
    /** At least one Pod runs or has succeeded, not all have. */
    @JsonProperty("Running")
    RUNNING("Running"),
    /** Every Pod has succeeded. */
    @JsonProperty("Succeeded")
    SUCCEEDED("Succeeded"),
    /** A Pod has failed, or could not be created. */
    @JsonProperty("Failed")
    FAILED("Failed");

    private final String word;

    Phase(String word) {
      this.word = word;
    }

    /** The word as it stands in the status. */
    @Override
    public String toString() {
      return word;
    }
  }

  /** The conditions; none before someone has looked. */
  List<Condition> conditionsOrNone() {
    return conditions == null ? List.of() : conditions;
  }

  /** The condition of that type, if there is one. */
  Optional<Condition> condition(String type) {
    return Conditions.find(conditionsOrNone(), type);
  }
}
