package io.heddle.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a write is asked for.
 *
 * @param version the API version in which the object is spoken of
 * @param dryRun whether to say what would be, and change nothing
 * @param fieldValidation what to do about unknown fields: {@code Strict} refuses, {@code Warn} warns, anything else keeps silent
 * @param warnings takes up the warnings for the client
 */
record Write(String version, boolean dryRun, String fieldValidation, List<String> warnings) {

  /** Returns a write of the server's own. */
  static Write internal(String version) {
    return new Write(version, false, "", new ArrayList<>());
  }

  /** Returns a copy of an object as it looks in this write's version. */
  Map<String, @Nullable Object> view(ResourceKind kind, Stored object) {
    Map<String, @Nullable Object> tree = Json.copy(object.tree());
    tree.put("apiVersion", kind.apiVersion(version));
    return tree;
  }

  /**
   * Checks that an object says it is of this kind and version, and fills that in where it may be left out. The object leaves in the version
   * in which it is stored.
   */
  void checkEnvelope(ResourceKind kind, Map<String, @Nullable Object> tree) {
    String saidKind = Json.text(tree, "kind");
    String saidVersion = Json.text(tree, "apiVersion");
    String expected = kind.apiVersion(version);
    String name = Json.text(tree, "metadata", "name");
    if (kind.custom()) {
      if (saidKind.isEmpty() || saidVersion.isEmpty()) {
        throw Refusal.badRequest(
            "the object provided is unrecognized (must be of type " + kind.kind() + "): Object '" + (saidKind.isEmpty() ? "Kind" : "apiVersion")
                + "' is missing in '" + Json.write(tree) + "'");
      }
      if (!saidVersion.equals(expected)) {
        throw Refusal.badRequest(
            "the API version in the data (" + saidVersion + ") does not match the expected API version (" + expected + ")");
      }
      if (!saidKind.equals(kind.kind())) {
        throw Refusal.invalid(
            kind.group(), saidKind, name, List.of(FieldError.invalid("kind", saidKind, "must be " + kind.kind())));
      }
    } else if (!(saidKind.isEmpty() || saidKind.equals(kind.kind())) || !(saidVersion.isEmpty() || saidVersion.equals(expected))) {
      throw Refusal.badRequest(
          saidKind + " in version \"" + saidVersion.substring(saidVersion.indexOf('/') + 1) + "\" cannot be handled as a " + kind.kind()
              + ": converting (" + saidVersion + "." + saidKind + ") to (" + (kind.group().isEmpty() ? "core" : kind.group()) + "." + kind.kind()
              + "): unknown conversion");
    }
    // The order in which the real server shows them.
    Map<String, @Nullable Object> rest = Json.copy(tree);
    tree.clear();
    tree.put("apiVersion", kind.apiVersion(kind.storageVersion()));
    tree.put("kind", kind.kind());
    tree.put("metadata", rest.get("metadata"));
    rest.forEach(tree::putIfAbsent);
  }

  /** Deals with the fields that nobody knows. */
  void report(ResourceKind kind, List<String> unknown) {
    if (unknown.isEmpty()) {
      return;
    }
    List<String> words = unknown.stream().map(field -> "unknown field \"" + field + "\"").toList();
    switch (fieldValidation) {
      case "Strict" ->
          throw Refusal.badRequest(
              kind.kind() + " in version \"" + version + "\" cannot be handled as a " + kind.kind() + ": strict decoding error: "
                  + String.join(", ", words));
      case "Warn" -> warnings.addAll(words);
      default -> {}
    }
  }
}
