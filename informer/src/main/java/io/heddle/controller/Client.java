package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.DeleteQuery;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import java.io.IOException;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * What a {@link Reconciler} reads and writes with: reads come from the cache and cost no request, writes go to the API server.
 *
 * <p>A client reads its own writes: what a write through it returned is what the cache shows from that moment on, until the watch
 * brings a later state. So a Pod that one run has created is found by the next, and one that it deleted is not. Beyond that, the
 * cache lags behind the server, by milliseconds as a rule; that another writer was faster shows as a conflict when writing.
 *
 * <p><b>Objects from the cache are shared with every other reader and must not be changed.</b> Whoever wants to change one changes a
 * {@linkplain #copy copy}, or leaves that to {@link #edit}:
 *
 * {@snippet :
 * client.edit(backup, b -> b.getSpec().setReplicas(3));
 * client.status().edit(backup, b -> b.getStatus().setPhase("Running"));
 * }
 *
 * <p>Reads never block. Each write blocks until the server has answered. A refusal is an {@link ApiException} with the server's own
 * words; any other {@link IOException}, and an interrupt, leave it unknown whether the write has happened, and the next reconcile
 * finds out. Only types that the manager caches can be read: those a controller is built on, {@linkplain ControllerBuilder#owns owns}
 * or {@linkplain ControllerBuilder#watches watches}, and those given to {@link Manager#cache}. May be used from any thread.
 */
public final class Client {

  /** How often {@code edit} tries: the server refuses that often only if others write the object all the time. */
  private static final int MAX_TRIES = 6;

  private final Transport transport;
  private final Caches caches;
  private final StatusWriter status = new StatusWriter(this);

  Client(Transport transport, Caches caches) {
    this.transport = transport;
    this.caches = caches;
  }

  /**
   * The object of that name in the cache. It is shared: see above.
   *
   * @param type the class of the object
   * @param namespace empty for a type that has none
   * @param name its name
   * @param <T> the class of the object
   * @return the object; empty if the cache holds none
   * @throws IllegalStateException if the manager does not cache the type
   */
  public <T extends HasMetadata> Optional<T> get(Class<T> type, String namespace, String name) {
    return caches.of(type).get(new Request(namespace, name).toString());
  }

  /**
   * The objects of a namespace in the cache, in no particular order. The list is the caller's own, the objects are shared.
   *
   * @param type the class of the objects
   * @param namespace empty for all namespaces
   * @param <T> the class of the objects
   * @return the objects
   * @throws IllegalStateException if the manager does not cache the type
   */
  public <T extends HasMetadata> List<T> list(Class<T> type, String namespace) {
    return caches.of(type).list(namespace);
  }

  /**
   * The objects in the cache that carry an owner reference to {@code owner}, controlling or not, in no particular order: this very
   * object, not one that had its name before. The list is the caller's own, the objects are shared.
   *
   * @param type the class of the objects
   * @param owner an object that the server has created
   * @param <T> the class of the objects
   * @return the objects
   * @throws IllegalArgumentException if the owner has no uid, as it was never created
   * @throws IllegalStateException if the manager does not cache the type
   */
  public <T extends HasMetadata> List<T> ownedBy(Class<T> type, HasMetadata owner) {
    String uid = owner.getMetadata().getUid();
    if (uid == null || uid.isEmpty()) {
      throw new IllegalArgumentException(owner.getKind() + ' ' + Request.of(owner) + " has no uid: only what the server has created can own");
    }
    return caches.of(type).ownedBy(uid);
  }

  /**
   * The object of that name as the server has it now: one request. The cache shows at least this state from then on. Works for
   * types that are not cached, too.
   *
   * @param type the class of the object
   * @param namespace empty for a type that has none
   * @param name its name
   * @param <T> the class of the object
   * @return the object; empty if the server has no such object
   * @throws IOException if the server refuses or cannot be asked
   * @throws InterruptedException if the calling goroutine was interrupted
   */
  public <T extends HasMetadata> Optional<T> fetch(Class<T> type, String namespace, String name) throws IOException, InterruptedException {
    try {
      return Optional.of(answered(transport.get(ResourceType.of(type), namespace, name), type));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /**
   * Creates an object. Instead of a name it may carry a {@code generateName}, for the server to make a name of.
   *
   * @param object what to create; it is left as it is
   * @param <T> the class of the object
   * @return the object as the server stored it: with a uid, a version and its defaults
   * @throws ApiException if the server refuses; {@link ApiException#isAlreadyExists} if the name is taken
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the calling goroutine was interrupted
   */
  public <T extends HasMetadata> T create(T object) throws IOException, InterruptedException {
    Class<T> type = typeOf(object);
    String namespace = object.getMetadata().getNamespace();
    return answered(transport.create(ResourceType.of(type), namespace == null ? "" : namespace, transport.encode(object)), type);
  }

  /**
   * Creates an object from JSON that goes to the server as it stands: for what a user has written, such as a template, and what is the
   * server's to judge. On the way through a model class, fields that the class does not expect would be dropped or changed.
   *
   * @param type what the server answers with
   * @param namespace empty for a type that has none
   * @param json the object as maps, lists, strings, numbers and booleans
   * @param <T> the class of the object
   * @return the object as the server stored it
   * @throws ApiException if the server refuses; {@link ApiException#isAlreadyExists} if the name is taken
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the calling goroutine was interrupted
   */
  public <T extends HasMetadata> T create(Class<T> type, String namespace, Map<String, ?> json) throws IOException, InterruptedException {
    return answered(transport.create(ResourceType.of(type), namespace, transport.encode(json)), type);
  }

  /**
   * Replaces an object by {@code object}, all but its status if the type has a status subresource. If the object carries a resource
   * version, as everything that was read does, this succeeds only if nobody has written it since.
   *
   * @param object the new state; it is left as it is
   * @param <T> the class of the object
   * @return the object as the server stored it
   * @throws ApiException if the server refuses; {@link ApiException#isConflict} if the object has changed
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the calling goroutine was interrupted
   */
  public <T extends HasMetadata> T update(T object) throws IOException, InterruptedException {
    Class<T> type = typeOf(object);
    Request name = Request.of(object);
    return answered(transport.update(ResourceType.of(type), name.namespace(), name.name(), transport.encode(object)), type);
  }

  /**
   * Changes an object, whoever else writes it: applies {@code change} to a copy and writes that; on a conflict reads the object anew
   * from the server and begins again. If the change changes nothing, nothing is written.
   *
   * @param object the object to begin with, most often from the cache; it is left as it is
   * @param change called once for each try, each time with a fresh copy; it must decide from that copy what to do
   * @param <T> the class of the object
   * @return the object as the server stored it, or the newest state read if there was nothing to change
   * @throws ApiException if the server refuses: {@link ApiException#isConflict} if the object was changed by others each time or has
   *     been replaced by another of its name, {@link ApiException#isNotFound} if it is gone
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the calling goroutine was interrupted
   */
  public <T extends HasMetadata> T edit(T object, Consumer<? super T> change) throws IOException, InterruptedException {
    return retryOnConflict(object, change, this::update);
  }

  /**
   * {@linkplain #edit Edits} an object so that it has the finalizer; writes nothing if it has it already.
   *
   * @param object the object to begin with, most often from the cache; it is left as it is
   * @param finalizer the finalizer's name, such as {@code example.com/cleanup}
   * @param <T> the class of the object
   * @return the object as the server stored it, or {@code object} itself if there was nothing to write
   * @throws ApiException if the server refuses, as for {@link #edit}
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the calling goroutine was interrupted
   */
  public <T extends HasMetadata> T addFinalizer(T object, String finalizer) throws IOException, InterruptedException {
    return object.hasFinalizer(finalizer) ? object : edit(object, draft -> draft.addFinalizer(finalizer));
  }

  /**
   * {@linkplain #edit Edits} an object so that it lacks the finalizer; writes nothing if it lacks it already. If the object was marked
   * for deletion and this was its last finalizer, it is gone afterwards.
   *
   * @param object the object to begin with, most often from the cache; it is left as it is
   * @param finalizer the finalizer's name, such as {@code example.com/cleanup}
   * @param <T> the class of the object
   * @return the object as the server stored it, or {@code object} itself if there was nothing to write
   * @throws ApiException if the server refuses, as for {@link #edit}
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the calling goroutine was interrupted
   */
  public <T extends HasMetadata> T removeFinalizer(T object, String finalizer) throws IOException, InterruptedException {
    return object.hasFinalizer(finalizer) ? edit(object, draft -> draft.removeFinalizer(finalizer)) : object;
  }

  /**
   * Deletes an object, this very one and not another that has taken its name since. An object that is gone already counts as deleted.
   *
   * @param object the object, in any state that was read of it
   * @param <T> the class of the object
   * @throws ApiException if the server refuses; {@link ApiException#isConflict} if another object has the name now
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the calling goroutine was interrupted
   */
  public <T extends HasMetadata> void delete(T object) throws IOException, InterruptedException {
    String uid = object.getMetadata().getUid();
    delete(object, uid == null ? DeleteQuery.unconditional() : DeleteQuery.unconditional().withUid(uid));
  }

  /**
   * Deletes an object under conditions. An object that is gone already counts as deleted. One that has finalizers, or a time to end in
   * as Pods have, stays in the cache with a deletion timestamp until it is gone.
   *
   * @param object the object, in any state that was read of it
   * @param query the version or uid it must have, and what becomes of the objects it owns
   * @param <T> the class of the object
   * @throws ApiException if the server refuses; {@link ApiException#isConflict} if a condition does not hold
   * @throws IOException if the server cannot be asked
   * @throws InterruptedException if the calling goroutine was interrupted
   */
  public <T extends HasMetadata> void delete(T object, DeleteQuery query) throws IOException, InterruptedException {
    Class<T> type = typeOf(object);
    Request name = Request.of(object);
    Deletion<T> deletion;
    try {
      byte[] answer = transport.delete(ResourceType.of(type), name.namespace(), name.name(), query);
      deletion = Deletion.of(answer, type, transport);
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      deletion = new Deletion.Done<>();
    }
    Optional<Overlay<T>> cache = caches.find(type);
    switch (deletion) {
      case Deletion.Done<T> done -> cache.ifPresent(overlay -> overlay.gone(object));
      case Deletion.Begun<T> begun -> cache.ifPresent(overlay -> overlay.written(begun.object()));
    }
  }

  /**
   * What writes the status of objects, through their status subresource.
   *
   * @return the writer, the same each time
   */
  public StatusWriter status() {
    return status;
  }

  /**
   * A deep copy, the caller's own to change.
   *
   * @param object what to copy, from the cache or elsewhere
   * @param <T> the class of the object
   * @return the copy
   */
  public <T extends HasMetadata> T copy(T object) {
    return transport.decode(transport.encode(object), typeOf(object));
  }

  <T extends HasMetadata> T updateStatus(T object) throws IOException, InterruptedException {
    Class<T> type = typeOf(object);
    Request name = Request.of(object);
    return answered(transport.updateStatus(ResourceType.of(type), name.namespace(), name.name(), transport.encode(object)), type);
  }

  /** One way of writing an object. */
  @FunctionalInterface
  interface Write<T> {
    T write(T object) throws IOException, InterruptedException;
  }

  <T extends HasMetadata> T retryOnConflict(T object, Consumer<? super T> change, Write<T> write) throws IOException, InterruptedException {
    Class<T> type = typeOf(object);
    T current = object;
    for (int tries = 1; ; tries++) {
      byte[] before = transport.encode(current);
      T draft = transport.decode(before, type);
      change.accept(draft);
      // Compared as the server would see them; the round trip evens out what decoding adds.
      if (Arrays.equals(transport.encode(transport.decode(before, type)), transport.encode(draft))) {
        return current;
      }
      try {
        return write.write(draft);
      } catch (ApiException e) {
        if (!e.isConflict() || tries == MAX_TRIES) {
          throw e;
        }
        Request name = Request.of(object);
        T newest = answered(transport.get(ResourceType.of(type), name.namespace(), name.name()), type);
        if (!newest.getMetadata().getUid().equals(object.getMetadata().getUid())) {
          throw e;
        }
        current = newest;
      }
    }
  }

  /** Decodes what the server answered, and shows it to all readers of the cache before the caller sees it. */
  private <T extends HasMetadata> T answered(byte[] json, Class<T> type) {
    T object = transport.decode(json, type);
    caches.find(type).ifPresent(overlay -> record(overlay, object));
    return object;
  }

  private static <T extends HasMetadata> void record(Overlay<T> overlay, T object) {
    if (Deletion.isOver(object)) {
      overlay.gone(object);
    } else {
      overlay.written(object);
    }
  }

  @SuppressWarnings("unchecked") // the class of an object of type T is a Class<? extends T>, and models are not subclassed
  private static <T extends HasMetadata> Class<T> typeOf(T object) {
    return (Class<T>) object.getClass();
  }
}
