package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;

/**
 * Which of two {@code resourceVersion}s is the older one.
 *
 * <p>Those of Kubernetes itself are decimal numbers that grow with every change, and may be compared if they belong to one type of object.
 * An aggregated API server may use something else: of such versions it is only known whether they are equal, and neither is called older.
 */
final class ResourceVersions {
  private ResourceVersions() {}

  static String of(HasMetadata object) {
    String version = object.getMetadata().getResourceVersion();
    return version == null ? "" : version;
  }

  static boolean isOlder(String version, String than) {
    if (!isNumber(version) || !isNumber(than)) {
      return false;
    }
    return version.length() == than.length() ? version.compareTo(than) < 0 : version.length() < than.length();
  }

  private static boolean isNumber(String version) {
    return !version.isEmpty() && version.charAt(0) != '0' && version.chars().allMatch(c -> c >= '0' && c <= '9');
  }
}
