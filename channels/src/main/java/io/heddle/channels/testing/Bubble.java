package io.heddle.channels.testing;

import io.heddle.channels.Task;
import java.time.Clock;
import java.time.Duration;
import java.util.Objects;
import java.util.SplittableRandom;

/**
 * Runs a test in which time is virtual and goroutines take turns by a seed, as Go's {@code testing/synctest}.
 *
 * {@snippet :
 * @Test
 * void aContextEndsAtItsDeadline() throws Exception {
 *   Bubble.run(() -> {
 *     CancelContext context = Context.background().withTimeout(Duration.ofHours(5));
 *     Bubble.sleep(Duration.ofHours(5).minusNanos(1));
 *     Bubble.waitUntilBlocked();
 *     assertFalse(context.isCancelled());
 *     Bubble.sleep(Duration.ofNanos(1));
 *     Bubble.waitUntilBlocked();
 *     assertTrue(context.isCancelled()); // after some milliseconds of real time
 *   });
 * }
 * }
 *
 * <p><b>Who is in it.</b> The body, as the goroutine "main", and every goroutine that is started in it by {@link io.heddle.channels.Go}, a
 * {@link io.heddle.channels.Scope}, a {@link io.heddle.channels.WaitGroup} or any other part of Heddle. They are virtual threads, of which one runs at a time. Other threads that
 * they start are not in it.
 *
 * <p><b>Time</b> begins at 2000-01-01T00:00:00Z. It stands still while a goroutine can run, and when each is <em>durably blocked</em> it jumps to the next timeout. Timeouts,
 * tickers, deadlines of contexts, {@link #sleep} and {@link #clock} go by it; {@link System#nanoTime}, {@link java.time.Instant#now()} and {@link Thread#sleep} do not. A goroutine is durably blocked if it waits at a channel or in a select, for a
 * goroutine, {@code WaitGroup}, {@code Scope} or context, or in {@link #sleep}, and all it waits for was made in the bubble. It is not if it waits for something made outside, for a {@code
 * CompletableFuture} or a {@code Selectable} of another kind, or in code that is not Heddle's: a lock, a {@code BlockingQueue}, a socket.
 *
 * <p><b>Order.</b> Which goroutine runs next, and where it makes way for another, is drawn from the seed, as is what a fair select chooses; with every seed the order is another. A failure names
 * its seed, and the seed gives the same order again, as long as nothing but Heddle makes the goroutines wait.
 *
 * <p><b>What fails the test</b>, besides an exception of the body: a goroutine that fails, unless a {@code Scope} or {@code ErrorGroup} throws its failure; a deadlock, that is goroutines
 * which are all durably blocked with no timeout to wait for; a goroutine that is durably blocked after the body has ended. Time stands still from then on, so that a goroutine which
 * sleeps, or loops over a ticker, has to be ended by the body. The bubble is then ended: every wait of its goroutines is interrupted until they have ended.
 *
 * <p><b>What is made outside</b> can be used inside. What was made inside is for the bubble's goroutines alone: another thread that uses it makes the order depend on more than the seed, and
 * one that waits for it may wait for ever.
 */
public final class Bubble {
  private static final String SEED = "heddle.bubble.seed";

  private Bubble() {}

  /**
   * Runs the body in a bubble and waits until it and all goroutines of the bubble have ended. The seed is that of the system property {@code heddle.bubble.seed}, or else a random one.
   *
   * @param body the test
   * @throws Exception what the body threw, or an {@link InterruptedException} if the calling thread is interrupted; the goroutines were interrupted and have ended
   * @throws BubbleError if goroutines failed, were deadlocked, or were left over when the body had ended; the goroutines were interrupted and have ended
   * @throws IllegalStateException if called in a bubble
   * @throws IllegalArgumentException if the system property is no number
   */
  public static void run(Task body) throws Exception {
    String given = System.getProperty(SEED);
    run(given == null ? new SplittableRandom().nextLong() : parse(given), body);
  }

  /**
   * As {@link #run(Task)}, with a seed of the caller's.
   *
   * @param seed what the order of the goroutines is drawn from
   * @param body the test
   * @throws Exception as there
   * @throws BubbleError as there
   * @throws IllegalStateException as there
   */
  public static void run(long seed, Task body) throws Exception {
    Worlds.run(seed, Objects.requireNonNull(body, "body"), BubbleError::new);
  }

  private static long parse(String seed) {
    try {
      return Long.parseLong(seed);
    } catch (NumberFormatException e) {
      throw new IllegalArgumentException("The system property " + SEED + " must be a number, as a failure prints it, not '" + seed + "'", e);
    }
  }

  /**
   * Waits until every other goroutine of the bubble is durably blocked or has ended, and timeouts that are due have fired; time does not move. What they did happens-before the return.
   *
   * @throws InterruptedException if the calling goroutine is interrupted before or while it waits
   * @throws IllegalStateException if the calling thread is in no bubble, or another goroutine waits here
   */
  public static void waitUntilBlocked() throws InterruptedException {
    Worlds.waitUntilBlocked();
  }

  /**
   * Waits for a time of the bubble, in place of {@link Thread#sleep}.
   *
   * @param time how long; if zero or negative, for the shortest time there is
   * @throws InterruptedException if the calling goroutine is interrupted before or while it sleeps
   * @throws IllegalStateException if the calling thread is in no bubble
   */
  public static void sleep(Duration time) throws InterruptedException {
    Worlds.sleep(Objects.requireNonNull(time, "time"));
  }

  /**
   * The time of the bubble, for code that is given its clock.
   *
   * @return a clock in UTC, whose every instant is exact
   * @throws IllegalStateException if the calling thread is in no bubble
   */
  public static Clock clock() {
    return Worlds.clock();
  }
}
