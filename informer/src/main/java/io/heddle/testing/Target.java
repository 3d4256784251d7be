package io.heddle.testing;

import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What the path and the query of a request name.
 *
 * @param group the API group, empty for the core
 * @param version its version
 * @param namespace the namespace, empty if the path has none
 * @param plural the resource
 * @param name the object, empty for the collection
 * @param subresource such as {@code status}, or empty
 * @param parameters the query
 */
record Target(
    String group, String version, String namespace, String plural, String name, String subresource, Map<String, String> parameters) {

  /** Returns what a request names, or empty if no resource can be meant. */
  static Optional<Target> parse(URI uri) {
    List<String> parts = new ArrayList<>();
    for (String part : uri.getRawPath().split("/", -1)) {
      if (!part.isEmpty()) {
        parts.add(decode(part));
      }
    }
    int versionAt = parts.isEmpty() ? -1 : parts.getFirst().equals("api") ? 1 : parts.getFirst().equals("apis") ? 2 : -1;
    if (versionAt < 0 || parts.size() < versionAt + 2) {
      return Optional.empty();
    }
    String group = versionAt == 2 ? parts.get(1) : "";
    String version = parts.get(versionAt);
    List<String> rest = parts.subList(versionAt + 1, parts.size());
    String namespace = "";
    // namespaces/x and namespaces/x/status are the namespace itself; anything longer is inside it.
    boolean inside = rest.getFirst().equals("namespaces") && rest.size() >= 3 && !(rest.size() == 3 && isOfNamespace(rest.get(2)));
    if (inside) {
      namespace = rest.get(1);
      rest = rest.subList(2, rest.size());
    }
    if (rest.size() > 3) {
      return Optional.empty();
    }
    return Optional.of(
        new Target(
            group,
            version,
            namespace,
            rest.get(0),
            rest.size() > 1 ? rest.get(1) : "",
            rest.size() > 2 ? rest.get(2) : "",
            parameters(uri.getRawQuery())));
  }

  private static boolean isOfNamespace(String subresource) {
    return subresource.equals("status") || subresource.equals("finalize");
  }

  private static Map<String, String> parameters(@org.jspecify.annotations.Nullable String query) {
    Map<String, String> parameters = new LinkedHashMap<>();
    if (query != null) {
      for (String pair : query.split("&", -1)) {
        int equals = pair.indexOf('=');
        if (equals > 0) {
          parameters.put(decode(pair.substring(0, equals)), decode(pair.substring(equals + 1)));
        }
      }
    }
    return parameters;
  }

  private static String decode(String text) {
    try {
      return URLDecoder.decode(text, StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("malformed URL: " + text);
    }
  }

  boolean isWatch() {
    String watch = parameters.getOrDefault("watch", "");
    return watch.equals("true") || watch.equals("1");
  }
}
