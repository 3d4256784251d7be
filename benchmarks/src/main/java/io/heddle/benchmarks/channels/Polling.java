package io.heddle.benchmarks.channels;

import java.util.function.BooleanSupplier;

/** Waiting for what nobody tells of. */
final class Polling {
  private Polling() {}

  /** Lets other threads run until the condition holds. */
  @SuppressWarnings("ThreadPriorityCheck") // it is asked again, whatever the scheduler makes of a yield
  static void until(BooleanSupplier condition) {
    while (!condition.getAsBoolean()) {
      Thread.yield();
    }
  }
}
