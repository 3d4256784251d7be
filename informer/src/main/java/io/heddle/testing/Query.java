package io.heddle.testing;

import java.util.List;
import java.util.Map;
import java.util.function.Predicate;

/**
 * Which objects of one resource a list or watch is about.
 *
 * @param kind the resource
 * @param version the API version in which to answer
 * @param namespace the namespace, empty for all
 * @param selective whether a selector takes objects away
 * @param selector the objects wanted
 */
record Query(ResourceKind kind, String version, String namespace, boolean selective, Predicate<Stored> selector) {

  /** Reads the selectors of a request. */
  static Query of(ResourceKind kind, String version, String namespace, Map<String, String> parameters) {
    String labels = parameters.getOrDefault("labelSelector", "");
    String fields = parameters.getOrDefault("fieldSelector", "");
    Predicate<Stored> selector = Selectors.labels(labels).and(Selectors.fields(fields, kind));
    Predicate<Stored> inside = namespace.isEmpty() ? selector : selector.and(object -> object.namespace().equals(namespace));
    return new Query(kind, version, namespace, !labels.isEmpty() || !fields.isEmpty(), inside);
  }

  boolean wants(Stored object) {
    return selector.test(object);
  }

  /** Returns an object as it goes out, in the version asked for. */
  byte[] json(Stored object) {
    return json(kind, version, object);
  }

  static byte[] json(ResourceKind kind, String version, Stored object) {
    return version.equals(kind.storageVersion()) ? object.json() : Json.bytes(Write.internal(version).view(kind, object));
  }

  /** Refuses a request whose parameters contradict each other. */
  static void check(Map<String, String> parameters, boolean watch) {
    String match = parameters.getOrDefault("resourceVersionMatch", "");
    String version = parameters.getOrDefault("resourceVersion", "");
    boolean initialEvents = parameters.containsKey("sendInitialEvents");
    if (initialEvents && !match.equals("NotOlderThan")) {
      throw refusal(FieldError.forbidden("resourceVersionMatch", "sendInitialEvents requires setting resourceVersionMatch to NotOlderThan"));
    }
    if (initialEvents && !watch) {
      throw refusal(FieldError.forbidden("sendInitialEvents", "sendInitialEvents is forbidden for list"));
    }
    if (match.isEmpty()) {
      return;
    }
    if (watch && !initialEvents) {
      throw refusal(
          FieldError.forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden for watch unless sendInitialEvents is provided"));
    }
    if (!watch && version.isEmpty()) {
      throw refusal(
          FieldError.forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden unless resourceVersion is provided"));
    }
    if (!parameters.getOrDefault("continue", "").isEmpty()) {
      throw refusal(FieldError.forbidden("resourceVersionMatch", "resourceVersionMatch is forbidden when continue is provided"));
    }
    if (!List.of("Exact", "NotOlderThan").contains(match)) {
      throw refusal(FieldError.unsupported("resourceVersionMatch", match, List.of("Exact", "NotOlderThan", "")));
    }
    if (match.equals("Exact") && version.equals("0")) {
      throw refusal(
          FieldError.forbidden("resourceVersionMatch", "resourceVersionMatch \"exact\" is forbidden for resourceVersion \"0\""));
    }
  }

  private static Refusal refusal(FieldError error) {
    return Refusal.invalid("meta.k8s.io", "ListOptions", "", List.of(error));
  }

  /** Returns a resource version as a number; empty is zero. */
  static long version(String text, boolean watch) {
    if (text.isEmpty()) {
      return 0;
    }
    if (!text.matches("[0-9]{1,18}")) {
      String words = "resourceVersion: Invalid value: \"" + text + "\": strconv.ParseUint: parsing \"" + text + "\": invalid syntax";
      throw watch ? Refusal.plain(500, words) : Refusal.badRequest("invalid resource version: " + words);
    }
    return Long.parseLong(text);
  }
}
