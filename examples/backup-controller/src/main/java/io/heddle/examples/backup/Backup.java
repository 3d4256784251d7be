package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Plural;
import io.fabric8.kubernetes.model.annotation.ShortNames;
import io.fabric8.kubernetes.model.annotation.Singular;
import io.fabric8.kubernetes.model.annotation.Version;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A Backup: Pods of one template, each to be run to its end. {@code manifests/crd.yaml} is its schema.
 *
 * <p>Like every object read from a cache it is shared, so nothing here changes one in place: {@link #with(List)} and {@link
 * #with(BackupStatus)} give copies.
 */
@Group("example.com")
@Version("v1")
@Plural("backups")
@Singular("backup")
@ShortNames("bk")
public final class Backup extends CustomResource<BackupSpec, BackupStatus> implements Namespaced {
  private static final long serialVersionUID = 1L;

  /** The finalizer that keeps a deleted Backup in the cluster until its Pods are gone. */
  static final String CLEANUP = "example.com/cleanup";

  /** The finalizer with which {@code kubectl delete --cascade=orphan} asks that what is owned stays. */
  private static final String ORPHAN = "orphan";

  /** Creates an empty Backup, for the JSON reader. */
  public Backup() {}

  @Override
  protected @Nullable BackupSpec initSpec() {
    return null;
  }

  @Override
  protected @Nullable BackupStatus initStatus() {
    return null;
  }

  /** The key that logs and messages use: {@code namespace/name}. */
  String key() {
    return getMetadata().getNamespace() + "/" + name();
  }

  String name() {
    return getMetadata().getName();
  }

  /** The status last written, or the empty one of a Backup that nobody has looked at yet. */
  BackupStatus statusOrEmpty() {
    return getStatus() == null ? BackupStatus.EMPTY : getStatus();
  }

  /** Whether someone asked for its deletion. It is still there as long as it has a finalizer. */
  boolean isDeleting() {
    return getMetadata().getDeletionTimestamp() != null;
  }

  /** Whether the Pods are to stay when the Backup goes. */
  boolean leavesPods() {
    return getMetadata().getFinalizers().contains(ORPHAN);
  }

  boolean hasFinalizer() {
    return getMetadata().getFinalizers().contains(CLEANUP);
  }

  /** This Backup with the finalizer {@link #CLEANUP}. */
  Backup withFinalizer() {
    List<String> finalizers = new ArrayList<>(getMetadata().getFinalizers());
    finalizers.add(CLEANUP);
    return with(finalizers);
  }

  /** This Backup without the finalizer {@link #CLEANUP}. */
  Backup withoutFinalizer() {
    List<String> finalizers = new ArrayList<>(getMetadata().getFinalizers());
    finalizers.remove(CLEANUP);
    return with(finalizers);
  }

  /** This Backup with another status. */
  Backup with(BackupStatus status) {
    Backup copy = with(getMetadata().getFinalizers());
    copy.setStatus(status);
    return copy;
  }

  private Backup with(List<String> finalizers) {
    Backup copy = new Backup();
    copy.setMetadata(getMetadata().edit().withFinalizers(finalizers).build());
    copy.setSpec(getSpec());
    copy.setStatus(getStatus());
    return copy;
  }
}
