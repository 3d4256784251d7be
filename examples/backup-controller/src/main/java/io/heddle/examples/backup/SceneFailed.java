package io.heddle.examples.backup;

/** The scene did not come out as it should: what should have been, and what was instead. */
final class SceneFailed extends Exception {
  private static final long serialVersionUID = 1L;

  SceneFailed(String message) {
    super(message);
  }
}
