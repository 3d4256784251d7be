package io.heddle.testing;

import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.function.UnaryOperator;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Create, update and delete: what the server lets happen to objects, and what it adds of its own.
 *
 * <p>Each operation runs under the store's lock from its first look to its write, so it is atomic, and what it refuses has changed nothing.
 */
final class Resources {

  /** What of an object a write is about. */
  enum Part {
    MAIN,
    STATUS
  }

  /** What is left of a deletion: the object may be gone, or wait for its finalizers or its Pod's end. */
  record Deletion(Stored object, boolean gone) {}

  /** The metadata that belongs to the server: what a client says of it is not heard. */
  private static final List<String> OWN =
      List.of(
          "name", "namespace", "uid", "resourceVersion", "generation", "creationTimestamp", "deletionTimestamp",
          "deletionGracePeriodSeconds");

  private static final String SUFFIX_LETTERS = "bcdfghjklmnpqrstvwxz2456789";

  private final ObjectStore store;
  private final Timeline timeline;
  private final RandomGenerator random;

  Resources(ObjectStore store, Timeline timeline, RandomGenerator random) {
    this.store = store;
    this.timeline = timeline;
    this.random = random;
  }

  /** Returns an object. */
  Stored get(ResourceKind kind, String namespace, String name) {
    return store.locked(() -> existing(kind, namespace, name));
  }

  private Stored existing(ResourceKind kind, String namespace, String name) {
    return store.findLocked(kind.collection(), namespace, name).orElseThrow(() -> Refusal.notFound(kind, name));
  }

  /** Creates an object; takes over the tree. */
  Stored create(ResourceKind kind, String namespace, Map<String, @Nullable Object> tree, Write write) {
    return store.locked(() -> createLocked(kind, namespace, tree, write));
  }

  private Stored createLocked(ResourceKind kind, String namespace, Map<String, @Nullable Object> tree, Write write) {
    write.checkEnvelope(kind, tree);
    Map<String, @Nullable Object> said = Json.object(tree, "metadata");
    checkNamespace(namespace, said);
    String name = Json.text(said, "name");
    if (kind.namespaced()) {
      checkNamespaceIsOpen(kind, namespace, name);
    }
    if (!Json.text(said, "resourceVersion").isEmpty()) {
      throw Refusal.plain(500, "resourceVersion should not be set on objects to be created");
    }
    if (name.isEmpty() && !Json.text(said, "generateName").isEmpty()) {
      name = generatedName(Json.text(said, "generateName"));
    }
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    Json.set(metadata, "name", name);
    Json.set(metadata, "namespace", kind.namespaced() ? namespace : "");
    metadata.put("uid", uid());
    metadata.put("resourceVersion", "");
    if (kind.counted()) {
      metadata.put("generation", 1);
    }
    metadata.put("creationTimestamp", timeline.stamp());
    addSaid(metadata, said);
    tree.put("metadata", metadata);
    beginStatus(kind, tree);
    List<FieldError> errors = new ArrayList<>(NameRules.validate(kind, metadata));
    errors.addAll(Rules.apply(kind, tree, write));
    if (!errors.isEmpty()) {
      throw Refusal.invalid(kind, Json.text(metadata, "name"), errors);
    }
    if (store.findLocked(kind.collection(), namespace, name).isPresent()) {
      throw Refusal.alreadyExists(kind, name);
    }
    return write.dryRun() ? unwritten(tree) : store.putLocked(kind.collection(), tree);
  }

  /** Takes over the metadata that is the client's to say. */
  private static void addSaid(Map<String, @Nullable Object> metadata, Map<String, @Nullable Object> said) {
    said.forEach(
        (key, value) -> {
          boolean empty = value == null || (value instanceof Map<?, ?> map && map.isEmpty()) || (value instanceof List<?> list && list.isEmpty());
          if (!OWN.contains(key) && !key.equals("managedFields") && !key.equals("selfLink") && !empty) {
            metadata.put(key, value);
          }
        });
  }

  private void beginStatus(ResourceKind kind, Map<String, @Nullable Object> tree) {
    if (kind.statusSubresource()) {
      tree.remove("status");
    }
    if (kind.isPods()) {
      tree.put("status", PodRules.initialStatus());
    } else if (kind.isNamespaces()) {
      Map<String, @Nullable Object> metadata = Json.child(tree, "metadata");
      Json.child(metadata, "labels").put("kubernetes.io/metadata.name", Json.text(metadata, "name"));
      tree.put("spec", Json.of("finalizers", List.of("kubernetes")));
      tree.put("status", Json.of("phase", "Active"));
    } else if (kind.isDefinitions()) {
      Map<String, @Nullable Object> metadata = Json.child(tree, "metadata");
      List<@Nullable Object> finalizers = new ArrayList<>(Json.list(metadata, "finalizers"));
      finalizers.add(Definitions.CLEANUP);
      metadata.put("finalizers", finalizers);
    }
  }

  private static void checkNamespace(String namespace, Map<String, @Nullable Object> said) {
    String own = Json.text(said, "namespace");
    if (!own.isEmpty() && !own.equals(namespace)) {
      throw Refusal.badRequest("the namespace of the provided object does not match the namespace sent on the request");
    }
  }

  private void checkNamespaceIsOpen(ResourceKind kind, String namespace, String name) {
    Stored object = existing(Kinds.NAMESPACES, "", namespace);
    if (object.isDeleting()) {
      throw Refusal.terminating(kind, name, namespace);
    }
  }

  private String generatedName(String prefix) {
    StringBuilder name = new StringBuilder(prefix.length() > 58 ? prefix.substring(0, 58) : prefix);
    for (int i = 0; i < 5; i++) {
      name.append(SUFFIX_LETTERS.charAt(random.nextInt(SUFFIX_LETTERS.length())));
    }
    return name.toString();
  }

  private String uid() {
    // The bits that say of a UUID that it is a random one.
    long high = (random.nextLong() & ~0xf000L) | 0x4000L;
    long low = (random.nextLong() & ~(0b11L << 62)) | (0b10L << 62);
    return new UUID(high, low).toString();
  }

  /** Replaces an object, or its status; takes over the tree. */
  Stored update(ResourceKind kind, String namespace, String name, Map<String, @Nullable Object> tree, Part part, Write write) {
    return store.locked(() -> updateLocked(kind, namespace, name, tree, part, write));
  }

  /** Replaces an object by what {@code change} makes of a copy of it. */
  Stored patch(
      ResourceKind kind,
      String namespace,
      String name,
      UnaryOperator<Map<String, @Nullable Object>> change,
      Part part,
      Write write) {
    return store.locked(
        () -> {
          Map<String, @Nullable Object> tree = write.view(kind, existing(kind, namespace, name));
          return updateLocked(kind, namespace, name, change.apply(tree), part, write);
        });
  }

  private Stored updateLocked(
      ResourceKind kind, String namespace, String name, Map<String, @Nullable Object> tree, Part part, Write write) {
    write.checkEnvelope(kind, tree);
    Map<String, @Nullable Object> said = Json.object(tree, "metadata");
    checkNamespace(namespace, said);
    String saidName = Json.text(said, "name");
    if (!saidName.equals(name)) {
      throw Refusal.badRequest("the name of the object (" + saidName + ") does not match the name on the URL (" + name + ")");
    }
    Stored before = existing(kind, namespace, name);
    checkVersion(kind, before, said);
    Map<String, @Nullable Object> after = merged(kind, before, tree, part);
    List<FieldError> errors = new ArrayList<>(NameRules.validateUpdate(Json.object(after, "metadata")));
    errors.addAll(newFinalizers(before, after));
    errors.addAll(Rules.apply(kind, after, write));
    if (kind.isPods() && errors.isEmpty()) {
      errors.addAll(PodRules.validateUpdate(before.tree(), after));
    }
    if (!errors.isEmpty()) {
      throw Refusal.invalid(kind, name, errors);
    }
    if (after.equals(before.tree())) {
      return before;
    }
    if (kind.counted() && part == Part.MAIN && !wanted(kind, after).equals(wanted(kind, before.tree()))) {
      raiseGeneration(after);
    }
    if (write.dryRun()) {
      return unwritten(after);
    }
    if (isOver(after)) {
      store.removeLocked(kind.collection(), before);
      return unwritten(after);
    }
    return store.putLocked(kind.collection(), after);
  }

  private static void checkVersion(ResourceKind kind, Stored before, Map<String, @Nullable Object> said) {
    String uid = Json.text(said, "uid");
    if (!uid.isEmpty() && !uid.equals(before.uid())) {
      throw Refusal.conflict(
          kind,
          before.name(),
          "StorageError: invalid object, Code: 4, Key: /registry/" + (kind.group().isEmpty() ? "" : kind.group() + "/") + kind.plural()
              + "/" + (before.namespace().isEmpty() ? "" : before.namespace() + "/") + before.name()
              + ", ResourceVersion: 0, AdditionalErrorMsg: Precondition failed: UID in precondition: " + uid
              + ", UID in object meta: " + before.uid());
    }
    String version = Json.text(said, "resourceVersion");
    if (version.isEmpty()) {
      if (kind.custom()) {
        throw Refusal.unversionedUpdate(kind, before.name());
      }
    } else if (!version.chars().allMatch(c -> c >= '0' && c <= '9')) {
      throw Refusal.plain(500, "strconv.ParseUint: parsing \"" + version + "\": invalid syntax");
    } else if (!version.equals(Long.toString(before.version()))) {
      throw Refusal.conflict(
          kind, before.name(), "the object has been modified; please apply your changes to the latest version and try again");
    }
  }

  /** Returns what the object shall be: the new one where the client may say, the old one where not. */
  private static Map<String, @Nullable Object> merged(
      ResourceKind kind, Stored before, Map<String, @Nullable Object> tree, Part part) {
    Map<String, @Nullable Object> metadata = new LinkedHashMap<>();
    for (String own : OWN) {
      Json.set(metadata, own, Json.at(before.tree(), "metadata", own));
    }
    boolean onlyStatus = part == Part.STATUS;
    addSaid(metadata, Json.object(onlyStatus && kind.custom() ? before.tree() : tree, "metadata"));
    if (onlyStatus) {
      Map<String, @Nullable Object> after = Json.copy(before.tree());
      after.put("metadata", metadata);
      Json.set(after, "status", tree.get("status"));
      return after;
    }
    tree.put("metadata", metadata);
    if (kind.statusSubresource()) {
      Json.set(tree, "status", Json.copy(before.tree().get("status")));
    }
    return tree;
  }

  private static List<FieldError> newFinalizers(Stored before, Map<String, @Nullable Object> after) {
    List<String> added = Json.texts(after, "metadata", "finalizers");
    added.removeAll(Json.texts(before.tree(), "metadata", "finalizers"));
    return !before.isDeleting() || added.isEmpty()
        ? List.of()
        : List.of(
            FieldError.forbidden(
                "metadata.finalizers",
                "no new finalizers can be added if the object is being deleted, found new finalizers []string{\""
                    + String.join("\", \"", added) + "\"}"));
  }

  /** Returns the part of an object that says what is wanted: all but metadata, and but the status where that is written on its own. */
  private static Map<String, @Nullable Object> wanted(ResourceKind kind, Map<String, @Nullable Object> tree) {
    Map<String, @Nullable Object> part = new LinkedHashMap<>(tree);
    part.remove("metadata");
    if (kind.statusSubresource()) {
      part.remove("status");
    }
    return part;
  }

  private static void raiseGeneration(Map<String, @Nullable Object> tree) {
    long generation = Json.number(0, tree, "metadata", "generation");
    if (generation > 0) {
      Json.child(tree, "metadata").put("generation", Json.number(generation + 1));
    }
  }

  /** Whether an object that was to be deleted has nothing left that keeps it. */
  private static boolean isOver(Map<String, @Nullable Object> tree) {
    return Json.at(tree, "metadata", "deletionTimestamp") != null
        && Json.number(0, tree, "metadata", "deletionGracePeriodSeconds") == 0
        && Json.list(tree, "metadata", "finalizers").isEmpty()
        && Json.list(tree, "spec", "finalizers").isEmpty();
  }

  /** Returns a state that was not stored and so has the version of the one before. */
  private static Stored unwritten(Map<String, @Nullable Object> tree) {
    String version = Json.text(tree, "metadata", "resourceVersion");
    return Stored.at(version.isEmpty() ? 0 : Long.parseLong(version), tree);
  }

  /**
   * Changes an object as the cluster's own controllers do: without rules, and without a conflict. The object may be gone by now, or be
   * another of the same name; then nothing happens.
   */
  void amend(ResourceKind kind, Stored object, UnaryOperator<Map<String, @Nullable Object>> change) {
    store.locked(
        () -> {
          Optional<Stored> before =
              store.findLocked(kind.collection(), object.namespace(), object.name()).filter(it -> it.uid().equals(object.uid()));
          if (before.isPresent()) {
            Map<String, @Nullable Object> after = change.apply(Json.copy(before.get().tree()));
            if (isOver(after)) {
              store.removeLocked(kind.collection(), before.get());
            } else if (!after.equals(before.get().tree())) {
              store.putLocked(kind.collection(), after);
            }
          }
          return before;
        });
  }

  /** Deletes an object, or marks it so that it goes when nothing keeps it any more. */
  Deletion delete(ResourceKind kind, String namespace, String name, DeleteOptions options) {
    return store.locked(() -> deleteLocked(kind, existing(kind, namespace, name), options));
  }

  private Deletion deleteLocked(ResourceKind kind, Stored before, DeleteOptions options) {
    options.check(kind, before);
    if (kind.isNamespaces() && before.name().equals("default")) {
      throw Refusal.forbidden(kind, before.name(), "this namespace may not be deleted");
    }
    if (options.dryRun()) {
      return new Deletion(before, true);
    }
    Map<String, @Nullable Object> after = Json.copy(before.tree());
    Map<String, @Nullable Object> metadata = Json.child(after, "metadata");
    options.addFinalizers(metadata);
    boolean kept = !Json.list(metadata, "finalizers").isEmpty() || !Json.list(after, "spec", "finalizers").isEmpty();
    if (!kept && !kind.isPods()) {
      store.removeLocked(kind.collection(), before);
      return new Deletion(before, true);
    }
    long grace = kind.isPods() ? options.graceSeconds(before) : 0;
    if (!before.isDeleting()) {
      raiseGeneration(after);
    }
    if (!before.isDeleting() || grace < Json.number(0, metadata, "deletionGracePeriodSeconds")) {
      Instant end = timeline.now().plusSeconds(grace);
      metadata.put("deletionTimestamp", Timeline.stamp(end));
      if (!kind.isNamespaces()) {
        metadata.put("deletionGracePeriodSeconds", Json.number(grace));
      }
    }
    if (kind.isNamespaces()) {
      Json.child(after, "status").put("phase", "Terminating");
    }
    Stored marked = after.equals(before.tree()) ? before : store.putLocked(kind.collection(), after);
    if (isOver(marked.tree())) {
      store.removeLocked(kind.collection(), marked);
    }
    return new Deletion(marked, false);
  }
}
