package io.heddle.kubernetes;

/**
 * Under which conditions an object is deleted, and what becomes of the objects it owns. An empty string leaves a field to the server.
 *
 * @param uid deletes only the object of this uid, not another that took its name since
 * @param resourceVersion deletes only the object as it was at this version
 * @param propagation {@code Background}, {@code Foreground} or {@code Orphan}
 */
public record DeleteQuery(String uid, String resourceVersion, String propagation) {

  private static final DeleteQuery UNCONDITIONAL = new DeleteQuery("", "", "");

  /** Returns the query that deletes whatever has the name. */
  public static DeleteQuery unconditional() {
    return UNCONDITIONAL;
  }

  /** Returns this query for the object of that uid alone. */
  public DeleteQuery withUid(String wanted) {
    return new DeleteQuery(wanted, resourceVersion, propagation);
  }

  /** Returns this query for the object at that version alone. */
  public DeleteQuery withResourceVersion(String wanted) {
    return new DeleteQuery(uid, wanted, propagation);
  }

  /** Returns this query with what becomes of owned objects: {@code Background}, {@code Foreground} or {@code Orphan}. */
  public DeleteQuery withPropagation(String policy) {
    return new DeleteQuery(uid, resourceVersion, policy);
  }
}
