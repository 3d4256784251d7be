package io.heddle.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What names, labels and the other metadata may look like, in the real server's words. */
final class NameRules {

  private static final String LABEL_PATTERN = "[a-z0-9]([-a-z0-9]*[a-z0-9])?";
  private static final String SUBDOMAIN_PATTERN = LABEL_PATTERN + "(\\." + LABEL_PATTERN + ")*";
  private static final String QUALIFIED_PATTERN = "([A-Za-z0-9][-A-Za-z0-9_.]*)?[A-Za-z0-9]";
  private static final String VALUE_PATTERN = "(" + QUALIFIED_PATTERN + ")?";
  private static final Pattern LABEL = Pattern.compile(LABEL_PATTERN);
  private static final Pattern SUBDOMAIN = Pattern.compile(SUBDOMAIN_PATTERN);
  private static final Pattern QUALIFIED = Pattern.compile(QUALIFIED_PATTERN);
  private static final Pattern VALUE = Pattern.compile(VALUE_PATTERN);

  private static final String WRONG_LABEL =
      "a lowercase RFC 1123 label must consist of lower case alphanumeric characters or '-', and must start and end with an alphanumeric "
          + "character (e.g. 'my-name',  or '123-abc', regex used for validation is '"
          + LABEL_PATTERN
          + "')";
  private static final String WRONG_SUBDOMAIN =
      "a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an "
          + "alphanumeric character (e.g. 'example.com', regex used for validation is '"
          + SUBDOMAIN_PATTERN
          + "')";
  private static final String WRONG_KEY =
      "name part must consist of alphanumeric characters, '-', '_' or '.', and must start and end with an alphanumeric character (e.g. "
          + "'MyName',  or 'my.name',  or '123-abc', regex used for validation is '"
          + QUALIFIED_PATTERN
          + "')";
  private static final String WRONG_VALUE =
      "a valid label must be an empty string or consist of alphanumeric characters, '-', '_' or '.', and must start and end with an "
          + "alphanumeric character (e.g. 'MyValue',  or 'my_value',  or '12345', regex used for validation is '"
          + VALUE_PATTERN
          + "')";

  private NameRules() {}

  /** Returns what is wrong with a new object's metadata. */
  static List<FieldError> validate(ResourceKind kind, Map<String, @Nullable Object> metadata) {
    List<FieldError> errors = new ArrayList<>();
    String name = Json.text(metadata, "name");
    if (name.isEmpty()) {
      errors.add(FieldError.required("metadata.name", "name or generateName is required"));
    } else if (kind.isNamespaces() || kind.qualifiedPlural().equals("services")) {
      checkLabel("metadata.name", name, errors);
    } else if (!kind.group().equals("rbac.authorization.k8s.io")) {
      if (!SUBDOMAIN.matcher(name).matches()) {
        errors.add(FieldError.invalid("metadata.name", name, WRONG_SUBDOMAIN));
      } else if (name.length() > 253) {
        errors.add(FieldError.invalid("metadata.name", name, "must be no more than 253 bytes"));
      }
    }
    validateCommon(metadata, errors);
    return errors;
  }

  /** Returns what is wrong with the metadata of a changed object, whose name is settled. */
  static List<FieldError> validateUpdate(Map<String, @Nullable Object> metadata) {
    List<FieldError> errors = new ArrayList<>();
    validateCommon(metadata, errors);
    return errors;
  }

  private static void validateCommon(Map<String, @Nullable Object> metadata, List<FieldError> errors) {
    Json.object(metadata, "labels")
        .forEach(
            (key, value) -> {
              checkKey("metadata.labels", key, errors);
              if (value instanceof String text && (!VALUE.matcher(text).matches() || text.length() > 63)) {
                errors.add(
                    FieldError.invalid("metadata.labels", text, text.length() > 63 ? "must be no more than 63 bytes" : WRONG_VALUE));
              }
            });
    Json.object(metadata, "annotations").keySet().forEach(key -> checkKey("metadata.annotations", key, errors));
    List<@Nullable Object> owners = Json.list(metadata, "ownerReferences");
    int controllers = 0;
    for (Object owner : owners) {
      for (String part : List.of("apiVersion", "kind", "name", "uid")) {
        if (Json.text(owner, part).isEmpty()) {
          errors.add(
              FieldError.invalid(
                  "metadata.ownerReferences." + part, "", part.equals("apiVersion") ? "version must not be empty" : "must not be empty"));
        }
      }
      if (Json.flag(owner, "controller")) {
        controllers++;
      }
    }
    if (controllers > 1) {
      errors.add(
          FieldError.invalid("metadata.ownerReferences", "", "Only one reference can have Controller set to true. Found \"true\" in references"));
    }
    for (String finalizer : Json.texts(metadata, "finalizers")) {
      checkKey("metadata.finalizers", finalizer, errors);
    }
  }

  /** Checks a name of the form {@code prefix/name}, where the prefix may be missing. */
  private static void checkKey(String field, String key, List<FieldError> errors) {
    int slash = key.indexOf('/');
    String name = key.substring(slash + 1);
    if (slash >= 0 && !SUBDOMAIN.matcher(key.substring(0, slash)).matches()) {
      errors.add(FieldError.invalid(field, key, "prefix part " + WRONG_SUBDOMAIN));
    }
    if (!QUALIFIED.matcher(name).matches()) {
      errors.add(FieldError.invalid(field, key, WRONG_KEY));
    } else if (name.length() > 63) {
      errors.add(FieldError.invalid(field, key, "name part must be no more than 63 bytes"));
    }
  }

  /** Checks a name that must be a DNS label, such as that of a container or a namespace. */
  static void checkLabel(String field, String name, List<FieldError> errors) {
    if (!LABEL.matcher(name).matches()) {
      errors.add(FieldError.invalid(field, name, WRONG_LABEL));
    } else if (name.length() > 63) {
      errors.add(FieldError.invalid(field, name, "must be no more than 63 bytes"));
    }
  }
}
