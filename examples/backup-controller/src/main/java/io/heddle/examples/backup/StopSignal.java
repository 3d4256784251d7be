package io.heddle.examples.backup;

import io.heddle.channels.CancelContext;
import io.heddle.channels.Context;
import java.io.PrintStream;
import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * Turns SIGINT and SIGTERM into the cancellation of a context, and lets the program stop in order before the JVM ends, with exit code 0: it
 * did what it was told. Without this, a JVM that ends by a signal says 130 or 143, which a supervisor takes for a failure.
 */
final class StopSignal implements AutoCloseable {
  /** A little more than the controller takes at most. */
  private static final Duration PATIENCE = Duration.ofSeconds(6);

  private final CancelContext stop = Context.background().withCancel();
  private final CountDownLatch over = new CountDownLatch(1);
  private final Thread hook;

  private StopSignal(PrintStream err) {
    this.hook = new Thread(() -> onShutdown(err), "stop-signal");
  }

  /** Begins to listen. Each signal counts from here until {@link #close}. */
  static StopSignal listen(PrintStream err) {
    StopSignal signal = new StopSignal(err);
    Runtime.getRuntime().addShutdownHook(signal.hook);
    return signal;
  }

  /** Is cancelled by the first signal. */
  Context context() {
    return stop;
  }

  private void onShutdown(PrintStream err) {
    stop.cancel();
    boolean stopped = false;
    try {
      stopped = over.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (InterruptedException e) {
      // Nobody interrupts this thread; if someone does, the JVM ends now.
    }
    if (!stopped) {
      err.println(Main.NAME + ": did not stop within " + PATIENCE.toSeconds() + " s");
    }
    err.flush();
    // The JVM is already ending with the signal's exit code; only halt can give it another one.
    Runtime.getRuntime().halt(stopped ? 0 : 1);
  }

  /** Says that everything has stopped. If a signal came, the JVM ends now; otherwise this stops listening. */
  @Override
  public void close() {
    over.countDown();
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The JVM is ending: the hook runs, and has the last word.
    }
    stop.close();
  }
}
