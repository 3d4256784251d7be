package io.heddle.testing;

/** Serves the resources that CustomResourceDefinitions bring, and takes them away with all their objects. */
final class DefinitionKeeper implements ControlLoop.Part {

  private final ObjectStore store;
  private final Kinds kinds;
  private final Resources resources;
  private final WatchHub watches;
  private final Timeline timeline;

  DefinitionKeeper(ObjectStore store, Kinds kinds, Resources resources, WatchHub watches, Timeline timeline) {
    this.store = store;
    this.kinds = kinds;
    this.resources = resources;
    this.watches = watches;
    this.timeline = timeline;
  }

  @Override
  public void react(ResourceKind kind, Change change) {
    Stored object = change.after();
    if (kind.isDefinitions()) {
      if (change.deleted()) {
        kinds.remove(object.name());
        watches.orderAll(object.name(), WatchSession.Order.END);
      } else if (object.isDeleting()) {
        deleteObjects(object);
      } else {
        serve(object);
      }
    } else if (kind.custom() && change.deleted()) {
      store.find(Kinds.DEFINITIONS.collection(), "", kind.collection()).filter(Stored::isDeleting).ifPresent(this::finish);
    }
  }

  private void serve(Stored definition) {
    kinds.add(Definitions.resource(definition.tree()));
    if (Json.list(definition.tree(), "status", "conditions").isEmpty()) {
      resources.amend(
          Kinds.DEFINITIONS,
          definition,
          tree -> {
            tree.put("status", Definitions.established(tree, timeline.stamp()));
            return tree;
          });
    }
  }

  private void deleteObjects(Stored definition) {
    kinds
        .stored(definition.name())
        .ifPresent(
            kind -> {
              for (Stored object : store.list(kind.collection())) {
                if (!object.isDeleting()) {
                  var unused = resources.delete(kind, object.namespace(), object.name(), DeleteOptions.now(object));
                }
              }
            });
    finish(definition);
  }

  private void finish(Stored definition) {
    if (store.list(definition.name()).isEmpty()) {
      resources.amend(
          Kinds.DEFINITIONS, definition, tree -> GarbageCollector.withoutFinalizer(tree, Definitions.CLEANUP));
    }
  }
}
