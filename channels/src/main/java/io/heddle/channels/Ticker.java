package io.heddle.channels;

import java.time.Duration;
import java.time.Instant;

/**
 * Sends the time at regular intervals, as Go's {@code time.Ticker}: not a thread, but an entry in the timer.
 *
 * {@snippet :
 * try (Ticker ticker = Ticker.every(Duration.ofSeconds(10))) {
 *   for (Instant tick : ticker.ticks()) {
 *     report();
 *   }
 * }
 * }
 *
 * <p>The intervals are counted from the start, so that ticks do not drift. A receiver that is too slow misses ticks; they do not pile up.
 */
public final class Ticker implements AutoCloseable {
  private final World world = World.current();
  private final RingChannel<Instant> ticks = new RingChannel<>(1);
  private final Beat beat = new Beat();
  private final long periodNanos;
  private volatile boolean stopped;

  /** One tick after the other. */
  private final class Beat extends Timeout {
    @Override
    void fire() {
      if (!stopped) {
        ticks.pollSend(world.now());
        scheduleNext(deadlineNanos);
      }
    }
  }

  private Ticker(long periodNanos) {
    this.periodNanos = periodNanos;
    ticks.named("ticks");
  }

  /**
   * Starts a ticker, whose first tick comes after one period.
   *
   * @param period the time from tick to tick; the timer's resolution is about a millisecond
   * @return a ticker; close it, or it ticks for ever
   * @throws IllegalArgumentException if the period is zero or negative
   */
  public static Ticker every(Duration period) {
    long nanos = Timeout.nanos(period);
    if (nanos == 0) {
      throw new IllegalArgumentException("The period of a ticker must be positive, not " + period);
    }
    Ticker ticker = new Ticker(nanos);
    ticker.scheduleNext(ticker.world.nanoTime());
    return ticker;
  }

  /**
   * A channel that gets the time once, when the given time has passed, as Go's {@code time.After}.
   *
   * @param delay how long; if zero or negative, the time is there already
   * @return a channel that gets one value and is not closed
   */
  public static ReceiveChannel<Instant> after(Duration delay) {
    World world = World.current();
    Channel<Instant> channel = Channel.<Instant>buffered(1).named("after " + delay);
    long nanos = Timeout.nanos(delay);
    if (nanos == 0) {
      channel.trySend(world.now());
    } else if (nanos != Timeout.FOREVER) {
      world.schedule(
          new Timeout() {
            @Override
            void fire() {
              channel.trySend(world.now());
            }
          },
          world.nanoTime() + nanos);
    }
    return channel;
  }

  /** Schedules the first tick after now that is a whole number of periods behind the last. */
  private void scheduleNext(long lastNanos) {
    if (periodNanos == Timeout.FOREVER) {
      return;
    }
    long missed = Math.max(0, (world.nanoTime() - lastNanos) / periodNanos);
    world.schedule(beat, lastNanos + (missed + 1) * periodNanos);
    if (stopped) {
      world.cancel(beat);
    }
  }

  /**
   * Where the ticks are received. Closed when the ticker is.
   *
   * @return the channel
   */
  public ReceiveChannel<Instant> ticks() {
    return ticks;
  }

  /** Stops the ticker and closes its channel; a tick that was not received can still be. Has no effect if it is closed already. */
  @Override
  public void close() {
    stopped = true;
    world.cancel(beat);
    ticks.shut(null);
  }
}
