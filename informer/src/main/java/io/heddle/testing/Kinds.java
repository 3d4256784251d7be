package io.heddle.testing;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentSkipListMap;

/** The resources that are served: the built-in ones, and those that CustomResourceDefinitions bring and take away. */
final class Kinds {

  static final ResourceKind NAMESPACES =
      ResourceKind.builtin("", "v1", "namespaces", "Namespace", false, false, true, "status.phase").withShortNames("ns");
  static final ResourceKind PODS =
      ResourceKind.builtin(
              "", "v1", "pods", "Pod", true, true, true,
              "spec.nodeName", "spec.restartPolicy", "spec.schedulerName", "spec.serviceAccountName", "status.phase", "status.podIP")
          .withShortNames("po");
  static final ResourceKind NODES =
      ResourceKind.builtin("", "v1", "nodes", "Node", false, false, true, "spec.unschedulable").withShortNames("no");
  static final ResourceKind DEFINITIONS =
      ResourceKind.builtin("apiextensions.k8s.io", "v1", "customresourcedefinitions", "CustomResourceDefinition", false, true, true)
          .withShortNames("crd", "crds");

  private static final List<ResourceKind> BUILTIN =
      List.of(
          NAMESPACES,
          PODS,
          NODES,
          DEFINITIONS,
          ResourceKind.builtin("", "v1", "configmaps", "ConfigMap", true, false, false).withShortNames("cm"),
          ResourceKind.builtin("", "v1", "secrets", "Secret", true, false, false, "type"),
          ResourceKind.builtin("", "v1", "services", "Service", true, false, true).withShortNames("svc"),
          ResourceKind.builtin("", "v1", "serviceaccounts", "ServiceAccount", true, false, false).withShortNames("sa"),
          ResourceKind.builtin("", "v1", "persistentvolumeclaims", "PersistentVolumeClaim", true, false, true).withShortNames("pvc"),
          ResourceKind.builtin(
                  "", "v1", "events", "Event", true, false, false,
                  "involvedObject.kind", "involvedObject.namespace", "involvedObject.name", "involvedObject.uid", "reason", "type")
              .withShortNames("ev"),
          ResourceKind.builtin("events.k8s.io", "v1", "events", "Event", true, false, false, "reason", "type"),
          ResourceKind.builtin("coordination.k8s.io", "v1", "leases", "Lease", true, false, false),
          ResourceKind.builtin("apps", "v1", "deployments", "Deployment", true, true, true).withShortNames("deploy"),
          ResourceKind.builtin("apps", "v1", "replicasets", "ReplicaSet", true, true, true).withShortNames("rs"),
          ResourceKind.builtin("apps", "v1", "statefulsets", "StatefulSet", true, true, true).withShortNames("sts"),
          ResourceKind.builtin("apps", "v1", "daemonsets", "DaemonSet", true, true, true).withShortNames("ds"),
          ResourceKind.builtin("batch", "v1", "jobs", "Job", true, true, true),
          ResourceKind.builtin("batch", "v1", "cronjobs", "CronJob", true, true, true).withShortNames("cj"),
          ResourceKind.builtin("rbac.authorization.k8s.io", "v1", "roles", "Role", true, false, false),
          ResourceKind.builtin("rbac.authorization.k8s.io", "v1", "rolebindings", "RoleBinding", true, false, false),
          ResourceKind.builtin("rbac.authorization.k8s.io", "v1", "clusterroles", "ClusterRole", false, false, false),
          ResourceKind.builtin("rbac.authorization.k8s.io", "v1", "clusterrolebindings", "ClusterRoleBinding", false, false, false));

  private final Map<String, ResourceKind> byCollection = new ConcurrentSkipListMap<>();

  Kinds() {
    BUILTIN.forEach(this::add);
  }

  /** Serves a resource from now on, in place of what had its name. */
  void add(ResourceKind kind) {
    byCollection.put(kind.collection(), kind);
  }

  /** Serves a resource no longer. */
  void remove(String collection) {
    byCollection.remove(collection);
  }

  /** Returns the resource that is served under this part of a path. */
  Optional<ResourceKind> find(String group, String version, String plural) {
    ResourceKind kind = byCollection.get(group.isEmpty() ? plural : plural + "." + group);
    return kind != null && kind.versions().contains(version) ? Optional.of(kind) : Optional.empty();
  }

  /** Returns the resource that is stored under a name. */
  Optional<ResourceKind> stored(String collection) {
    return Optional.ofNullable(byCollection.get(collection));
  }

  /** Whether any resource of a group is served in a version. */
  boolean serves(String group, String version) {
    return all().stream().anyMatch(kind -> kind.group().equals(group) && kind.versions().contains(version));
  }

  Collection<ResourceKind> all() {
    return byCollection.values();
  }
}
