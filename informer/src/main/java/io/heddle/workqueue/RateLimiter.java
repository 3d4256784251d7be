package io.heddle.workqueue;

import java.time.Duration;

/**
 * Says how long a key must wait before it is worked on again.
 *
 * <p>{@link WorkQueue#addRateLimited} asks once for each failed attempt. An implementation may be called from many threads at once, must not block, and holds nothing for a key after
 * {@link #forget}. {@link RateLimiters} has those of client-go, to be used alone or combined.
 *
 * @param <K> the keys of the queue
 */
public interface RateLimiter<K> {

  /**
   * Counts one more failure of the key and returns how long it has to wait.
   *
   * @param key the key that failed
   * @return the time from now until the key may be worked on, zero or more
   */
  Duration next(K key);

  /**
   * Forgets the key's failures: its next wait is as short as that of a key never seen. Called when the key succeeded, or when it is given up.
   *
   * @param key the key, known or not
   */
  void forget(K key);

  /**
   * Returns the number of failures counted since the key was last forgotten; 0 for an unknown key, and for limiters that do not count by key.
   *
   * @param key the key, known or not
   * @return the number of failures
   */
  int retries(K key);
}
