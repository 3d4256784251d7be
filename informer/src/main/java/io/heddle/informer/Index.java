package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.OwnerReference;
import java.util.Collection;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The keys of the objects that a function files under each value. Immutable, but for the count of the function's failures.
 *
 * @param <T> the kind of object
 */
final class Index<T extends HasMetadata> {
  private static final Logger log = LoggerFactory.getLogger(Index.class);

  private final String name;
  private final Function<? super T, ? extends Collection<String>> function;
  private final PersistentMap<PersistentMap<String>> buckets; // None is empty; each key is its own value.
  private final Seldom failures;

  private Index(
      String name,
      Function<? super T, ? extends Collection<String>> function,
      PersistentMap<PersistentMap<String>> buckets,
      Seldom failures) {
    this.name = name;
    this.function = function;
    this.buckets = buckets;
    this.failures = failures;
  }

  static <T extends HasMetadata> Index<T> of(String name, Function<? super T, ? extends Collection<String>> function) {
    return new Index<>(name, function, PersistentMap.empty(), new Seldom());
  }

  static Set<String> namespaces(HasMetadata object) {
    String namespace = object.getMetadata().getNamespace();
    return Set.of(namespace == null ? "" : namespace);
  }

  static Set<String> ownerUids(HasMetadata object) {
    Stream<OwnerReference> owners = object.getMetadata().getOwnerReferences().stream();
    return owners.map(OwnerReference::getUid).filter(Objects::nonNull).collect(Collectors.toSet());
  }

  String name() {
    return name;
  }

  PersistentMap<String> keys(String value) {
    return keys(buckets, value);
  }

  private static PersistentMap<String> keys(PersistentMap<PersistentMap<String>> buckets, String value) {
    PersistentMap<String> keys = buckets.get(value);
    return keys == null ? PersistentMap.empty() : keys;
  }

  Set<String> values() {
    return buckets.keys();
  }

  /** This index with an object filed where it belongs now; this very index if that is where it was. */
  Index<T> moved(String key, @Nullable T before, @Nullable T now) {
    Set<String> old = valuesOf(key, before);
    Set<String> fresh = valuesOf(key, now);
    if (old.equals(fresh)) {
      return this;
    }
    PersistentMap<PersistentMap<String>> changed = buckets;
    for (String value : old) {
      PersistentMap<String> rest = keys(changed, value).without(key);
      changed = rest.isEmpty() ? changed.without(value) : changed.with(value, rest);
    }
    for (String value : fresh) {
      changed = changed.with(value, keys(changed, value).with(key, key));
    }
    return new Index<>(name, function, changed, failures);
  }

  private Set<String> valuesOf(String key, @Nullable T object) {
    if (object == null) {
      return Set.of();
    }
    try {
      return Set.copyOf(function.apply(object));
    } catch (OutOfMemoryError e) {
      throw e; // Not the function's fault, and no reason to show less than there is.
    } catch (RuntimeException | Error e) {
      if (failures.isDue()) {
        log.error("index function failed, the object is left out of the index index={} key={} failures={}", name, key, failures.count(), e);
      }
      return Set.of();
    }
  }
}
