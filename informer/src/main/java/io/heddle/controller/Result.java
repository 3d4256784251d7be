package io.heddle.controller;

import java.time.Duration;
import java.util.Objects;

/**
 * What a {@link Reconciler} wants to happen next with the object it has just reconciled. A change of the object always leads
 * to another run, whatever the result was; the result is for what no change will tell of.
 */
public sealed interface Result {

  /**
   * Nothing until something changes. The object's count of failures is reset.
   *
   * @return the result that says so
   */
  static Result done() {
    return Done.INSTANCE;
  }

  /**
   * Again, after the delay of the controller's rate limiter, which grows from run to run until one is done.
   *
   * @return the result that says so
   */
  static Result requeue() {
    return Requeue.INSTANCE;
  }

  /**
   * Again after a given time, or earlier if something changes. The object's count of failures is reset.
   *
   * @param delay how long to wait, zero or more
   * @return the result that says so
   * @throws IllegalArgumentException if the delay is negative
   */
  static Result requeueAfter(Duration delay) {
    return new RequeueAfter(delay);
  }

  /** Nothing until something changes: see {@link #done()}. */
  record Done() implements Result {
    private static final Done INSTANCE = new Done();
  }

  /** Again, with growing delays: see {@link #requeue()}. */
  record Requeue() implements Result {
    private static final Requeue INSTANCE = new Requeue();
  }

  /**
   * Again after a given time: see {@link #requeueAfter(Duration)}.
   *
   * @param delay how long to wait, zero or more
   */
  record RequeueAfter(Duration delay) implements Result {
    /**
     * Checks the delay.
     *
     * @throws IllegalArgumentException if it is negative
     */
    public RequeueAfter {
      Objects.requireNonNull(delay, "delay");
      if (delay.isNegative()) {
        throw new IllegalArgumentException("a requeue cannot be in the past: delay=" + delay);
      }
    }
  }
}
