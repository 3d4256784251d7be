package io.heddle.informer;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A value inside a JSON text: finds its members or elements without decoding them, so that a list is decoded object by object, and an event
 * only once it is known what it holds. It checks no more than it needs to find where values end; the decoder checks the rest.
 */
final class JsonSlice {
  private final byte[] json;
  private final int from;
  private final int to;

  private JsonSlice(byte[] json, int from, int to) {
    this.json = json;
    this.from = from;
    this.to = to;
  }

  /** The value that a text consists of. */
  static JsonSlice of(byte[] json) {
    Cursor cursor = new Cursor(json, 0, json.length);
    JsonSlice value = cursor.value();
    cursor.skipBlanks();
    cursor.require(cursor.at == json.length, "nothing after the value");
    return value;
  }

  /** The members of an object, by the bytes of their names as they stand there. */
  Map<String, JsonSlice> members() {
    Map<String, JsonSlice> members = new HashMap<>();
    Cursor cursor = new Cursor(json, from, to);
    cursor.take('{');
    if (!cursor.takes('}')) {
      do {
        String name = cursor.value().text();
        cursor.take(':');
        members.put(name, cursor.value());
      } while (cursor.takes(','));
      cursor.take('}');
    }
    return members;
  }

  /** The elements of an array; none of null, which is how Go writes an empty one. */
  List<JsonSlice> elements() {
    List<JsonSlice> elements = new ArrayList<>();
    if (raw().equals("null")) {
      return elements;
    }
    Cursor cursor = new Cursor(json, from, to);
    cursor.take('[');
    if (!cursor.takes(']')) {
      do {
        elements.add(cursor.value());
      } while (cursor.takes(','));
      cursor.take(']');
    }
    return elements;
  }

  /** What stands between the quotes of a string, escapes and all. */
  String text() {
    String raw = raw();
    if (!raw.startsWith("\"")) {
      throw new IllegalArgumentException("not JSON as expected: a string at byte " + from);
    }
    return raw.substring(1, raw.length() - 1);
  }

  byte[] bytes() {
    return Arrays.copyOfRange(json, from, to);
  }

  private String raw() {
    return new String(json, from, to - from, StandardCharsets.UTF_8);
  }

  private static final class Cursor {
    private final byte[] json;
    private final int end;
    private int at;

    Cursor(byte[] json, int from, int end) {
      this.json = json;
      this.at = from;
      this.end = end;
    }

    void require(boolean condition, String expected) {
      if (!condition) {
        throw new IllegalArgumentException("not JSON as expected: " + expected + " at byte " + at);
      }
    }

    void skipBlanks() {
      while (at < end && (json[at] == ' ' || json[at] == '\n' || json[at] == '\r' || json[at] == '\t')) {
        at++;
      }
    }

    boolean takes(char expected) {
      skipBlanks();
      if (at < end && json[at] == expected) {
        at++;
        return true;
      }
      return false;
    }

    void take(char expected) {
      require(takes(expected), "'" + expected + "'");
    }

    JsonSlice value() {
      skipBlanks();
      require(at < end, "a value");
      int start = at;
      switch (json[at]) {
        case '"' -> skipString();
        case '{', '[' -> skipNested();
        default -> skipLiteral();
      }
      return new JsonSlice(json, start, at);
    }

    private void skipString() {
      at++;
      while (at < end && json[at] != '"') {
        at += json[at] == '\\' ? 2 : 1;
      }
      require(at < end, "the end of a string");
      at++;
    }

    /** Counts brackets rather than recursing, so that no text is nested too deep. */
    private void skipNested() {
      int depth = 0;
      do {
        require(at < end, "the end of an object or array");
        switch (json[at]) {
          case '"' -> skipString();
          case '{', '[' -> {
            depth++;
            at++;
          }
          case '}', ']' -> {
            depth--;
            at++;
          }
          default -> at++;
        }
      } while (depth > 0);
    }

    private void skipLiteral() {
      int start = at;
      while (at < end && (Character.isLetterOrDigit(json[at]) || json[at] == '-' || json[at] == '+' || json[at] == '.')) {
        at++;
      }
      require(at > start, "a value");
    }
  }
}
