package io.heddle.testing;

import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * As much of the OpenAPI v3 documents as kubectl needs before it creates or applies something: that PATCH, and so every write, takes the
 * parameter {@code fieldValidation}. Schemas are not in them.
 */
final class OpenApi {

  private final Kinds kinds;

  OpenApi(Kinds kinds) {
    this.kinds = kinds;
  }

  /** Returns the list of documents. */
  Map<String, @Nullable Object> root() {
    Map<String, @Nullable Object> documents = new TreeMap<>();
    for (ResourceKind kind : kinds.all()) {
      for (String version : kind.versions()) {
        String path = path(kind.group(), version);
        documents.put(path, Json.of("serverRelativeURL", "/openapi/v3/" + path));
      }
    }
    return Json.of("paths", documents);
  }

  private static String path(String group, String version) {
    return group.isEmpty() ? "api/" + version : "apis/" + group + "/" + version;
  }

  /** Returns the document of one version of a group, if it is served. */
  Optional<Object> document(String wanted) {
    Map<String, @Nullable Object> paths = new TreeMap<>();
    for (ResourceKind kind : kinds.all()) {
      for (String version : kind.versions()) {
        if (path(kind.group(), version).equals(wanted)) {
          paths.put("/" + wanted + (kind.namespaced() ? "/namespaces/{namespace}/" : "/") + kind.plural() + "/{name}", item(kind, version));
        }
      }
    }
    return paths.isEmpty()
        ? Optional.empty()
        : Optional.of(Json.of("openapi", "3.0.0", "info", Json.of("title", "Heddle", "version", "v1"), "paths", paths));
  }

  private static Map<String, @Nullable Object> item(ResourceKind kind, String version) {
    return Json.of(
        "patch",
        Json.of(
            "parameters", List.of(Json.of("name", "fieldValidation", "in", "query")),
            "responses", Json.of(),
            "x-kubernetes-group-version-kind", Json.of("group", kind.group(), "kind", kind.kind(), "version", version)));
  }
}
