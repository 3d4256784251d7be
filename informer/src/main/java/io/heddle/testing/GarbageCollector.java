package io.heddle.testing;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Takes away objects whose owners are all gone, and keeps an owner that is deleted in the foreground until what it owns is gone.
 *
 * <p>Runs on the control loop's goroutine alone. As every change passes by, it knows every live object and who owns whom without asking.
 */
final class GarbageCollector implements ControlLoop.Part {

  /** Where an object is. */
  private record Place(ResourceKind kind, String namespace, String name, String uid) {}

  private final ObjectStore store;
  private final Resources resources;
  private final Set<String> alive = new HashSet<>();
  private final Map<String, Map<String, Place>> ownedBy = new HashMap<>();

  /** The owners that are on their way out and wait for what they own. */
  private final Map<String, Place> foreground = new HashMap<>();

  GarbageCollector(ObjectStore store, Resources resources) {
    this.store = store;
    this.resources = resources;
  }

  @Override
  public void react(ResourceKind kind, Change change) {
    Stored object = change.after();
    change.before().ifPresent(before -> owners(before).forEach(owner -> forget(owner, before.uid())));
    if (change.deleted()) {
      alive.remove(object.uid());
      dependents(object.uid()).forEach(this::collect);
      ownedBy.remove(object.uid());
      owners(object).forEach(this::foregroundOf);
      return;
    }
    alive.add(object.uid());
    Place place = new Place(kind, object.namespace(), object.name(), object.uid());
    List<String> owners = owners(object);
    for (String owner : owners) {
      ownedBy.computeIfAbsent(owner, unused -> new LinkedHashMap<>()).put(object.uid(), place);
    }
    if (!owners.isEmpty() && owners.stream().noneMatch(alive::contains)) {
      collect(place);
    }
    List<String> finalizers = Json.texts(object.tree(), "metadata", "finalizers");
    if (object.isDeleting() && finalizers.contains(DeleteOptions.ORPHAN)) {
      orphan(place);
    } else if (object.isDeleting() && finalizers.contains(DeleteOptions.FOREGROUND)) {
      foreground.put(object.uid(), place);
      dependents(object.uid()).forEach(this::collectInForeground);
      foregroundOf(object.uid());
    }
  }

  private static List<String> owners(Stored object) {
    List<String> owners = new ArrayList<>();
    for (Object reference : Json.list(object.tree(), "metadata", "ownerReferences")) {
      owners.add(Json.text(reference, "uid"));
    }
    return owners;
  }

  private List<Place> dependents(String uid) {
    return List.copyOf(ownedBy.getOrDefault(uid, Map.of()).values());
  }

  private void forget(String owner, String uid) {
    Map<String, Place> owned = ownedBy.get(owner);
    if (owned != null) {
      owned.remove(uid);
      if (owned.isEmpty()) {
        ownedBy.remove(owner);
      }
    }
  }

  /** Deletes an object that no owner is left of; if some are, only the references to the others go. */
  private void collect(Place place) {
    store
        .find(place.kind().collection(), place.namespace(), place.name())
        .filter(object -> object.uid().equals(place.uid()) && !object.isDeleting())
        .ifPresent(
            object -> {
              if (owners(object).stream().noneMatch(alive::contains)) {
                delete(place, "Background");
              } else {
                resources.amend(
                    place.kind(), object, tree -> dropReferences(tree, reference -> !alive.contains(Json.text(reference, "uid"))));
              }
            });
  }

  private void collectInForeground(Place place) {
    store
        .find(place.kind().collection(), place.namespace(), place.name())
        .filter(object -> object.uid().equals(place.uid()) && !object.isDeleting())
        .ifPresent(object -> delete(place, dependents(place.uid()).isEmpty() ? "Background" : "Foreground"));
  }

  private void delete(Place place, String propagation) {
    try {
      var unused =
          resources.delete(
              place.kind(), place.namespace(), place.name(), new DeleteOptions(place.uid(), "", propagation, -1, false));
    } catch (Refusal gone) {
      // Somebody else was faster.
    }
  }

  /** Lets an owner go that is deleted in the foreground, once nothing it owns holds it back. */
  private void foregroundOf(String owner) {
    Place place = foreground.get(owner);
    if (place == null || dependents(owner).stream().anyMatch(dependent -> blocks(dependent, owner))) {
      return;
    }
    foreground.remove(owner);
    dropFinalizer(place, DeleteOptions.FOREGROUND);
  }

  private boolean blocks(Place dependent, String owner) {
    return store
        .find(dependent.kind().collection(), dependent.namespace(), dependent.name())
        .filter(object -> object.uid().equals(dependent.uid()))
        .stream()
        .flatMap(object -> Json.list(object.tree(), "metadata", "ownerReferences").stream())
        .anyMatch(reference -> Json.text(reference, "uid").equals(owner) && Json.flag(reference, "blockOwnerDeletion"));
  }

  private void orphan(Place owner) {
    for (Place place : dependents(owner.uid())) {
      store
          .find(place.kind().collection(), place.namespace(), place.name())
          .ifPresent(
              object ->
                  resources.amend(
                      place.kind(), object, tree -> dropReferences(tree, reference -> Json.text(reference, "uid").equals(owner.uid()))));
    }
    dropFinalizer(owner, DeleteOptions.ORPHAN);
  }

  private static Map<String, @Nullable Object> dropReferences(
      Map<String, @Nullable Object> tree, java.util.function.Predicate<@Nullable Object> unwanted) {
    List<@Nullable Object> left = new ArrayList<>(Json.list(tree, "metadata", "ownerReferences"));
    left.removeIf(unwanted);
    Json.set(Json.child(tree, "metadata"), "ownerReferences", left.isEmpty() ? null : left);
    return tree;
  }

  private void dropFinalizer(Place place, String finalizer) {
    store
        .find(place.kind().collection(), place.namespace(), place.name())
        .ifPresent(object -> resources.amend(place.kind(), object, tree -> withoutFinalizer(tree, finalizer)));
  }

  /** Takes one finalizer off an object. */
  static Map<String, @Nullable Object> withoutFinalizer(Map<String, @Nullable Object> tree, String finalizer) {
    List<@Nullable Object> left = new ArrayList<>(Json.list(tree, "metadata", "finalizers"));
    left.remove(finalizer);
    Json.set(Json.child(tree, "metadata"), "finalizers", left.isEmpty() ? null : left);
    return tree;
  }
}
