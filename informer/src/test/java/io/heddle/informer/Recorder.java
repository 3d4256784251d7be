package io.heddle.informer;

import io.fabric8.kubernetes.api.model.ConfigMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;

/** A handler that notes what it is told, and checks that it is a history that can be. */
final class Recorder implements ResourceEventHandler<ConfigMap> {
  final List<String> told = new CopyOnWriteArrayList<>();
  final List<String> violations = new CopyOnWriteArrayList<>();
  final List<Boolean> initial = new CopyOnWriteArrayList<>();

  private final Map<String, ConfigMap> known = new TreeMap<>(); // Guarded by this handler being called by one thread at a time.
  private volatile Map<String, String> versions = Map.of();

  @Override
  public void onAdd(ConfigMap object, boolean initialList) {
    initial.add(initialList);
    note(new Event.Added<>(object, initialList), known.put(Indexer.key(object), object) == null);
  }

  @Override
  public void onUpdate(ConfigMap before, ConfigMap object) {
    boolean later = Long.parseLong(TestObjects.versionOf(object)) > Long.parseLong(TestObjects.versionOf(before));
    note(new Event.Updated<>(before, object, false), before.equals(known.put(Indexer.key(object), object)) && later);
  }

  @Override
  public void onResync(ConfigMap object) {
    note(new Event.Updated<>(object, object, true), object.equals(known.put(Indexer.key(object), object)));
  }

  @Override
  public void onDelete(ConfigMap last, boolean finalStateKnown) {
    ConfigMap before = known.remove(Indexer.key(last));
    note(new Event.Deleted<>(last, finalStateKnown), before != null && before.getMetadata().getUid().equals(last.getMetadata().getUid()));
  }

  private void note(Event<ConfigMap> event, boolean possible) {
    String what = TestObjects.told(event);
    if (!possible) {
      violations.add(what + " after " + told);
    }
    versions = MemoryServer.versions(known.values());
    told.add(what);
  }

  /** The version of each object, as far as this handler was told. */
  Map<String, String> versions() {
    return versions;
  }
}
