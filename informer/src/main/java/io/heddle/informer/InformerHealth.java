package io.heddle.informer;

import java.time.Duration;

/**
 * How an informer is doing, at one moment.
 *
 * @param synced whether the cache holds the whole of the first list
 * @param silence how long ago the API server was last heard, by a list, an event or a bookmark; since the informer was made, if never. A
 *     server that is well is heard once a minute at the least.
 * @param obstacle what keeps the informer from listing and watching now; the empty string if nothing does
 */
public record InformerHealth(boolean synced, Duration silence, String obstacle) {
  /**
   * Whether the cache is complete and, as far as can be known, up to date.
   *
   * @return whether it is synced, nothing is in the way, and the server was heard in the last 90 seconds
   */
  public boolean isCurrent() {
    return synced && obstacle.isEmpty() && silence.compareTo(Duration.ofSeconds(90)) <= 0;
  }
}
