package io.heddle.testing;

import java.time.Duration;
import java.time.Instant;

/** The server's time: what the clock says, and what happens later. The one seam through which time comes in. */
interface Timeline {

  /** Returns the time of the clock. */
  Instant now();

  /** Runs something after a delay, on a thread of the timeline's; it must not block. */
  void after(Duration delay, Runnable action);

  /** Drops what has not happened yet. */
  void close();

  /** Returns now as objects show it: in whole seconds. */
  default String stamp() {
    return stamp(now());
  }

  /** Returns a time as objects show it: in whole seconds. */
  static String stamp(Instant time) {
    return time.truncatedTo(java.time.temporal.ChronoUnit.SECONDS).toString();
  }
}
