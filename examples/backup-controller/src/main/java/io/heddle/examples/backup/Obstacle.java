package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.Pod;
import io.heddle.kubernetes.ApiException;
import java.util.List;

/**
 * What keeps a Pod from being created, in the words that the condition {@link BackupStatus#PODS_CREATED} gives it.
 *
 * @param reason one word for programs
 * @param message for people; a refusal quotes the server
 */
record Obstacle(Reason reason, String message) {
  /** What {@code reason} may say. */
  enum Reason {
    /** The server refused to create it. */
    REFUSED("Refused"),
    /** Another Pod has its name. */
    NAME_TAKEN("NameTaken"),
    /** It was there, went before it had succeeded, and is created again in a moment: see {@link PodLoss}. */
    POD_LOST("PodLost");

    private final String word;

    Reason(String word) {
      this.word = word;
    }

    /** The word as it stands in the condition. */
    @Override
    public String toString() {
      return word;
    }
  }

  /** A condition's message is limited to 32,768 characters, and nobody reads as many. */
  private static final int LONGEST = 2_000;

  /** The server refused to create the Pod of that name. */
  static Obstacle refused(String pod, ApiException refusal) {
    String words = refusal.serverMessage();
    String quoted = words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "...";
    return new Obstacle(Reason.REFUSED, "the API server refused to create Pod " + pod + ": " + quoted);
  }

  /** That Pod has the name. */
  static Obstacle taken(Pod pod) {
    String pods = "Pod " + pod.getMetadata().getName() + " exists, " + BackupPods.ownerOf(pod);
    return new Obstacle(Reason.NAME_TAKEN, pods + " and is not of this Backup: it is left alone, and this Backup goes on when it is gone");
  }

  /** The Pods of these names were lost. */
  static Obstacle lost(List<String> pods) {
    return new Obstacle(Reason.POD_LOST, "gone before they had succeeded, and created again in a moment: " + String.join(", ", pods));
  }
}
