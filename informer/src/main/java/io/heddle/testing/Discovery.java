package io.heddle.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The documents in which a server says what it is and what it serves. */
final class Discovery {

  private static final List<String> VERBS = List.of("create", "delete", "deletecollection", "get", "list", "patch", "update", "watch");
  private static final List<String> SUBRESOURCE_VERBS = List.of("get", "patch", "update");

  private final Kinds kinds;
  private final OpenApi openApi;

  Discovery(Kinds kinds) {
    this.kinds = kinds;
    this.openApi = new OpenApi(kinds);
  }

  /** Returns the document at a path: a tree, or plain text. */
  Optional<Object> document(String path) {
    String trimmed = path.length() > 1 && path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    return switch (trimmed) {
      case "/healthz", "/readyz", "/livez" -> Optional.of("ok");
      case "/version" ->
          Optional.of(
              Json.of(
                  "major", "1", "minor", "36", "gitVersion", "v1.36.3+heddle", "gitCommit", "", "gitTreeState", "clean", "buildDate",
                  "1970-01-01T00:00:00Z", "goVersion", "none", "compiler", "none", "platform", "jvm"));
      case "/api" -> Optional.of(Json.of("kind", "APIVersions", "versions", List.of("v1"), "serverAddressByClientCIDRs", List.of()));
      case "/apis" -> Optional.of(Json.of("kind", "APIGroupList", "apiVersion", "v1", "groups", List.copyOf(groups().values())));
      case "/openapi/v3" -> Optional.of(openApi.root());
      default -> trimmed.startsWith("/openapi/v3/") ? openApi.document(trimmed.substring(12)) : nested(trimmed);
    };
  }

  private Optional<Object> nested(String path) {
    String[] parts = path.split("/", -1);
    if (parts.length == 3 && parts[1].equals("api") && kinds.serves("", parts[2])) {
      return Optional.of(resources("", parts[2]));
    }
    if (parts.length == 3 && parts[1].equals("apis")) {
      return Optional.ofNullable(groups().get(parts[2])).map(group -> {
        Map<String, @Nullable Object> document = Json.of("kind", "APIGroup", "apiVersion", "v1");
        document.putAll(group);
        return document;
      });
    }
    if (parts.length == 4 && parts[1].equals("apis") && kinds.serves(parts[2], parts[3])) {
      return Optional.of(resources(parts[2], parts[3]));
    }
    return Optional.empty();
  }

  private Map<String, Map<String, @Nullable Object>> groups() {
    Map<String, List<Object>> versions = new TreeMap<>();
    for (ResourceKind kind : kinds.all()) {
      if (!kind.group().isEmpty()) {
        List<Object> known = versions.computeIfAbsent(kind.group(), unused -> new ArrayList<>());
        for (String version : kind.versions()) {
          Map<String, @Nullable Object> each = Json.of("groupVersion", kind.group() + "/" + version, "version", version);
          if (!known.contains(each)) {
            known.add(each);
          }
        }
      }
    }
    Map<String, Map<String, @Nullable Object>> groups = new TreeMap<>();
    versions.forEach((name, known) -> groups.put(name, Json.of("name", name, "versions", known, "preferredVersion", known.getFirst())));
    return groups;
  }

  private Map<String, @Nullable Object> resources(String group, String version) {
    List<@Nullable Object> resources = new ArrayList<>();
    for (ResourceKind kind : kinds.all()) {
      if (kind.group().equals(group) && kind.versions().contains(version)) {
        Map<String, @Nullable Object> main = resource(kind, "", VERBS);
        if (!kind.shortNames().isEmpty()) {
          main.put("shortNames", kind.shortNames());
        }
        resources.add(main);
        if (kind.statusSubresource()) {
          resources.add(resource(kind, "/status", SUBRESOURCE_VERBS));
        }
        if (kind.scale().isPresent()) {
          Map<String, @Nullable Object> scale = resource(kind, "/scale", SUBRESOURCE_VERBS);
          scale.put("group", "autoscaling");
          scale.put("version", "v1");
          scale.put("kind", "Scale");
          resources.add(scale);
        }
      }
    }
    String groupVersion = group.isEmpty() ? version : group + "/" + version;
    return Json.of("kind", "APIResourceList", "apiVersion", "v1", "groupVersion", groupVersion, "resources", resources);
  }

  private static Map<String, @Nullable Object> resource(ResourceKind kind, String subresource, List<String> verbs) {
    return Json.of(
        "name", kind.plural() + subresource,
        "singularName", subresource.isEmpty() ? kind.singular() : "",
        "namespaced", kind.namespaced(),
        "kind", kind.kind(),
        "verbs", verbs);
  }
}
