package io.heddle.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** CustomResourceDefinitions: what the server fills in, what it refuses, and the resource that one brings. */
final class Definitions {

  /** Keeps a definition until the objects of its resource are gone. */
  static final String CLEANUP = "customresourcecleanup.apiextensions.k8s.io";

  private Definitions() {}

  static void fillIn(Map<String, @Nullable Object> definition) {
    Map<String, @Nullable Object> spec = Json.child(definition, "spec");
    Map<String, @Nullable Object> names = Json.child(spec, "names");
    String kind = Json.text(names, "kind");
    names.putIfAbsent("singular", kind.toLowerCase(Locale.ROOT));
    names.putIfAbsent("listKind", kind + "List");
    spec.putIfAbsent("conversion", Json.of("strategy", "None"));
  }

  static List<FieldError> validate(Map<String, @Nullable Object> definition) {
    List<FieldError> errors = new ArrayList<>();
    String name = Json.text(definition, "metadata", "name");
    String group = Json.text(definition, "spec", "group");
    String plural = Json.text(definition, "spec", "names", "plural");
    if (!name.equals(plural + "." + group)) {
      errors.add(FieldError.invalid("metadata.name", name, "must be spec.names.plural+\".\"+spec.group"));
    }
    if (group.isEmpty()) {
      errors.add(FieldError.required("spec.group"));
    }
    String scope = Json.text(definition, "spec", "scope");
    if (scope.isEmpty()) {
      errors.add(FieldError.required("spec.scope"));
    } else if (!List.of("Cluster", "Namespaced").contains(scope)) {
      errors.add(FieldError.unsupported("spec.scope", scope, List.of("Cluster", "Namespaced")));
    }
    if (plural.isEmpty()) {
      errors.add(FieldError.required("spec.names.plural"));
    }
    if (Json.text(definition, "spec", "names", "kind").isEmpty()) {
      errors.add(FieldError.required("spec.names.kind"));
    }
    List<@Nullable Object> versions = Json.list(definition, "spec", "versions");
    if (versions.stream().filter(version -> Json.flag(version, "storage")).count() != 1) {
      errors.add(FieldError.invalid("spec.versions", "", "must have exactly one version marked as storage version"));
    }
    for (int i = 0; i < versions.size(); i++) {
      if (Json.object(versions.get(i), "schema", "openAPIV3Schema").isEmpty()) {
        errors.add(FieldError.required("spec.versions[" + i + "].schema.openAPIV3Schema", "schemas are required"));
      }
    }
    return errors;
  }

  /** Returns the status of a definition whose names are accepted and whose resource is served. */
  static Map<String, @Nullable Object> established(Map<String, @Nullable Object> definition, String now) {
    List<@Nullable Object> conditions = new ArrayList<>();
    conditions.add(condition("NamesAccepted", "NoConflicts", "no conflicts found", now));
    conditions.add(condition("Established", "InitialNamesAccepted", "the initial names have been accepted", now));
    List<@Nullable Object> stored = new ArrayList<>();
    stored.add(storageVersion(definition));
    return Json.of(
        "conditions", conditions, "acceptedNames", Json.copy(Json.object(definition, "spec", "names")), "storedVersions", stored);
  }

  private static Map<String, @Nullable Object> condition(String type, String reason, String message, String now) {
    return Json.of("type", type, "status", "True", "lastTransitionTime", now, "reason", reason, "message", message);
  }

  private static String storageVersion(Map<String, @Nullable Object> definition) {
    for (Object version : Json.list(definition, "spec", "versions")) {
      if (Json.flag(version, "storage")) {
        return Json.text(version, "name");
      }
    }
    return "";
  }

  /** Returns the resource that a definition brings. */
  static ResourceKind resource(Map<String, @Nullable Object> definition) {
    List<String> served = new ArrayList<>();
    Map<String, Schema> schemas = new HashMap<>();
    Map<String, List<Tables.Column>> columns = new HashMap<>();
    boolean status = false;
    Optional<ResourceKind.Scale> scale = Optional.empty();
    for (Object version : Json.list(definition, "spec", "versions")) {
      String name = Json.text(version, "name");
      if (Json.flag(version, "served")) {
        served.add(name);
      }
      columns.put(name, Tables.declared(version));
      schemas.put(name, new Schema(Json.object(version, "schema", "openAPIV3Schema")));
      status |= Json.at(version, "subresources", "status") != null;
      Map<String, @Nullable Object> paths = Json.object(version, "subresources", "scale");
      if (!paths.isEmpty()) {
        scale =
            Optional.of(
                new ResourceKind.Scale(
                    Json.text(paths, "specReplicasPath"), Json.text(paths, "statusReplicasPath"), Json.text(paths, "labelSelectorPath")));
      }
    }
    return new ResourceKind(
        Json.text(definition, "spec", "group"),
        List.copyOf(served),
        storageVersion(definition),
        Json.text(definition, "spec", "names", "plural"),
        Json.text(definition, "spec", "names", "singular"),
        Json.text(definition, "spec", "names", "kind"),
        Json.texts(definition, "spec", "names", "shortNames"),
        Json.text(definition, "spec", "scope").equals("Namespaced"),
        true,
        status,
        scale,
        Map.copyOf(schemas),
        true,
        List.of(),
        Map.copyOf(columns));
  }
}
