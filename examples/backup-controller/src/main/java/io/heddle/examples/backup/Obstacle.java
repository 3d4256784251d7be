package io.heddle.examples.backup;

/**
 * What keeps a Pod from being created, in the words that the condition {@link BackupStatus#PODS_CREATED} gives it.
 *
 * @param reason one word for programs: {@code Refused} or {@code NameTaken}
 * @param message for people; a refusal quotes the server
 */
record Obstacle(String reason, String message) {}
