package io.heddle.examples.backup;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** JSON as maps and lists, where no class is to stand between what a user wrote and the server. */
final class Json {
  private Json() {}

  /** A copy of a JSON object that may be changed; of anything else, an empty one. */
  static Map<String, Object> copy(@Nullable Object json) {
    Map<String, Object> copy = new LinkedHashMap<>();
    if (json instanceof Map<?, ?> map) {
      map.forEach((key, value) -> copy.put(String.valueOf(key), value));
    }
    return copy;
  }
}
