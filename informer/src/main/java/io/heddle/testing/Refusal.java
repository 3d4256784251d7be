package io.heddle.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** The server's No, as the {@code Status} that goes out. Thrown anywhere below the HTTP front; nothing has been changed then. */
final class Refusal extends RuntimeException {

  private static final long serialVersionUID = 1L;

  private final int code;
  private final String reason;

  /** The details of the status; null if there shall be none. */
  private final transient @Nullable Map<String, @Nullable Object> details;

  private Refusal(int code, String reason, String message, @Nullable Map<String, @Nullable Object> details) {
    super(message, null, false, false);
    this.code = code;
    this.reason = reason;
    this.details = details;
  }

  static Refusal badRequest(String message) {
    return new Refusal(400, "BadRequest", message, null);
  }

  static Refusal notFound(ResourceKind kind, String name) {
    return new Refusal(404, "NotFound", kind.qualifiedPlural() + " \"" + name + "\" not found", details(name, kind.group(), kind.plural()));
  }

  static Refusal noSuchResource() {
    return new Refusal(404, "NotFound", "the server could not find the requested resource", new LinkedHashMap<>());
  }

  static Refusal alreadyExists(ResourceKind kind, String name) {
    return new Refusal(
        409, "AlreadyExists", kind.qualifiedPlural() + " \"" + name + "\" already exists", details(name, kind.group(), kind.plural()));
  }

  /** The object is not the one, or not at the version, that the write was meant for. */
  static Refusal conflict(ResourceKind kind, String name, String why) {
    return new Refusal(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + kind.qualifiedPlural() + " \"" + name + "\": " + why,
        details(name, kind.group(), kind.plural()));
  }

  /** A precondition of a delete does not hold; the real server names the kind here, not the plural. */
  static Refusal failedPrecondition(ResourceKind kind, String name, String why) {
    return new Refusal(
        409,
        "Conflict",
        "Operation cannot be fulfilled on " + kind.qualifiedKind() + " \"" + name + "\": " + why,
        details(name, kind.group(), kind.kind()));
  }

  static Refusal invalid(ResourceKind kind, String name, List<FieldError> errors) {
    return invalid(kind.group(), kind.kind(), name, errors);
  }

  static Refusal invalid(String group, String kind, String name, List<FieldError> errors) {
    String qualified = group.isEmpty() ? kind : kind + "." + group;
    String what = errors.stream().map(FieldError::sentence).collect(Collectors.joining(", "));
    Map<String, @Nullable Object> details = details(name, group, kind);
    List<@Nullable Object> causes = new ArrayList<>();
    for (FieldError error : errors) {
      causes.add(Json.of("reason", error.reason(), "message", error.message(), "field", error.field()));
    }
    details.put("causes", causes);
    return new Refusal(
        422, "Invalid", qualified + " \"" + name + "\" is invalid: " + (errors.size() == 1 ? what : "[" + what + "]"), details);
  }

  static Refusal forbidden(ResourceKind kind, String name, String why) {
    return new Refusal(
        403, "Forbidden", kind.qualifiedPlural() + " \"" + name + "\" is forbidden: " + why, details(name, kind.group(), kind.plural()));
  }

  /** The namespace of a new object is on its way out. */
  static Refusal terminating(ResourceKind kind, String name, String namespace) {
    Refusal refusal =
        forbidden(kind, name, "unable to create new content in namespace " + namespace + " because it is being terminated");
    if (refusal.details != null) {
      refusal.details.put(
          "causes",
          List.of(
              Json.of(
                  "reason", "NamespaceTerminating",
                  "message", "namespace " + namespace + " is being terminated",
                  "field", "metadata.namespace")));
    }
    return refusal;
  }

  /** A custom resource is to be replaced whatever its version; the real server names the plural here. */
  static Refusal unversionedUpdate(ResourceKind kind, String name) {
    return invalid(
        kind.group(), kind.plural(), name, List.of(FieldError.invalid("metadata.resourceVersion", 0, "must be specified for an update")));
  }

  static Refusal expired(String message) {
    return new Refusal(410, "Expired", message, null);
  }

  /** A continue token is too old; the status carries one that goes on with the newest state instead. */
  static Refusal expiredContinue(String inconsistentToken) {
    Refusal refusal =
        expired(
            "The provided continue parameter is too old to display a consistent list result. You can start a new list without the continue "
                + "parameter, or use the continue token in this response to retrieve the remainder of the results. Continuing with the "
                + "provided token results in an inconsistent list - objects that were created, modified, or deleted between the time the "
                + "first chunk was returned and now may show up in the list.");
    refusal.continueToken = inconsistentToken;
    return refusal;
  }

  private String continueToken = "";

  static Refusal tooLargeResourceVersion(long asked, long current) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    details.put("causes", List.of(Json.of("reason", "ResourceVersionTooLarge", "message", "Too large resource version")));
    details.put("retryAfterSeconds", 1);
    return new Refusal(504, "Timeout", "Timeout: Too large resource version: " + asked + ", current: " + current, details);
  }

  static Refusal methodNotAllowed() {
    return new Refusal(405, "MethodNotAllowed", "the server does not allow this method on the requested resource", new LinkedHashMap<>());
  }

  static Refusal unsupportedMediaType(String message) {
    return new Refusal(415, "UnsupportedMediaType", message, null);
  }

  static Refusal tooLarge(int limit) {
    return new Refusal(413, "RequestEntityTooLarge", "Request entity too large: limit is " + limit, new LinkedHashMap<>());
  }

  static Refusal unauthorized() {
    return new Refusal(401, "Unauthorized", "Unauthorized", null);
  }

  /** A refusal without a reason, of which the real server has a few. */
  static Refusal plain(int code, String message) {
    return new Refusal(code, "", message, null);
  }

  /** A JSON patch that does not apply. */
  static Refusal rejectedPatch() {
    return new Refusal(422, "Invalid", "the server rejected our request due to an error in our request", new LinkedHashMap<>());
  }

  /** A fault that was ordered, with the reason that the real server gives for the code. */
  static Refusal ordered(int code) {
    return switch (code) {
      case 401 -> unauthorized();
      case 403 -> new Refusal(403, "Forbidden", "forbidden", null);
      case 410 -> expired("too old resource version");
      case 429 -> new Refusal(429, "TooManyRequests", "Too many requests, please try again later.", null);
      case 500 -> new Refusal(500, "InternalError", "Internal error occurred", null);
      case 503 -> new Refusal(503, "ServiceUnavailable", "the server is currently unable to handle the request", null);
      case 504 -> new Refusal(504, "Timeout", "Timeout: request did not complete within the allotted timeout", null);
      default -> plain(code, "the server was told to answer with code " + code);
    };
  }

  private static Map<String, @Nullable Object> details(String name, String group, String kind) {
    Map<String, @Nullable Object> details = new LinkedHashMap<>();
    Json.set(details, "name", name);
    Json.set(details, "group", group);
    Json.set(details, "kind", kind);
    return details;
  }

  int code() {
    return code;
  }

  /** Returns the status as it goes out. */
  Map<String, @Nullable Object> status() {
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    Json.set(metadata, "continue", continueToken);
    Map<String, @Nullable Object> status =
        Json.of("kind", "Status", "apiVersion", "v1", "metadata", metadata, "status", "Failure", "message", getMessage());
    Json.set(status, "reason", reason);
    Json.set(status, "details", details);
    status.put("code", code);
    return status;
  }
}
