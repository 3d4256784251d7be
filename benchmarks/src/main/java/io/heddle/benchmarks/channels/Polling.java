package io.heddle.benchmarks.channels;

import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/** Waiting for what nobody tells of. */
final class Polling {
  /** How often a thread looks before it yields: some microseconds, ten times what a hand-over takes. */
  private static final int LOOKS = 128;

  /** How often it looks before it parks for a moment. */
  private static final int MANY_LOOKS = 16 * LOOKS;

  private Polling() {}

  /** Lets other threads run until the condition holds. */
  @SuppressWarnings("ThreadPriorityCheck") // it is asked again, whatever the scheduler makes of a yield
  static void until(BooleanSupplier condition) throws InterruptedException {
    for (int looks = 1; !condition.getAsBoolean(); looks++) {
      afterLook(looks, Thread::yield);
    }
  }

  /**
   * What a thread does after each of its looks, the first of which is 1: it pauses; but after every {@code LOOKS} of them it yields, and after {@code MANY_LOOKS} it parks. Whoever looks
   * in vain may be what keeps the partner from running: on a machine that is busy, on one carrier, or where the scheduler of Java 21 leaves the partner in this carrier's queue while
   * another carrier sleeps (JDK-8322732). A yield does not always help: on Java 25 the carrier takes the thread that yielded again from the queue that it is in, and a partner in another
   * queue waits for ever. A park always does, but it is another thread that ends it, milliseconds later where all cores are busy.
   */
  @SuppressWarnings("ThreadPriorityCheck") // where a yield does not help, the park does
  static void afterLook(int looks, Runnable pause) throws InterruptedException {
    if (looks % LOOKS != 0) {
      pause.run();
    } else if (looks % MANY_LOOKS != 0) {
      Thread.yield();
    } else {
      LockSupport.parkNanos(1_000);
      if (Thread.interrupted()) {
        throw new InterruptedException();
      }
    }
  }
}
