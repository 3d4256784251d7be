package io.heddle.kubernetes;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Namespaced;
import java.util.Objects;

/**
 * A kind of object the API server serves, with what is needed to address it and to decode it.
 *
 * <p>{@link #of(Class)} reads all of it from the annotations that fabric8's models carry, and those of a custom resource's class:
 *
 * {@snippet :
 * ResourceType<Pod> pods = ResourceType.of(Pod.class);
 * pods.path("default");            // "/api/v1/namespaces/default/pods"
 * pods.path("default", "web-0");   // "/api/v1/namespaces/default/pods/web-0"
 * }
 *
 * @param group the API group, empty for the core group of Pods and ConfigMaps
 * @param version the version within the group, such as {@code v1}
 * @param plural the name in paths, such as {@code pods}
 * @param kind the name in objects, such as {@code Pod}
 * @param namespaced whether objects live in a namespace
 * @param type the class that objects of this kind decode to
 * @param <T> the class that objects of this kind decode to
 */
public record ResourceType<T extends HasMetadata>(
    String group, String version, String plural, String kind, boolean namespaced, Class<T> type) {

  /**
   * Checks that every part but the group has a value.
   *
   * @throws IllegalArgumentException if the version, the plural or the kind is empty
   */
  public ResourceType {
    Objects.requireNonNull(group, "group");
    Objects.requireNonNull(type, "type");
    if (version.isEmpty() || plural.isEmpty() || kind.isEmpty()) {
      throw new IllegalArgumentException(
          "a resource type needs a version, a plural and a kind, but got version=\"%s\" plural=\"%s\" kind=\"%s\""
              .formatted(version, plural, kind));
    }
  }

  /**
   * Reads the type of {@code type} from its annotations ({@code @Group}, {@code @Version}, {@code @Plural}, {@code @Kind}) and from
   * whether it is {@link Namespaced}.
   *
   * @param type a class of fabric8's models, or of a custom resource
   * @param <T> that class
   * @return the type
   * @throws IllegalArgumentException if the class carries no group and version
   */
  public static <T extends HasMetadata> ResourceType<T> of(Class<T> type) {
    String version = HasMetadata.getVersion(type);
    String group = HasMetadata.getGroup(type);
    if (version == null || group == null) {
      throw new IllegalArgumentException(
          type.getName() + " says neither group nor version: annotate it with @Group and @Version, or construct the ResourceType");
    }
    return new ResourceType<>(
        group, version, HasMetadata.getPlural(type), HasMetadata.getKind(type), Namespaced.class.isAssignableFrom(type), type);
  }

  /** Returns what objects of this type carry as {@code apiVersion}: {@code v1}, or {@code example.com/v1}. */
  public String apiVersion() {
    return group.isEmpty() ? version : group + "/" + version;
  }

  /**
   * Returns the path of the collection.
   *
   * @param namespace the namespace, or empty for all namespaces and for a type that has none
   * @return a path such as {@code /apis/example.com/v1/namespaces/default/backups}
   */
  public String path(String namespace) {
    String root = (group.isEmpty() ? "/api/" : "/apis/" + group + "/") + version;
    return namespaced && !namespace.isEmpty() ? root + "/namespaces/" + namespace + "/" + plural : root + "/" + plural;
  }

  /**
   * Returns the path of one object.
   *
   * @param namespace the object's namespace, empty for a type that has none
   * @param name the object's name
   * @return a path such as {@code /api/v1/namespaces/default/pods/web-0}
   * @throws IllegalArgumentException if a part cannot stand in a path, or the namespace is missing
   */
  public String path(String namespace, String name) {
    if (name.isEmpty() || name.indexOf('/') >= 0 || namespace.indexOf('/') >= 0) {
      throw new IllegalArgumentException("not the name of an object: \"" + namespace + "\" \"" + name + "\"");
    }
    if (namespaced && namespace.isEmpty()) {
      throw new IllegalArgumentException(this + " \"" + name + "\" needs a namespace");
    }
    return path(namespace) + "/" + name;
  }

  /** Returns the plural with its group and version: {@code pods/v1}, {@code backups.example.com/v1}. */
  @Override
  public String toString() {
    return group.isEmpty() ? plural + "/" + version : plural + "." + group + "/" + version;
  }
}
