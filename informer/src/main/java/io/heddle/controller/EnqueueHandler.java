package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.informer.ResourceEventHandler;
import io.heddle.kubernetes.ResourceType;
import io.heddle.workqueue.Lane;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.function.BiConsumer;
import java.util.function.BiPredicate;
import java.util.function.Function;

/**
 * Turns what an informer tells into requests: where values go from the cache to the work queue. It never blocks.
 *
 * <p>An update whose resource version did not change tells nothing new and is dropped. A resync says that it is one, and passes: to
 * look again although nothing changed is what it is for. What can wait, the first list and resyncs, is queued behind live changes, so that
 * a change is not kept waiting by a thousand objects that are as they were.
 */
final class EnqueueHandler<W extends HasMetadata> implements ResourceEventHandler<W> {

  private final Function<? super W, ? extends Collection<Request>> requests;
  private final BiPredicate<? super W, ? super W> relevant;
  private final BiConsumer<Request, Lane> queue;

  EnqueueHandler(
      Function<? super W, ? extends Collection<Request>> requests, BiPredicate<? super W, ? super W> relevant, BiConsumer<Request, Lane> queue) {
    this.requests = requests;
    this.relevant = relevant;
    this.queue = queue;
  }

  @Override
  public void onAdd(W object, boolean initialList) {
    enqueue(requests.apply(object), initialList ? Lane.LOW : Lane.NORMAL);
  }

  @Override
  public void onUpdate(W before, W object) {
    if (!Objects.equals(before.getMetadata().getResourceVersion(), object.getMetadata().getResourceVersion()) && isRelevant(before, object)) {
      // The state before counts as well: an object that has changed hands concerns its old owner as much as its new one.
      Set<Request> both = new LinkedHashSet<>(requests.apply(before));
      both.addAll(requests.apply(object));
      enqueue(both, Lane.NORMAL);
    }
  }

  @Override
  public void onResync(W object) {
    enqueue(requests.apply(object), Lane.LOW);
  }

  @Override
  public void onDelete(W last, boolean finalStateKnown) {
    enqueue(requests.apply(last), Lane.NORMAL);
  }

  private void enqueue(Collection<Request> found, Lane lane) {
    found.forEach(request -> queue.accept(request, lane));
  }

  private boolean isRelevant(W before, W object) {
    try {
      return relevant.test(before, object);
    } catch (RuntimeException e) {
      // One reconcile too many is harmless, one too few is not.
      return true;
    }
  }

  /** The request for the object that controls {@code dependent}, if that is of type {@code owner}; the version of the API does not matter. */
  static List<Request> controllerOf(HasMetadata dependent, ResourceType<?> owner) {
    return Owners.controllerOf(dependent)
        .filter(reference -> owner.kind().equals(reference.getKind()) && owner.group().equals(group(reference.getApiVersion())))
        .map(reference -> new Request(owner.namespaced() ? Request.of(dependent).namespace() : "", reference.getName()))
        .map(List::of)
        .orElse(List.of());
  }

  private static String group(String apiVersion) {
    int slash = apiVersion.indexOf('/');
    return slash < 0 ? "" : apiVersion.substring(0, slash);
  }
}
