package io.heddle.kubernetes;

/**
 * Which objects a list shall return, and how old the answer may be. An empty string or a zero leaves a field to the server.
 *
 * @param labelSelector such as {@code app=web,tier!=cache}
 * @param fieldSelector such as {@code status.phase=Running}
 * @param resourceVersion the version the answer is measured by; {@code "0"} accepts whatever the server has at hand, empty asks for the
 *     newest state
 * @param resourceVersionMatch {@code NotOlderThan} or {@code Exact}, or empty
 * @param limit at most so many objects to a page; 0 for all of them
 * @param continueToken where the page before ended, empty for the first page
 */
public record ListQuery(
    String labelSelector, String fieldSelector, String resourceVersion, String resourceVersionMatch, int limit, String continueToken) {

  private static final ListQuery ALL = new ListQuery("", "", "", "", 0, "");

  /**
   * Checks the limit.
   *
   * @throws IllegalArgumentException if the limit is negative
   */
  public ListQuery {
    if (limit < 0) {
      throw new IllegalArgumentException("the limit of a list page is negative: " + limit);
    }
  }

  /** Returns the query for the newest state of all objects in one page. */
  public static ListQuery all() {
    return ALL;
  }

  /** Returns this query with another label selector. */
  public ListQuery withLabelSelector(String selector) {
    return new ListQuery(selector, fieldSelector, resourceVersion, resourceVersionMatch, limit, continueToken);
  }

  /** Returns this query with another field selector. */
  public ListQuery withFieldSelector(String selector) {
    return new ListQuery(labelSelector, selector, resourceVersion, resourceVersionMatch, limit, continueToken);
  }

  /** Returns this query for a state that is measured by {@code version}; {@code match} may be empty. */
  public ListQuery withResourceVersion(String version, String match) {
    return new ListQuery(labelSelector, fieldSelector, version, match, limit, continueToken);
  }

  /** Returns this query with at most {@code objects} to a page, 0 for no limit. */
  public ListQuery withLimit(int objects) {
    return new ListQuery(labelSelector, fieldSelector, resourceVersion, resourceVersionMatch, objects, continueToken);
  }

  /**
   * Returns the query for the page that follows one whose {@code metadata.continue} was {@code token}. The resource version is left out, as
   * the server demands: the token carries it.
   */
  public ListQuery withContinue(String token) {
    return new ListQuery(labelSelector, fieldSelector, "", "", limit, token);
  }
}
