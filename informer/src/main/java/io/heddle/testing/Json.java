package io.heddle.testing;

import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * JSON as trees of the JDK's own types: {@code LinkedHashMap}, {@code ArrayList}, {@code String}, {@code Number}, {@code Boolean}, null.
 *
 * <p>The readers never fail: what is absent, or is of another type than asked for, reads as empty. So rules can look at objects that nobody
 * has validated yet.
 */
final class Json {

  private static final KubernetesSerialization CODEC = new KubernetesSerialization();

  private Json() {}

  /**
   * Parses an object.
   *
   * @throws IllegalArgumentException if the text is no JSON object (or YAML mapping)
   */
  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> parse(String text) {
    Map<String, @Nullable Object> tree;
    try {
      tree = (Map<String, @Nullable Object>) CODEC.unmarshal(text, LinkedHashMap.class);
    } catch (RuntimeException e) {
      // Of many kinds: of the client, of its JSON parser, and of its YAML parser, which gets what does not begin like JSON.
      throw new IllegalArgumentException("no JSON object", e);
    }
    if (tree == null) {
      throw new IllegalArgumentException("no JSON object");
    }
    return tree;
  }

  /**
   * Parses a list.
   *
   * @throws IllegalArgumentException if the text is no JSON list
   */
  static List<@Nullable Object> parseList(String text) {
    return list(parse("{\"list\":" + text + "}"), "list");
  }

  /** Renders a tree, or any object that fabric8's serialization knows. */
  static String write(Object tree) {
    return CODEC.asJson(tree);
  }

  /** Renders a tree in UTF-8. */
  static byte[] bytes(Object tree) {
    return write(tree).getBytes(StandardCharsets.UTF_8);
  }

  /** Turns an object of fabric8's models into a tree. */
  static Map<String, @Nullable Object> tree(Object model) {
    return parse(write(model));
  }

  /** Returns what is at a path of keys, or null. */
  static @Nullable Object at(@Nullable Object tree, String... path) {
    Object value = tree;
    for (String key : path) {
      if (!(value instanceof Map<?, ?> map)) {
        return null;
      }
      value = map.get(key);
    }
    return value;
  }

  /** Returns the text at a path, or an empty string. */
  static String text(@Nullable Object tree, String... path) {
    return at(tree, path) instanceof String text ? text : "";
  }

  /** Returns the whole number at a path, or {@code otherwise}. */
  static long number(long otherwise, @Nullable Object tree, String... path) {
    return at(tree, path) instanceof Number number ? number.longValue() : otherwise;
  }

  /** Whether there is the value true at a path. */
  static boolean flag(@Nullable Object tree, String... path) {
    return Boolean.TRUE.equals(at(tree, path));
  }

  /** Returns the object at a path, or an empty one that cannot be changed. */
  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> object(@Nullable Object tree, String... path) {
    return at(tree, path) instanceof Map<?, ?> map ? (Map<String, @Nullable Object>) map : Map.of();
  }

  /** Returns the list at a path, or an empty one that cannot be changed. */
  @SuppressWarnings("unchecked")
  static List<@Nullable Object> list(@Nullable Object tree, String... path) {
    return at(tree, path) instanceof List<?> list ? (List<@Nullable Object>) list : List.of();
  }

  /** Returns the texts of the list at a path; what is no text is left out. */
  static List<String> texts(@Nullable Object tree, String... path) {
    List<String> texts = new ArrayList<>();
    for (Object element : list(tree, path)) {
      if (element instanceof String text) {
        texts.add(text);
      }
    }
    return texts;
  }

  /** Returns the object under a key, putting an empty one there if there is none. */
  @SuppressWarnings("unchecked")
  static Map<String, @Nullable Object> child(Map<String, @Nullable Object> tree, String key) {
    if (tree.get(key) instanceof Map<?, ?> map) {
      return (Map<String, @Nullable Object>) map;
    }
    Map<String, @Nullable Object> made = new LinkedHashMap<>();
    tree.put(key, made);
    return made;
  }

  /** Puts a value, or takes the key away if the value is null or empty text. */
  static void set(Map<String, @Nullable Object> tree, String key, @Nullable Object value) {
    if (value == null || "".equals(value)) {
      tree.remove(key);
    } else {
      tree.put(key, value);
    }
  }

  /** Returns a number in the type that the parser would give it, so that trees compare equal. */
  static Number number(long value) {
    if (value == (int) value) {
      return (int) value;
    }
    return value;
  }

  /** Returns an object of keys and values in turn. */
  static Map<String, @Nullable Object> of(@Nullable Object... keysAndValues) {
    Map<String, @Nullable Object> tree = new LinkedHashMap<>();
    for (int i = 0; i < keysAndValues.length; i += 2) {
      tree.put(String.valueOf(keysAndValues[i]), keysAndValues[i + 1]);
    }
    return tree;
  }

  /** Returns a copy that shares nothing that can change. */
  @SuppressWarnings("unchecked")
  static <T extends @Nullable Object> T copy(T value) {
    return switch (value) {
      case null -> value;
      case Map<?, ?> map -> {
        Map<String, @Nullable Object> made = new LinkedHashMap<>();
        map.forEach((key, inner) -> made.put((String) key, copy(inner)));
        yield (T) made;
      }
      case List<?> list -> {
        List<@Nullable Object> made = new ArrayList<>(list.size());
        list.forEach(inner -> made.add(copy(inner)));
        yield (T) made;
      }
      default -> value;
    };
  }
}
