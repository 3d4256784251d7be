package io.heddle.kubernetes;

import java.time.Duration;

/**
 * Which changes a watch shall report, and from where on. An empty string leaves a field to the server.
 *
 * @param labelSelector such as {@code app=web,tier!=cache}
 * @param fieldSelector such as {@code status.phase=Running}
 * @param resourceVersion the version after which changes are wanted; {@code "0"} or empty begins with the objects there are
 * @param bookmarks whether the server may send bookmarks, events that carry nothing but a newer resource version
 * @param sendInitialEvents whether the objects there are come first, as ADDED events that a bookmark with the annotation {@code
 *     k8s.io/initial-events-end} closes
 * @param timeout after which the server ends the watch in good order, rounded down to seconds; zero leaves it to the server
 */
public record WatchQuery(
    String labelSelector,
    String fieldSelector,
    String resourceVersion,
    boolean bookmarks,
    boolean sendInitialEvents,
    Duration timeout) {

  /**
   * Checks the timeout.
   *
   * @throws IllegalArgumentException if the timeout is negative
   */
  public WatchQuery {
    if (timeout.isNegative()) {
      throw new IllegalArgumentException("the timeout of a watch is negative: " + timeout);
    }
  }

  /** Returns the query for every change after {@code resourceVersion}, with bookmarks, until the server ends the watch. */
  public static WatchQuery from(String resourceVersion) {
    return new WatchQuery("", "", resourceVersion, true, false, Duration.ZERO);
  }

  /** Returns this query with another label selector. */
  public WatchQuery withLabelSelector(String selector) {
    return new WatchQuery(selector, fieldSelector, resourceVersion, bookmarks, sendInitialEvents, timeout);
  }

  /** Returns this query with another field selector. */
  public WatchQuery withFieldSelector(String selector) {
    return new WatchQuery(labelSelector, selector, resourceVersion, bookmarks, sendInitialEvents, timeout);
  }

  /** Returns this query with or without bookmarks. */
  public WatchQuery withBookmarks(boolean wanted) {
    return new WatchQuery(labelSelector, fieldSelector, resourceVersion, wanted, sendInitialEvents, timeout);
  }

  /** Returns this query with or without the objects there are as its first events. */
  public WatchQuery withInitialEvents(boolean wanted) {
    return new WatchQuery(labelSelector, fieldSelector, resourceVersion, bookmarks, wanted, timeout);
  }

  /** Returns this query with the time after which the server ends the watch; zero leaves it to the server. */
  public WatchQuery withTimeout(Duration ending) {
    return new WatchQuery(labelSelector, fieldSelector, resourceVersion, bookmarks, sendInitialEvents, ending);
  }
}
