package io.heddle.testing;

import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The OpenAPI v3 schema of one version of a custom resource: fills in defaults, takes away unknown fields, and says what is wrong in the
 * real server's words. That server tells of several wrong fields in any order; here it is the order in which the object has them.
 *
 * <p>Left out are rules in the Common Expression Language ({@code x-kubernetes-validations}) and the formats but {@code date-time}.
 */
final class Schema {

  /** What every object has, whatever its schema says. */
  private static final List<String> ENVELOPE = List.of("apiVersion", "kind", "metadata");

  private final Map<String, @Nullable Object> root;

  Schema(Map<String, @Nullable Object> root) {
    this.root = root;
  }

  /** Takes away the fields that the schema does not name, and returns their paths. */
  List<String> prune(Map<String, @Nullable Object> object) {
    List<String> unknown = new ArrayList<>();
    pruneObject(root, object, "", unknown, true);
    return unknown;
  }

  private static void prune(Map<String, @Nullable Object> schema, @Nullable Object value, String path, List<String> unknown) {
    if (value instanceof Map<?, ?>) {
      pruneObject(schema, Json.object(value), path, unknown, Json.flag(schema, "x-kubernetes-embedded-resource"));
    } else if (value instanceof List<?> list) {
      Map<String, @Nullable Object> items = Json.object(schema, "items");
      for (int i = 0; i < list.size(); i++) {
        prune(items, list.get(i), path + "[" + i + "]", unknown);
      }
    }
  }

  private static void pruneObject(
      Map<String, @Nullable Object> schema, Map<String, @Nullable Object> object, String path, List<String> unknown, boolean envelope) {
    Map<String, @Nullable Object> properties = Json.object(schema, "properties");
    boolean keeps = Json.flag(schema, "x-kubernetes-preserve-unknown-fields");
    Object additional = schema.get("additionalProperties");
    for (String key : List.copyOf(object.keySet())) {
      String inner = path.isEmpty() ? key : path + "." + key;
      if (envelope && ENVELOPE.contains(key)) {
        continue;
      }
      if (properties.containsKey(key)) {
        prune(Json.object(properties, key), object.get(key), inner, unknown);
      } else if (additional instanceof Map<?, ?>) {
        prune(Json.object(additional), object.get(key), inner, unknown);
      } else if (!keeps && !Boolean.TRUE.equals(additional)) {
        object.remove(key);
        unknown.add(inner);
      }
    }
  }

  /** Fills in what is missing and has a default; a null where none may be counts as missing. */
  void fillIn(Map<String, @Nullable Object> object) {
    fillIn(root, object);
  }

  private static void fillIn(Map<String, @Nullable Object> schema, @Nullable Object value) {
    if (value instanceof Map<?, ?>) {
      Map<String, @Nullable Object> object = Json.object(value);
      Map<String, @Nullable Object> properties = Json.object(schema, "properties");
      for (String key : properties.keySet()) {
        Map<String, @Nullable Object> inner = Json.object(properties, key);
        if (object.containsKey(key) && object.get(key) == null && !Json.flag(inner, "nullable")) {
          object.remove(key);
        }
        if (!object.containsKey(key) && inner.containsKey("default")) {
          object.put(key, Json.copy(inner.get("default")));
        }
        fillIn(inner, object.get(key));
      }
      if (schema.get("additionalProperties") instanceof Map<?, ?> additional) {
        object.forEach((key, each) -> {
          if (!properties.containsKey(key)) {
            fillIn(Json.object(additional), each);
          }
        });
      }
    } else if (value instanceof List<?> list) {
      list.forEach(each -> fillIn(Json.object(schema, "items"), each));
    }
  }

  /** Returns what is wrong with an object, field by field. */
  List<FieldError> validate(Map<String, @Nullable Object> object) {
    List<FieldError> errors = new ArrayList<>();
    validate(root, object, "", errors);
    return errors;
  }

  private static void validate(Map<String, @Nullable Object> schema, @Nullable Object value, String path, List<FieldError> errors) {
    if (value == null && Json.flag(schema, "nullable")) {
      return;
    }
    List<String> types = types(schema);
    String type = typeOf(value);
    boolean fits = types.isEmpty() || types.contains(type) || (type.equals("integer") && types.contains("number")) || isWhole(types, value);
    if (!fits) {
      errors.add(FieldError.wrongType(path, type, path + " in body must be of type " + String.join(",", types) + ": \"" + type + "\""));
      return;
    }
    switch (value) {
      case Map<?, ?> map -> validateObject(schema, Json.object(map), path, errors);
      case List<?> list -> validateList(schema, list, path, errors);
      case String text -> validateText(schema, text, path, errors);
      case Number number -> validateNumber(schema, number, path, errors);
      case null, default -> {}
    }
    List<@Nullable Object> allowed = Json.list(schema, "enum");
    if (!allowed.isEmpty() && value != null && allowed.stream().noneMatch(each -> same(each, value))) {
      errors.add(FieldError.unsupported(path, value, allowed));
    }
  }

  private static List<String> types(Map<String, @Nullable Object> schema) {
    if (Json.flag(schema, "x-kubernetes-int-or-string")) {
      return List.of("integer", "string");
    }
    String type = Json.text(schema, "type");
    return type.isEmpty() ? List.of() : List.of(type);
  }

  private static String typeOf(@Nullable Object value) {
    return switch (value) {
      case null -> "null";
      case Map<?, ?> map -> "object";
      case List<?> list -> "array";
      case String text -> "string";
      case Boolean flag -> "boolean";
      case Integer number -> "integer";
      case Long number -> "integer";
      default -> "number";
    };
  }

  /** Whether a number such as 2.0 stands where a whole one is wanted. */
  private static boolean isWhole(List<String> types, @Nullable Object value) {
    return types.contains("integer") && value instanceof Double number && number == Math.rint(number);
  }

  private static boolean same(@Nullable Object one, Object other) {
    if (one instanceof Number a && other instanceof Number b) {
      return a.doubleValue() == b.doubleValue();
    }
    return Objects.equals(one, other);
  }

  private static void validateObject(
      Map<String, @Nullable Object> schema, Map<String, @Nullable Object> object, String path, List<FieldError> errors) {
    Map<String, @Nullable Object> properties = Json.object(schema, "properties");
    Object additional = schema.get("additionalProperties");
    for (Map.Entry<String, @Nullable Object> field : object.entrySet()) {
      String key = field.getKey();
      if (path.isEmpty() && ENVELOPE.contains(key)) {
        continue;
      }
      if (properties.containsKey(key)) {
        validate(Json.object(properties, key), field.getValue(), join(path, key), errors);
      } else if (additional instanceof Map<?, ?>) {
        validate(Json.object(additional), field.getValue(), join(path, key), errors);
      }
    }
    for (String required : Json.texts(schema, "required")) {
      if (!object.containsKey(required)) {
        errors.add(FieldError.required(join(path, required)));
      }
    }
    long most = Json.number(Long.MAX_VALUE, schema, "maxProperties");
    long least = Json.number(0, schema, "minProperties");
    if (object.size() > most) {
      errors.add(FieldError.tooMany(path, object.size(), most));
    }
    if (object.size() < least) {
      errors.add(FieldError.invalid(path, object.size(), path + " in body should have at least " + least + " properties"));
    }
  }

  private static void validateList(Map<String, @Nullable Object> schema, List<?> list, String path, List<FieldError> errors) {
    for (int i = 0; i < list.size(); i++) {
      validate(Json.object(schema, "items"), list.get(i), path + "[" + i + "]", errors);
    }
    long most = Json.number(Long.MAX_VALUE, schema, "maxItems");
    long least = Json.number(0, schema, "minItems");
    if (list.size() < least) {
      errors.add(FieldError.invalid(path, list.size(), path + " in body should have at least " + least + " items"));
    }
    if (list.size() > most) {
      errors.add(FieldError.tooMany(path, list.size(), most));
    }
  }

  private static void validateText(Map<String, @Nullable Object> schema, String text, String path, List<FieldError> errors) {
    int length = text.codePointCount(0, text.length());
    long most = Json.number(Long.MAX_VALUE, schema, "maxLength");
    long least = Json.number(0, schema, "minLength");
    if (length > most) {
      errors.add(FieldError.tooLong(path, most));
    }
    if (length < least) {
      errors.add(FieldError.invalid(path, text, path + " in body should be at least " + least + " chars long"));
    }
    String pattern = Json.text(schema, "pattern");
    if (!pattern.isEmpty() && !Pattern.compile(pattern).matcher(text).find()) {
      errors.add(FieldError.invalid(path, text, path + " in body should match '" + pattern + "'"));
    }
    if (Json.text(schema, "format").equals("date-time") && !isDateTime(text)) {
      errors.add(FieldError.wrongType(path, text, path + " in body must be of type date-time: \"" + text + "\""));
    }
  }

  private static boolean isDateTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  private static void validateNumber(Map<String, @Nullable Object> schema, Number number, String path, List<FieldError> errors) {
    double value = number.doubleValue();
    if (schema.get("maximum") instanceof Number maximum) {
      boolean exclusive = Json.flag(schema, "exclusiveMaximum");
      if (exclusive ? value >= maximum.doubleValue() : value > maximum.doubleValue()) {
        errors.add(FieldError.invalid(path, number, path + " in body should be less than " + (exclusive ? "" : "or equal to ") + maximum));
      }
    }
    if (schema.get("minimum") instanceof Number minimum) {
      boolean exclusive = Json.flag(schema, "exclusiveMinimum");
      if (exclusive ? value <= minimum.doubleValue() : value < minimum.doubleValue()) {
        errors.add(FieldError.invalid(path, number, path + " in body should be greater than " + (exclusive ? "" : "or equal to ") + minimum));
      }
    }
    if (schema.get("multipleOf") instanceof Number factor && factor.doubleValue() != 0 && value % factor.doubleValue() != 0) {
      errors.add(FieldError.invalid(path, number, path + " in body should be a multiple of " + factor));
    }
  }

  private static String join(String path, String key) {
    return path.isEmpty() ? key : path + "." + key;
  }
}
