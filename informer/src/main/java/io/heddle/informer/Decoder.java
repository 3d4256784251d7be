package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.ListMeta;
import io.fabric8.kubernetes.api.model.PartialObjectMetadata;
import io.fabric8.kubernetes.api.model.Status;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Turns what the server sends into objects.
 *
 * <p>One object that does not fit its class must not stop all others. It is told to the log and passed over; if the cache holds an earlier
 * state of it, that stays.
 *
 * @param <T> the kind of object
 */
final class Decoder<T extends HasMetadata> {
  private static final Logger log = LoggerFactory.getLogger(Decoder.class);

  /**
   * One page of a list.
   *
   * @param items its objects
   * @param resourceVersion the version of the whole list
   * @param continueToken asks for the next page; the empty string on the last one
   */
  record Page<T extends HasMetadata>(List<T> items, String resourceVersion, String continueToken) {}

  private final String informer;
  private final Transport transport;
  private final ResourceType<T> type;
  private final Lister<T> cache;
  private final InformerMeters meters;
  private final Seldom unreadable = new Seldom();

  Decoder(Source<T> source, Lister<T> cache, InformerMeters meters) {
    this.informer = source.name();
    this.transport = source.transport();
    this.type = source.type();
    this.cache = cache;
    this.meters = meters;
  }

  /**
   * Decodes a page of a list. An object of which the cache holds the same version is taken from there, so that a list does not hold twice
   * what did not change.
   *
   * @throws IOException if it is no list
   */
  Page<T> page(byte[] json) throws IOException {
    try {
      Map<String, JsonSlice> members = JsonSlice.of(json).members();
      JsonSlice metadata = members.get("metadata");
      JsonSlice items = members.get("items");
      if (metadata == null || items == null) {
        throw new IOException("the answer to a list of " + type + " is no list: it has the members " + members.keySet());
      }
      ListMeta meta = transport.decode(metadata.bytes(), ListMeta.class);
      List<T> objects = new ArrayList<>();
      for (JsonSlice item : items.elements()) {
        listed(item).ifPresent(objects::add);
      }
      return new Page<>(objects, orEmpty(meta.getResourceVersion()), orEmpty(meta.getContinue()));
    } catch (IllegalArgumentException e) {
      throw new IOException("the answer to a list of " + type + " cannot be read: " + e.getMessage(), e);
    }
  }

  private Optional<T> listed(JsonSlice item) {
    try {
      T object = object(item);
      return Optional.of(cache.get(Indexer.key(object)).filter(cached -> isSameVersion(cached, object)).orElse(object));
    } catch (IllegalArgumentException e) {
      passOver("an object of a list cannot be read, it is left as it was in the cache", e);
      return key(item).flatMap(cache::get);
    }
  }

  private static boolean isSameVersion(HasMetadata one, HasMetadata other) {
    return Objects.equals(one.getMetadata().getResourceVersion(), other.getMetadata().getResourceVersion())
        && Objects.equals(one.getMetadata().getUid(), other.getMetadata().getUid());
  }

  private Optional<String> key(JsonSlice item) {
    try {
      return Optional.of(Indexer.key(transport.decode(item.bytes(), PartialObjectMetadata.class)));
    } catch (IllegalArgumentException e) {
      return Optional.empty();
    }
  }

  /**
   * Decodes a frame of a watch.
   *
   * @throws IOException if it is no event, so that nothing is known of what was to come with it
   */
  WatchEvent<T> event(byte[] frame) throws IOException {
    String kind;
    JsonSlice object;
    try {
      Map<String, JsonSlice> members = JsonSlice.of(frame).members();
      kind = Objects.requireNonNull(members.get("type"), "type").text();
      object = Objects.requireNonNull(members.get("object"), "object");
    } catch (IllegalArgumentException | NullPointerException e) {
      throw new IOException("a frame of the watch of " + type + " cannot be read: " + e.getMessage(), e);
    }
    try {
      return switch (kind) {
        case "ADDED" -> new WatchEvent.Added<>(versioned(object));
        case "MODIFIED" -> new WatchEvent.Modified<>(versioned(object));
        case "DELETED" -> new WatchEvent.Deleted<>(versioned(object));
        case "BOOKMARK" -> new WatchEvent.Bookmark<>(bookmark(object));
        case "ERROR" -> new WatchEvent.Refused<>(new ApiException("watch of " + type, transport.decode(object.bytes(), Status.class)));
        default -> throw new IllegalArgumentException("no type of event that is known: " + kind);
      };
    } catch (IllegalArgumentException e) {
      passOver("an event cannot be read, it is passed over", e);
      return new WatchEvent.Unreadable<>(orEmpty(e.getMessage()));
    }
  }

  private String bookmark(JsonSlice object) {
    String version = ResourceVersions.of(transport.decode(object.bytes(), PartialObjectMetadata.class));
    if (version.isEmpty()) {
      throw new IllegalArgumentException("a bookmark has no metadata.resourceVersion");
    }
    return version;
  }

  private T versioned(JsonSlice slice) {
    T object = object(slice);
    if (ResourceVersions.of(object).isEmpty()) {
      throw new IllegalArgumentException(type.kind() + " " + Indexer.key(object) + " has no metadata.resourceVersion");
    }
    return object;
  }

  private T object(JsonSlice slice) {
    JsonSlice kind = slice.members().get("kind"); // The items of a list have none.
    if (kind != null && !kind.text().equals(type.kind())) {
      throw new IllegalArgumentException("expected an object of kind " + type.kind() + ", not of kind " + kind.text());
    }
    try {
      T object = transport.decode(slice.bytes(), type.type());
      Indexer.key(object); // Refuses an object without a name.
      return object;
    } catch (RuntimeException | StackOverflowError e) { // Of whatever kind: one object must not stop the others.
      throw new IllegalArgumentException(e.getMessage() == null ? e.toString() : e.getMessage(), e);
    }
  }

  private void passOver(String what, IllegalArgumentException e) {
    meters.unreadable();
    if (unreadable.isDue()) {
      log.error("{} informer={} count={} reason=\"{}\"", what, informer, unreadable.count(), e.getMessage());
    }
  }

  private static String orEmpty(@Nullable String text) {
    return text == null ? "" : text;
  }
}
