package io.heddle.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Label and field selectors: parsed once for a request, then asked for every object. */
final class Selectors {

  private static final Pattern SET = Pattern.compile("(\\S+)\\s+(in|notin)\\s*\\(([^)]*)\\)");
  private static final Pattern EQUALITY = Pattern.compile("([^=!\\s]+)\\s*(==|=|!=)\\s*([^=!\\s]*)");
  private static final Pattern KEY = Pattern.compile("!?\\s*[^=!\\s(),]+");

  private Selectors() {}

  /**
   * Parses a label selector.
   *
   * @throws Refusal if it is none
   */
  static Predicate<Stored> labels(String selector) {
    Predicate<Stored> all = object -> true;
    for (String requirement : split(selector)) {
      Predicate<Map<String, @Nullable Object>> one = requirement(requirement);
      all = all.and(object -> one.test(Json.object(object.tree(), "metadata", "labels")));
    }
    return all;
  }

  private static Predicate<Map<String, @Nullable Object>> requirement(String text) {
    Matcher set = SET.matcher(text);
    if (set.matches()) {
      String key = set.group(1);
      Set<String> values = Set.of(Pattern.compile("\\s*,\\s*").split(set.group(3).strip()));
      return set.group(2).equals("in")
          ? labels -> labels.get(key) instanceof String value && values.contains(value)
          : labels -> !(labels.get(key) instanceof String value && values.contains(value));
    }
    Matcher equality = EQUALITY.matcher(text);
    if (equality.matches()) {
      String key = equality.group(1);
      String value = equality.group(3);
      return equality.group(2).equals("!=") ? labels -> !value.equals(labels.get(key)) : labels -> value.equals(labels.get(key));
    }
    if (KEY.matcher(text).matches()) {
      return text.startsWith("!") ? labels -> !labels.containsKey(text.substring(1).strip()) : labels -> labels.containsKey(text);
    }
    throw Refusal.badRequest("unable to parse requirement: " + text);
  }

  /**
   * Parses a field selector for a resource.
   *
   * @throws Refusal if it is none, or if objects of the resource cannot be selected by the field
   */
  static Predicate<Stored> fields(String selector, ResourceKind kind) {
    Predicate<Stored> all = object -> true;
    for (String requirement : split(selector)) {
      Matcher equality = EQUALITY.matcher(requirement);
      if (!equality.matches()) {
        throw Refusal.badRequest("invalid selector: '" + selector + "'; can't understand '" + requirement + "'");
      }
      String field = equality.group(1);
      String value = equality.group(3);
      boolean known = field.equals("metadata.name") || field.equals("metadata.namespace") || kind.fieldSelectors().contains(field);
      if (!known) {
        throw Refusal.badRequest(
            kind.custom() || kind.isPods()
                ? "field label not supported: " + field
                : "\"" + field + "\" is not a known field selector: only \"metadata.name\", \"metadata.namespace\"");
      }
      String[] path = field.split("\\.", -1);
      boolean wanted = !equality.group(2).equals("!=");
      all = all.and(object -> value.equals(asText(Json.at(object.tree(), path))) == wanted);
    }
    return all;
  }

  private static String asText(@Nullable Object value) {
    return value == null ? "" : value.toString();
  }

  /** Splits at the commas that are not inside brackets. */
  private static List<String> split(String selector) {
    List<String> parts = new ArrayList<>();
    int depth = 0;
    int start = 0;
    for (int i = 0; i <= selector.length(); i++) {
      char c = i == selector.length() ? ',' : selector.charAt(i);
      if (c == '(') {
        depth++;
      } else if (c == ')') {
        depth--;
      } else if (c == ',' && (depth == 0 || i == selector.length())) {
        String part = selector.substring(start, i).strip();
        if (!part.isEmpty()) {
          parts.add(part);
        }
        start = i + 1;
      }
    }
    return parts;
  }
}
