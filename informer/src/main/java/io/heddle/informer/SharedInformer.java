package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.channels.Context;
import io.heddle.channels.ReceiveChannel;
import io.heddle.kubernetes.ResourceType;
import java.time.Duration;

/**
 * Keeps a cache of the objects of one type and namespace equal to what the API server holds, by one list and one watch, and tells any
 * number of handlers what changes.
 *
 * <p>Get one from {@link SharedInformerFactory#informerFor(Class)}, where everyone who asks for the same type and namespace shares it. All
 * methods may be called from any thread, before the factory is started, while it runs and after it closed.
 *
 * @param <T> the kind of object
 */
public interface SharedInformer<T extends HasMetadata> {
  /**
   * The type of its objects.
   *
   * @return the type
   */
  ResourceType<T> type();

  /**
   * The namespace it is confined to.
   *
   * @return the namespace; the empty string for all
   */
  String namespace();

  /**
   * The cache.
   *
   * @return the cache; empty before the first list arrived, and left as it was when the informer closes
   */
  Indexer<T> indexer();

  /**
   * Adds a handler. Added before the first list arrived, it is told every object of it; added later, it is first told each object of the
   * cache as added, then every later change, none left out and none twice. The same handler may be added more than once, and is then told
   * everything as often.
   *
   * @param handler the handler
   * @return its registration, by which it is removed
   * @throws IllegalStateException if the informer is closed
   */
  HandlerRegistration addHandler(ResourceEventHandler<? super T> handler);

  /**
   * The same events as a channel, for receivers and selects: it begins with an addition per object of the cache, and what is not received
   * is merged object by object as for a handler, so that a receiver that is slow or gone costs no more than a slow handler. Values are sent
   * one at a time, to whichever receiver comes first.
   *
   * @param context ends the subscription when it is cancelled
   * @return an unbuffered channel, closed when the context is cancelled or the informer closes; what was not received then is dropped
   * @throws IllegalStateException if the informer is closed
   */
  ReceiveChannel<Event<T>> events(Context context);

  /**
   * Like {@link #events(Context)}, until the informer closes.
   *
   * @return an unbuffered channel, closed when the informer closes
   * @throws IllegalStateException if the informer is closed
   */
  default ReceiveChannel<Event<T>> events() {
    return events(Context.background());
  }

  /**
   * Whether the cache holds the whole of the first list. Stays true. A handler may still be behind: see
   * {@link HandlerRegistration#hasSynced}.
   *
   * @return whether it does
   */
  boolean hasSynced();

  /**
   * Waits until {@link #hasSynced} is true.
   *
   * @param timeout how long at most; zero or less only looks
   * @return whether it is true
   * @throws InterruptedException if the calling thread is interrupted while it waits
   */
  boolean awaitSync(Duration timeout) throws InterruptedException;

  /**
   * How the informer is doing, for readiness and liveness.
   *
   * @return its health now
   */
  InformerHealth health();
}
