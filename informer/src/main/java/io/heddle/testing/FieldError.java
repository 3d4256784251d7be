package io.heddle.testing;

import java.util.List;
import java.util.stream.Collectors;

/**
 * One thing that is wrong with one field, in the words of the real server.
 *
 * @param reason the machine-readable reason, such as {@code FieldValueRequired}
 * @param field the path of the field, such as {@code spec.containers[0].name}
 * @param message what is wrong, such as {@code Required value}
 */
record FieldError(String reason, String field, String message) {

  static FieldError required(String field) {
    return new FieldError("FieldValueRequired", field, "Required value");
  }

  static FieldError required(String field, String detail) {
    return new FieldError("FieldValueRequired", field, "Required value: " + detail);
  }

  static FieldError invalid(String field, Object value, String detail) {
    return new FieldError("FieldValueInvalid", field, "Invalid value: " + quoted(value) + ": " + detail);
  }

  static FieldError wrongType(String field, Object value, String detail) {
    return new FieldError("FieldValueTypeInvalid", field, "Invalid value: " + quoted(value) + ": " + detail);
  }

  static FieldError unsupported(String field, Object value, List<?> supported) {
    String values = supported.stream().map(FieldError::quoted).collect(Collectors.joining(", "));
    return new FieldError("FieldValueNotSupported", field, "Unsupported value: " + quoted(value) + ": supported values: " + values);
  }

  static FieldError duplicate(String field, Object value) {
    return new FieldError("FieldValueDuplicate", field, "Duplicate value: " + quoted(value));
  }

  static FieldError forbidden(String field, String detail) {
    return new FieldError("FieldValueForbidden", field, "Forbidden: " + detail);
  }

  static FieldError tooLong(String field, long limit) {
    return new FieldError("FieldValueTooLong", field, "Too long: may not be more than " + limit + " bytes");
  }

  static FieldError tooMany(String field, int actual, long limit) {
    return new FieldError("FieldValueTooMany", field, "Too many: " + actual + ": must have at most " + limit + " items");
  }

  private static String quoted(Object value) {
    return value instanceof String text ? "\"" + text.replace("\\", "\\\\").replace("\"", "\\\"") + "\"" : String.valueOf(value);
  }

  /** Returns the error as a sentence puts it: the field, then what is wrong. */
  String sentence() {
    return field + ": " + message;
  }
}
