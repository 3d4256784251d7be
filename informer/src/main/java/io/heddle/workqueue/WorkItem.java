package io.heddle.workqueue;

/**
 * A key's place in a {@link WorkQueue}. Who has it can name the key to the queue without a look-up.
 *
 * <p>{@link WorkQueue#getItem} hands out a key together with its place, to be used until {@link #done}. {@link WorkQueue#pin} gives a key a place that lasts, for those who add the same
 * key often: an {@link #add()} to it neither hashes nor allocates.
 *
 * <p>All methods may be called from any thread, and none blocks.
 *
 * @param <K> the keys of the queue
 */
public sealed interface WorkItem<K> permits Node {
  /**
   * Returns the key.
   *
   * @return the key
   */
  K key();

  /**
   * Returns the lane from which the key was handed out, or, if it was added since, the one it waits for. A worker that adds a key again may use it so that the key keeps its urgency.
   *
   * @return the lane
   */
  Lane lane();

  /** The same as {@link WorkQueue#add(Object)} with this key. */
  default void add() {
    add(Lane.NORMAL);
  }

  /**
   * The same as {@link WorkQueue#add(Object, Lane)} with this key.
   *
   * @param lane how urgent the key is
   */
  void add(Lane lane);

  /**
   * The same as {@link WorkQueue#done(Object)} with this key.
   *
   * @throws IllegalStateException if nobody has the key
   */
  void done();

  /**
   * Gives up the lasting place. The key is forgotten as soon as it is neither queued nor worked on. This object may still be used, but is no faster than its key then. Does nothing for a
   * key that is not pinned.
   */
  void unpin();
}
