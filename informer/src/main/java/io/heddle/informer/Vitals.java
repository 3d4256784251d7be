package io.heddle.informer;

import java.time.Duration;
import java.util.function.LongSupplier;

/** The signs of life of an informer's reflector. Written by the reflector, read by anyone. */
final class Vitals {
  private final LongSupplier nanoTime;

  private volatile long heardNanos;
  private volatile String obstacle = "the first list has not arrived yet";

  Vitals(LongSupplier nanoTime) {
    this.nanoTime = nanoTime;
    this.heardNanos = nanoTime.getAsLong();
  }

  /** The server was heard: a page, an event, a bookmark. */
  void heard() {
    heardNanos = nanoTime.getAsLong();
    obstacle = "";
  }

  void hindered(String reason) {
    obstacle = reason;
  }

  Duration silence() {
    return Duration.ofNanos(nanoTime.getAsLong() - heardNanos);
  }

  String obstacle() {
    return obstacle;
  }
}
