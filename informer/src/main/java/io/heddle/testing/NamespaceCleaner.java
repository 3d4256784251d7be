package io.heddle.testing;

import java.util.List;

/** Empties a namespace that is deleted, and lets it go when nothing is left in it. */
final class NamespaceCleaner implements ControlLoop.Part {

  private final ObjectStore store;
  private final Kinds kinds;
  private final Resources resources;

  NamespaceCleaner(ObjectStore store, Kinds kinds, Resources resources) {
    this.store = store;
    this.kinds = kinds;
    this.resources = resources;
  }

  @Override
  public void react(ResourceKind kind, Change change) {
    Stored object = change.after();
    if (kind.isNamespaces() && !change.deleted() && object.isDeleting()) {
      deleteContent(object.name());
      finish(object);
    } else if (change.deleted() && !object.namespace().isEmpty()) {
      store.find(Kinds.NAMESPACES.collection(), "", object.namespace()).filter(Stored::isDeleting).ifPresent(this::finish);
    }
  }

  private void deleteContent(String namespace) {
    for (ResourceKind kind : List.copyOf(kinds.all())) {
      for (Stored object : store.list(kind.collection())) {
        if (object.namespace().equals(namespace) && !object.isDeleting()) {
          var unused = resources.delete(kind, namespace, object.name(), new DeleteOptions(object.uid(), "", "Background", -1, false));
        }
      }
    }
  }

  private void finish(Stored namespace) {
    boolean empty =
        kinds.all().stream()
            .flatMap(kind -> store.list(kind.collection()).stream())
            .noneMatch(object -> object.namespace().equals(namespace.name()));
    if (empty) {
      resources.amend(
          Kinds.NAMESPACES,
          namespace,
          tree -> {
            Json.child(tree, "spec").remove("finalizers");
            return tree;
          });
    }
  }

  /** Creates the namespaces that every cluster has. */
  void begin() {
    for (String name : List.of("default", "kube-system", "kube-public", "kube-node-lease")) {
      if (store.find(Kinds.NAMESPACES.collection(), "", name).isEmpty()) {
        var unused = resources.create(Kinds.NAMESPACES, "", Json.of("metadata", Json.of("name", name)), Write.internal("v1"));
      }
    }
  }
}
