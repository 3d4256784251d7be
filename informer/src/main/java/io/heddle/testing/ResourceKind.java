package io.heddle.testing;

import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/**
 * What the server knows of one resource it serves.
 *
 * @param group the API group, empty for the core
 * @param versions the served versions, the preferred one first
 * @param storageVersion the version in which objects are stored
 * @param plural the name in paths
 * @param singular the name for one
 * @param kind the name in objects
 * @param shortNames what kubectl also understands
 * @param namespaced whether objects live in a namespace
 * @param counted whether objects have a generation, which counts the changes of what is wanted
 * @param statusSubresource whether the status is written on its own
 * @param scale where the scale subresource finds its numbers, if there is one
 * @param schemas the schemas by version; none for the built-in resources
 * @param custom whether a CustomResourceDefinition brought it
 * @param fieldSelectors which fields can be selected by, beside name and namespace
 * @param columns the columns by version that a CustomResourceDefinition declares for tables
 */
record ResourceKind(
    String group,
    List<String> versions,
    String storageVersion,
    String plural,
    String singular,
    String kind,
    List<String> shortNames,
    boolean namespaced,
    boolean counted,
    boolean statusSubresource,
    Optional<Scale> scale,
    Map<String, Schema> schemas,
    boolean custom,
    List<String> fieldSelectors,
    Map<String, List<Tables.Column>> columns) {

  /**
   * The paths of the scale subresource, such as {@code .spec.replicas}; the selector's may be empty.
   *
   * @param specReplicas where the wanted number is
   * @param statusReplicas where the number there is
   * @param labelSelector where the selector of what is counted is
   */
  record Scale(String specReplicas, String statusReplicas, String labelSelector) {}

  /** Makes a built-in resource. */
  static ResourceKind builtin(
      String group, String version, String plural, String kind, boolean namespaced, boolean counted, boolean status, String... fields) {
    return new ResourceKind(
        group,
        List.of(version),
        version,
        plural,
        kind.toLowerCase(Locale.ROOT),
        kind,
        List.of(),
        namespaced,
        counted,
        status,
        Optional.empty(),
        Map.of(),
        false,
        List.of(fields),
        Map.of());
  }

  ResourceKind withShortNames(String... names) {
    return new ResourceKind(
        group, versions, storageVersion, plural, singular, kind, List.of(names), namespaced, counted, statusSubresource, scale, schemas,
        custom, fieldSelectors, columns);
  }

  /** Returns the name under which the collection is stored: all versions share one. */
  String collection() {
    return qualifiedPlural();
  }

  /** Returns the plural as messages name it: {@code pods}, {@code backups.example.com}. */
  String qualifiedPlural() {
    return group.isEmpty() ? plural : plural + "." + group;
  }

  /** Returns the kind as messages name it: {@code Pod}, {@code Backup.example.com}. */
  String qualifiedKind() {
    return group.isEmpty() ? kind : kind + "." + group;
  }

  /** Returns what objects carry as {@code apiVersion} in one of the versions. */
  String apiVersion(String version) {
    return group.isEmpty() ? version : group + "/" + version;
  }

  boolean isPods() {
    return group.isEmpty() && plural.equals("pods");
  }

  boolean isNamespaces() {
    return group.isEmpty() && plural.equals("namespaces");
  }

  boolean isDefinitions() {
    return group.equals("apiextensions.k8s.io");
  }
}
