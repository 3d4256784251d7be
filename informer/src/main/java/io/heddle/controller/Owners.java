package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ObjectMeta;
import io.fabric8.kubernetes.api.model.OwnerReference;
import io.fabric8.kubernetes.api.model.OwnerReferenceBuilder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Owner references: which object another one belongs to. The API server deletes an object when its last owner is gone; and a
 * change of an object leads to a reconcile of its controlling owner, where a controller {@linkplain ControllerBuilder#owns owns}
 * its kind. An object has at most one controlling owner.
 */
public final class Owners {

  private Owners() {}

  /**
   * Makes {@code owner} the controlling owner of {@code dependent}, in memory: the caller then writes the dependent. If it is
   * so already, only the reference's fields are brought up to date.
   *
   * @param dependent the object to be owned; its owner references are changed
   * @param owner an object that the API server has created, so that it has a uid
   * @throws IllegalArgumentException if the owner has no uid, or lives in another namespace than the dependent, which
   *     Kubernetes forbids (an owner without a namespace may own anything)
   * @throws IllegalStateException if another object controls the dependent; it is left as it was
   */
  public static void setController(HasMetadata dependent, HasMetadata owner) {
    String uid = owner.getMetadata().getUid();
    if (uid == null || uid.isEmpty()) {
      throw new IllegalArgumentException(describe(owner) + " has no uid yet: create it before what it is to own");
    }
    String ownerNamespace = owner.getMetadata().getNamespace();
    if (ownerNamespace != null && !ownerNamespace.isEmpty() && !ownerNamespace.equals(dependent.getMetadata().getNamespace())) {
      throw new IllegalArgumentException(
          describe(owner) + " cannot own " + describe(dependent) + ": an owner must be in the namespace of what it owns");
    }
    Optional<OwnerReference> present = controllerOf(dependent);
    if (present.isPresent() && !present.get().getUid().equals(uid)) {
      throw new IllegalStateException(
          describe(dependent) + " is already controlled by " + present.get().getKind() + ' ' + present.get().getName());
    }
    List<OwnerReference> references = new ArrayList<>(references(dependent));
    references.removeIf(reference -> uid.equals(reference.getUid()));
    references.add(
        new OwnerReferenceBuilder()
            .withApiVersion(owner.getApiVersion())
            .withKind(owner.getKind())
            .withName(owner.getMetadata().getName())
            .withUid(uid)
            .withController(true)
            .withBlockOwnerDeletion(true)
            .build());
    dependent.getMetadata().setOwnerReferences(references);
  }

  /**
   * The reference to the object that controls another.
   *
   * @param dependent the object that may be controlled
   * @return the reference; empty if nothing controls the object
   */
  public static Optional<OwnerReference> controllerOf(HasMetadata dependent) {
    return references(dependent).stream().filter(reference -> Boolean.TRUE.equals(reference.getController())).findFirst();
  }

  /**
   * Whether an object, this very one and not one that had its name before, controls another.
   *
   * @param dependent the object that may be controlled
   * @param owner the object that may control it
   * @return whether it does
   */
  public static boolean isControlledBy(HasMetadata dependent, HasMetadata owner) {
    return controllerOf(dependent).filter(reference -> reference.getUid().equals(owner.getMetadata().getUid())).isPresent();
  }

  private static List<OwnerReference> references(HasMetadata object) {
    List<OwnerReference> references = object.getMetadata().getOwnerReferences();
    return references == null ? List.of() : references;
  }

  /** The object in words; it may have no name yet, as the server is to choose one. */
  private static String describe(HasMetadata object) {
    ObjectMeta metadata = object.getMetadata();
    String name = metadata.getName() != null ? metadata.getName() : metadata.getGenerateName() + "...";
    return object.getKind() + ' ' + (metadata.getNamespace() == null ? name : metadata.getNamespace() + '/' + name);
  }
}
