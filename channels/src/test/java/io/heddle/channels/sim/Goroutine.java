package io.heddle.channels.sim;

import org.jspecify.annotations.Nullable;

/** A virtual thread of a simulation. Touched only by the thread that runs the simulation, be it as itself or as the carrier. */
final class Goroutine {
  static final int NEVER = -1;

  final int id;
  final Thread thread;
  /** What the virtual thread hands to its executor whenever it can go on: the same object each time. */
  final Runnable continuation;
  final boolean daemon;

  int priority;
  boolean ready;
  boolean ended;
  /** Steps taken so far. */
  int steps;
  /** The step before which it stops for good, or NEVER. */
  int freezeAt = NEVER;
  boolean frozen;
  /** The virtual time at which its timed park ends; valid while it is among the sleepers. */
  long wakeAt;
  /** Where it waits inside the simulation itself (join, settle), for the picture of a deadlock. */
  @Nullable String waitsIn;

  Goroutine(int id, Thread thread, Runnable continuation, boolean daemon) {
    this.id = id;
    this.thread = thread;
    this.continuation = continuation;
    this.daemon = daemon;
  }

  String name() {
    return thread.getName().isEmpty() ? "goroutine-" + id : thread.getName();
  }
}
