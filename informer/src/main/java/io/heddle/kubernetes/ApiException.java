package io.heddle.kubernetes;

import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.api.model.StatusCause;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * The API server answered, and refused. The message is the server's own sentence with the request it was the answer to.
 *
 * <p>{@link #serverMessage} is the sentence alone, fit for a condition or an event. Which refusals are worth a retry: see {@link
 * #isConflict} (read again, then write), {@link #isGone} (list again), {@link #retryAfter} (wait as told).
 */
public final class ApiException extends IOException {

  private static final long serialVersionUID = 1L;

  private final transient Status status;
  private final String request;
  private final int code;
  private final String reason;
  private final String serverMessage;
  private final long retryAfterNanos;

  /**
   * Wraps a status, as it came in the body of an answer or in the ERROR frame of a watch.
   *
   * @param request what was asked, such as {@code PUT /api/v1/namespaces/default/pods/web-0}
   * @param status the server's status
   */
  public ApiException(String request, Status status) {
    this(request, status, retryAfterOf(status));
  }

  /**
   * Wraps a status that came with a {@code Retry-After} header.
   *
   * @param request what was asked
   * @param status the server's status
   * @param retryAfter how long the server asked to be left alone, if it did
   */
  public ApiException(String request, Status status, Optional<Duration> retryAfter) {
    super(sentence(status) + " (" + request + ")");
    this.request = request;
    this.status = status;
    this.code = status.getCode() == null ? 0 : status.getCode();
    this.reason = status.getReason() == null ? "" : status.getReason();
    this.serverMessage = sentence(status);
    this.retryAfterNanos = retryAfter.map(Duration::toNanos).orElse(-1L);
  }

  private static String sentence(Status status) {
    if (status.getMessage() != null && !status.getMessage().isEmpty()) {
      return status.getMessage();
    }
    return "the server answered with code " + status.getCode() + (status.getReason() == null ? "" : " " + status.getReason());
  }

  private static Optional<Duration> retryAfterOf(Status status) {
    Integer seconds = status.getDetails() == null ? null : status.getDetails().getRetryAfterSeconds();
    return seconds == null || seconds <= 0 ? Optional.empty() : Optional.of(Duration.ofSeconds(seconds));
  }

  /** Returns the request that was refused: its method and path. */
  public String request() {
    return request;
  }

  /** Returns the HTTP status code; in an ERROR frame the code inside the frame. */
  public int code() {
    return code;
  }

  /** Returns the machine-readable reason, such as {@code AlreadyExists}, or an empty string. */
  public String reason() {
    return reason;
  }

  /** Returns the server's own sentence. */
  public String serverMessage() {
    return serverMessage;
  }

  /** Returns what the server found wrong, field by field; empty for most refusals but {@link #isInvalid}. */
  public List<StatusCause> causes() {
    return status().getDetails() == null || status().getDetails().getCauses() == null
        ? List.of()
        : List.copyOf(status().getDetails().getCauses());
  }

  /** Returns the server's status, whole. */
  public Status status() {
    // Only a serialized and restored exception has none: the status itself is no Serializable.
    return status != null ? status : new StatusBuilder().withCode(code).withReason(reason).withMessage(serverMessage).build();
  }

  /** Returns how long the server asked to be left alone, if it did. */
  public Optional<Duration> retryAfter() {
    return retryAfterNanos < 0 ? Optional.empty() : Optional.of(Duration.ofNanos(retryAfterNanos));
  }

  /** Whether the object changed since it was read: 409 with reason Conflict. */
  public boolean isConflict() {
    return code == 409 && !isAlreadyExists();
  }

  /** Whether an object of that name is there already: 409 with reason AlreadyExists. */
  public boolean isAlreadyExists() {
    return reason.equals("AlreadyExists");
  }

  /** Whether the object, its namespace or its type is not there: 404. */
  public boolean isNotFound() {
    return code == 404;
  }

  /** Whether the resource version or the continue token is too old for the server to remember: 410. */
  public boolean isGone() {
    return code == 410;
  }

  /** Whether the object broke the rules of its type: 422; {@link #causes} has them one by one. */
  public boolean isInvalid() {
    return code == 422;
  }

  /** Whether this client may not do what it asked for: 403. */
  public boolean isForbidden() {
    return code == 403;
  }

  /** Whether the server has too much to do: 429. */
  public boolean isTooManyRequests() {
    return code == 429;
  }

  /** Whether the resource version asked for is one that the server has not reached yet. */
  public boolean isResourceVersionTooLarge() {
    return causes().stream().anyMatch(cause -> "ResourceVersionTooLarge".equals(cause.getReason()));
  }
}
