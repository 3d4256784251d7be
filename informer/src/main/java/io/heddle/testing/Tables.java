package io.heddle.testing;

import java.time.Duration;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Objects as kubectl prints them: a table with the columns of their type, for a client that asked for one. */
final class Tables {

  /** What is in a cell when there is nothing to show. */
  private static final String NOTHING = "<none>";

  private static final Pattern DOT = Pattern.compile("\\.");

  /** A column: its title, its type, whether it is shown only in the wide form, and where in an object its cell is found. */
  record Column(String name, String type, boolean wide, String path) {}

  private static final Column NAME = new Column("Name", "string", false, ".metadata.name");
  private static final Column AGE = new Column("Age", "date", false, ".metadata.creationTimestamp");

  private final Timeline timeline;

  Tables(Timeline timeline) {
    this.timeline = timeline;
  }

  /** Whether a client accepts a table, and would rather have one. */
  static boolean isWanted(@Nullable String accept) {
    return accept != null && accept.contains("as=Table") && accept.contains("v=v1");
  }

  /** Returns the columns that a CustomResourceDefinition declares for a version. */
  static List<Column> declared(@Nullable Object version) {
    List<Column> columns = new ArrayList<>();
    for (Object each : Json.list(version, "additionalPrinterColumns")) {
      columns.add(
          new Column(Json.text(each, "name"), Json.text(each, "type"), Json.number(0, each, "priority") > 0, Json.text(each, "jsonPath")));
    }
    return columns;
  }

  /** Returns the table of some objects, which may be those of a list. */
  byte[] table(ResourceKind kind, String version, List<Stored> objects, Map<String, @Nullable Object> metadata) {
    List<Column> columns = columns(kind, version);
    List<@Nullable Object> definitions = new ArrayList<>();
    for (Column column : columns) {
      definitions.add(
          Json.of(
              "name", column.name(),
              "type", column.type().equals("date") ? "string" : column.type(),
              "format", column.equals(NAME) ? "name" : "",
              "description", "",
              "priority", column.wide() ? 1 : 0));
    }
    List<@Nullable Object> rows = new ArrayList<>();
    for (Stored object : objects) {
      List<@Nullable Object> cells = new ArrayList<>();
      columns.forEach(column -> cells.add(cell(column, object)));
      Map<String, @Nullable Object> partial =
          Json.of(
              "kind", "PartialObjectMetadata", "apiVersion", "meta.k8s.io/v1", "metadata", Json.object(object.tree(), "metadata"));
      rows.add(Json.of("cells", cells, "object", partial));
    }
    return Json.bytes(
        Json.of(
            "kind", "Table", "apiVersion", "meta.k8s.io/v1", "metadata", metadata, "columnDefinitions", definitions, "rows", rows));
  }

  private static List<Column> columns(ResourceKind kind, String version) {
    List<Column> columns = new ArrayList<>(List.of(NAME));
    if (kind.isPods()) {
      columns.add(new Column("Ready", "string", false, "ready"));
      columns.add(new Column("Status", "string", false, "podStatus"));
      columns.add(new Column("Restarts", "integer", false, "restarts"));
    } else if (kind.isNamespaces()) {
      columns.add(new Column("Status", "string", false, ".status.phase"));
    }
    List<Column> declared = kind.columns().getOrDefault(version, List.of());
    columns.addAll(declared);
    if (declared.isEmpty()) {
      columns.add(AGE);
    }
    if (kind.isPods()) {
      columns.add(new Column("Node", "string", true, ".spec.nodeName"));
    }
    return columns;
  }

  private @Nullable Object cell(Column column, Stored object) {
    return switch (column.path()) {
      case "ready" -> ready(object);
      case "podStatus" -> object.isDeleting() ? "Terminating" : podStatus(object);
      case "restarts" -> 0;
      default -> {
        Object value = Json.at(object.tree(), DOT.split(column.path().substring(1)));
        yield value == null ? (column.path().startsWith(".spec.nodeName") ? NOTHING : null) : column.type().equals("date") ? age(value) : value;
      }
    };
  }

  private static String ready(Stored pod) {
    List<@Nullable Object> statuses = Json.list(pod.tree(), "status", "containerStatuses");
    return statuses.stream().filter(status -> Json.flag(status, "ready")).count() + "/" + Json.list(pod.tree(), "spec", "containers").size();
  }

  private static String podStatus(Stored pod) {
    String phase = Json.text(pod.tree(), "status", "phase");
    String reason = Json.text(pod.tree(), "status", "reason");
    return !reason.isEmpty() ? reason : phase.equals("Succeeded") ? "Completed" : phase;
  }

  /** Returns how long ago a time was, in the largest units that matter. */
  private Object age(Object since) {
    Duration age;
    try {
      age = Duration.between(Instant.parse(since.toString()), timeline.now());
    } catch (DateTimeParseException e) {
      return since;
    }
    if (age.isNegative()) {
      return "0s";
    }
    if (age.toSeconds() < 120) {
      return age.toSeconds() + "s";
    }
    if (age.toMinutes() < 120) {
      return age.toMinutes() + "m";
    }
    return age.toHours() < 48 ? age.toHours() + "h" : age.toDays() + "d";
  }
}
