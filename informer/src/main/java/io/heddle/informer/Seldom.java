package io.heddle.informer;

import java.util.concurrent.atomic.AtomicLong;

/** Thins out what would flood a log: of what happens over and over, the first, second, fourth, eighth, ... time is worth a line. */
final class Seldom {
  private final AtomicLong count = new AtomicLong();

  /** Counts one more, and says whether it is to be told. */
  boolean isDue() {
    return Long.bitCount(count.incrementAndGet()) == 1;
  }

  long count() {
    return count.get();
  }
}
