package io.heddle.examples.backup;

import io.heddle.kubernetes.ApiException;

/**
 * What keeps a Pod from being created, in the words that the condition {@link BackupStatus#PODS_CREATED} gives it.
 *
 * @param reason one word for programs: {@code Refused} or {@code NameTaken}
 * @param message for people; a refusal quotes the server
 */
record Obstacle(String reason, String message) {
  /** A condition's message is limited to 32,768 characters, and nobody reads as many. */
  private static final int LONGEST = 2_000;

  /** The server refused to create the Pod of that name. */
  static Obstacle refused(String pod, ApiException refusal) {
    String words = refusal.serverMessage();
    String quoted = words.length() <= LONGEST ? words : words.substring(0, LONGEST) + "...";
    return new Obstacle("Refused", "the API server refused to create Pod " + pod + ": " + quoted);
  }
}
