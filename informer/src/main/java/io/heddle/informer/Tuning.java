package io.heddle.informer;

import io.heddle.channels.Channel;
import io.heddle.channels.Received;
import java.time.Duration;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.DoubleSupplier;
import java.util.function.LongSupplier;

/**
 * The numbers a reflector goes by, and where its time and its randomness come from.
 *
 * @param pageSize how many objects a page of a list holds at most
 * @param silence how long a watch may say nothing; the server sends a bookmark each minute
 * @param answer how long a page of a list may take
 * @param nanoTime the clock
 * @param random numbers from 0 to 1, 1 excluded
 * @param pause waits
 */
record Tuning(int pageSize, Duration silence, Duration answer, LongSupplier nanoTime, DoubleSupplier random, Pause pause) {
  /** Waits for a time. */
  interface Pause {
    void pause(Duration time) throws InterruptedException;
  }

  static Tuning standard() {
    DoubleSupplier random = () -> ThreadLocalRandom.current().nextDouble();
    return new Tuning(500, Duration.ofSeconds(75), Duration.ofMinutes(1), System::nanoTime, random, Tuning::sleep);
  }

  private static void sleep(Duration time) throws InterruptedException {
    Received<Object> nothing = Channel.never().receive(time);
    if (!(nothing instanceof Received.Empty<Object>)) {
      throw new IllegalStateException("a channel that never has anything gave " + nothing);
    }
  }

  /** How long the server is asked to keep a watch: 5 to 10 minutes, so that the watches of many clients do not end together. */
  Duration watchTime() {
    return Duration.ofSeconds(300 + (long) (300 * random.getAsDouble()));
  }

  Tuning withPageSize(int size) {
    return new Tuning(size, silence, answer, nanoTime, random, pause);
  }
}
