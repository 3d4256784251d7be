package io.heddle.informer;

import java.time.Duration;

/**
 * A handler's place at an informer: how far it has come, and the way to remove it. All methods may be called from any thread, the handler's
 * own included.
 */
public interface HandlerRegistration extends AutoCloseable {
  /**
   * Whether the handler has returned from every object of the list that it began with: the informer's first one, or what the cache held if
   * the handler came later. Stays true.
   *
   * @return whether it has
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
   * The number of objects with something yet to tell. It is bounded by the number of objects the handler knows or is to know, however far
   * it is behind.
   *
   * @return the number
   */
  int pending();

  /**
   * Removes the handler, and drops what it was not told yet. Never blocks: a call of the handler that is running or about to begin goes on,
   * and is the last one. A second call does nothing.
   */
  @Override
  void close();
}
