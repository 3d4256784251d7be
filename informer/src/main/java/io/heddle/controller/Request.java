package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import java.util.Objects;

/**
 * The name of the object to reconcile: all that a {@link Reconciler} is told.
 *
 * <p>A request does not say what happened, nor how often: between two runs any number of changes may have fallen together, and
 * the object may be gone. The reconciler reads the present state from its {@link Client} and acts on that alone.
 *
 * @param namespace the object's namespace, empty for an object that has none
 * @param name the object's name, never empty
 */
public record Request(String namespace, String name) {

  /**
   * A request for the object of that name.
   *
   * @throws IllegalArgumentException if the name is empty
   */
  public Request {
    Objects.requireNonNull(namespace, "namespace");
    if (name.isEmpty()) {
      throw new IllegalArgumentException("a request needs the name of an object");
    }
  }

  /**
   * The request that names an object.
   *
   * @param object an object with a name
   * @return its namespace and name
   */
  public static Request of(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return new Request(namespace == null ? "" : namespace, object.getMetadata().getName());
  }

  /**
   * The key under which the cache holds the object.
   *
   * @return {@code namespace/name}, or the name alone if there is no namespace
   */
  @Override
  public String toString() {
    return namespace.isEmpty() ? name : namespace + '/' + name;
  }
}
