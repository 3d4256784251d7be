package io.heddle.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The ways in which a patch changes an object: JSON patch, merge patch, strategic merge patch, and apply. */
final class Patches {

  static final String JSON_PATCH = "application/json-patch+json";
  static final String MERGE_PATCH = "application/merge-patch+json";
  static final String STRATEGIC_MERGE_PATCH = "application/strategic-merge-patch+json";
  static final String APPLY_PATCH = "application/apply-patch+yaml";

  /** By which field the elements of a list of objects are told apart, for lists that merge element by element. */
  private static final Map<String, String> MERGE_KEYS =
      Map.ofEntries(
          Map.entry("containers", "name"),
          Map.entry("initContainers", "name"),
          Map.entry("ephemeralContainers", "name"),
          Map.entry("env", "name"),
          Map.entry("volumes", "name"),
          Map.entry("volumeMounts", "mountPath"),
          Map.entry("volumeDevices", "devicePath"),
          Map.entry("imagePullSecrets", "name"),
          Map.entry("ports", "containerPort"),
          Map.entry("hostAliases", "ip"),
          Map.entry("conditions", "type"),
          Map.entry("ownerReferences", "uid"));

  private Patches() {}

  /** Returns what a patch makes of an object, which is taken over. */
  static Map<String, @Nullable Object> apply(String type, Map<String, @Nullable Object> object, String patch) {
    try {
      return switch (type) {
        case JSON_PATCH -> jsonPatch(object, Json.parseList(patch));
        case MERGE_PATCH -> merge(object, Json.parse(patch), false);
        case STRATEGIC_MERGE_PATCH, APPLY_PATCH -> merge(object, Json.parse(patch), true);
        default -> throw new IllegalStateException("no such patch: " + type);
      };
    } catch (IllegalArgumentException e) {
      throw Refusal.badRequest("error decoding patch: " + e.getMessage());
    }
  }

  /** RFC 7386; {@code strategic} also merges lists element by element, and hears the directives in a patch. */
  private static Map<String, @Nullable Object> merge(
      Map<String, @Nullable Object> object, Map<String, @Nullable Object> patch, boolean strategic) {
    if (strategic && "replace".equals(patch.get("$patch"))) {
      object.clear();
    }
    for (Map.Entry<String, @Nullable Object> field : patch.entrySet()) {
      String key = field.getKey();
      Object value = field.getValue();
      if (strategic && key.startsWith("$")) {
        directive(object, key, value);
      } else if (value == null) {
        object.remove(key);
      } else if (value instanceof Map<?, ?> inner) {
        if (strategic && "delete".equals(inner.get("$patch"))) {
          object.remove(key);
        } else {
          object.put(key, merge(Json.child(object, key), Json.object(inner), strategic));
        }
      } else if (strategic && value instanceof List<?> list && MERGE_KEYS.containsKey(key)) {
        object.put(key, mergeList(Json.list(object, key), list, MERGE_KEYS.getOrDefault(key, "name")));
      } else if (strategic && value instanceof List<?> list && key.equals("finalizers")) {
        List<@Nullable Object> union = new ArrayList<>(Json.list(object, key));
        list.stream().filter(each -> !union.contains(each)).forEach(union::add);
        object.put(key, union);
      } else {
        object.put(key, value);
      }
    }
    return object;
  }

  private static void directive(Map<String, @Nullable Object> object, String key, @Nullable Object value) {
    String deletion = "$deleteFromPrimitiveList/";
    if (key.startsWith(deletion) && value instanceof List<?> gone) {
      String list = key.substring(deletion.length());
      List<@Nullable Object> left = new ArrayList<>(Json.list(object, list));
      left.removeAll(gone);
      object.put(list, left);
    }
    // $setElementOrder and $retainKeys say only what the merge does anyway, or in which order.
  }

  private static List<@Nullable Object> mergeList(List<@Nullable Object> before, List<?> patch, String key) {
    List<@Nullable Object> after = new ArrayList<>(before);
    for (Object element : patch) {
      int index = -1;
      for (int i = 0; i < after.size(); i++) {
        if (Objects.equals(Json.at(after.get(i), key), Json.at(element, key))) {
          index = i;
        }
      }
      boolean deleted = "delete".equals(Json.at(element, "$patch"));
      if (deleted && index >= 0) {
        after.remove(index);
      } else if (index >= 0) {
        after.set(index, merge(Json.object(after.get(index)), Json.object(element), true));
      } else if (!deleted) {
        after.add(element);
      }
    }
    return after;
  }

  /** RFC 6902. */
  private static Map<String, @Nullable Object> jsonPatch(Map<String, @Nullable Object> object, List<@Nullable Object> operations) {
    for (Object operation : operations) {
      String path = Json.text(operation, "path");
      Object value = Json.copy(Json.at(operation, "value"));
      switch (Json.text(operation, "op")) {
        case "add" -> put(object, path, value);
        case "replace" -> {
          take(object, path, true);
          put(object, path, value);
        }
        case "remove" -> take(object, path, true);
        case "test" -> {
          if (!Objects.equals(take(object, path, false), value)) {
            throw Refusal.rejectedPatch();
          }
        }
        case "move" -> put(object, path, take(object, Json.text(operation, "from"), true));
        case "copy" -> put(object, path, Json.copy(take(object, Json.text(operation, "from"), false)));
        default -> throw Refusal.rejectedPatch();
      }
    }
    return object;
  }

  /** Returns the keys of a JSON pointer. */
  private static List<String> keys(String pointer) {
    if (!pointer.startsWith("/")) {
      throw Refusal.rejectedPatch();
    }
    List<String> keys = new ArrayList<>();
    for (String key : pointer.substring(1).split("/", -1)) {
      keys.add(key.replace("~1", "/").replace("~0", "~"));
    }
    return keys;
  }

  private static @Nullable Object holder(Object tree, List<String> keys) {
    Object holder = tree;
    for (String key : keys.subList(0, keys.size() - 1)) {
      holder =
          switch (holder) {
            case Map<?, ?> map -> map.get(key);
            case List<?> list -> list.get(index(key, list.size() - 1));
            case null, default -> null;
          };
    }
    return holder;
  }

  private static int index(String key, int most) {
    if (!key.matches("[0-9]{1,9}") || Integer.parseInt(key) > most) {
      throw Refusal.rejectedPatch();
    }
    return Integer.parseInt(key);
  }

  /** Returns what is at a pointer, which must be there, and takes it out if asked. */
  private static @Nullable Object take(Object tree, String pointer, boolean out) {
    List<String> keys = keys(pointer);
    String last = keys.getLast();
    Object holder = holder(tree, keys);
    if (holder instanceof Map<?, ?> map && map.containsKey(last)) {
      return out ? map.remove(last) : map.get(last);
    }
    if (holder instanceof List<?> list) {
      int index = index(last, list.size() - 1);
      return out ? list.remove(index) : list.get(index);
    }
    throw Refusal.rejectedPatch();
  }

  private static void put(Object tree, String pointer, @Nullable Object value) {
    List<String> keys = keys(pointer);
    String last = keys.getLast();
    Object holder = holder(tree, keys);
    if (holder instanceof Map<?, ?> map) {
      Json.object(map).put(last, value);
    } else if (holder instanceof List<?> list) {
      List<@Nullable Object> elements = Json.list(Json.of("list", list), "list");
      elements.add(last.equals("-") ? elements.size() : index(last, elements.size()), value);
    } else {
      throw Refusal.rejectedPatch();
    }
  }
}
