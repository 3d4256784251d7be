package io.heddle.testing;

import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The scale subresource: one object's wanted and actual numbers in the form that all scalable resources share. */
final class Scales {

  private static final Pattern DOT = Pattern.compile("\\.");

  private Scales() {}

  /** Returns the path of keys that a path such as {@code .spec.replicas} stands for. */
  private static String[] keys(String path) {
    return DOT.split(path.startsWith(".") ? path.substring(1) : path);
  }

  /** Returns an object's scale. */
  static Map<String, @Nullable Object> of(ResourceKind.Scale scale, Stored object) {
    Map<String, @Nullable Object> metadata = Json.of("name", object.name());
    Json.set(metadata, "namespace", object.namespace());
    for (String key : List.of("uid", "resourceVersion", "creationTimestamp")) {
      metadata.put(key, Json.text(object.tree(), "metadata", key));
    }
    Map<String, @Nullable Object> status = Json.of("replicas", Json.number(Json.number(0, object.tree(), keys(scale.statusReplicas()))));
    if (!scale.labelSelector().isEmpty()) {
      Json.set(status, "selector", Json.text(object.tree(), keys(scale.labelSelector())));
    }
    return Json.of(
        "kind", "Scale",
        "apiVersion", "autoscaling/v1",
        "metadata", metadata,
        "spec", Json.of("replicas", Json.number(Json.number(0, object.tree(), keys(scale.specReplicas())))),
        "status", status);
  }

  /** Writes the wanted number of a scale, and the version it was read at, into a copy of its object. */
  static Map<String, @Nullable Object> into(
      ResourceKind.Scale scale, Map<String, @Nullable Object> object, Map<String, @Nullable Object> wanted) {
    String[] path = keys(scale.specReplicas());
    Map<String, @Nullable Object> inner = object;
    for (int i = 0; i < path.length - 1; i++) {
      inner = Json.child(inner, path[i]);
    }
    Object replicas = Json.at(wanted, "spec", "replicas");
    inner.put(path[path.length - 1], replicas == null ? Integer.valueOf(0) : replicas);
    String version = Json.text(wanted, "metadata", "resourceVersion");
    if (!version.isEmpty()) {
      Json.child(object, "metadata").put("resourceVersion", version);
    }
    return object;
  }

  /** Returns what is wrong with the number that the scale shows, beside what the schema says of it. */
  static List<FieldError> validate(ResourceKind.Scale scale, Map<String, @Nullable Object> object) {
    Object replicas = Json.at(object, keys(scale.specReplicas()));
    if (replicas instanceof Number number && !(number instanceof Double) && number.longValue() < 0) {
      return List.of(FieldError.invalid(scale.specReplicas(), number, "should be a non-negative integer"));
    }
    return List.of();
  }
}
