package io.heddle.informer;

import java.time.Duration;
import java.util.EnumSet;
import java.util.Set;
import java.util.function.LongSupplier;
import org.slf4j.Logger;

/**
 * Tells the log when trouble begins and when it is over, and not each attempt in between. Trouble that comes and goes is told once, until
 * there was none for two minutes. A connection that breaks and is there again at the next attempt is not worth a line.
 */
final class TroubleLog {
  private static final Duration EPISODE = Duration.ofMinutes(2);

  private final Logger log;
  private final String informer;
  private final LongSupplier nanoTime;
  private final Set<Trouble> told = EnumSet.noneOf(Trouble.class);

  private boolean ongoing; // Trouble was told, and its end was not.
  private long attempts; // since trouble began
  private long beganNanos;
  private long lastNanos;

  TroubleLog(Logger log, String informer, LongSupplier nanoTime) {
    this.log = log;
    this.informer = informer;
    this.nanoTime = nanoTime;
  }

  void occurred(Trouble trouble, Throwable failure, Duration retryIn) {
    long now = nanoTime.getAsLong();
    if (attempts == 0) {
      beganNanos = now;
      if (now - lastNanos > EPISODE.toNanos()) {
        told.clear();
      }
    }
    attempts++;
    lastNanos = now;
    boolean worthTelling = (trouble != Trouble.UNREACHABLE || attempts > 1) && told.add(trouble);
    if (!worthTelling) {
      log.debug("{} informer={} attempts={} retryInMillis={} reason=\"{}\"",
          trouble.advice(), informer, attempts, retryIn.toMillis(), failure.getMessage());
      return;
    }
    ongoing = true;
    if (trouble == Trouble.UNEXPECTED) {
      log.error("{} informer={} retryInMillis={}", trouble.advice(), informer, retryIn.toMillis(), failure);
    } else {
      log.warn("{} informer={} retryInMillis={} reason=\"{}\"", trouble.advice(), informer, retryIn.toMillis(), failure.getMessage());
    }
  }

  void over() {
    if (ongoing) {
      log.info("listing and watching again informer={} attempts={} troubleMillis={}",
          informer, attempts, Duration.ofNanos(nanoTime.getAsLong() - beganNanos).toMillis());
    }
    ongoing = false;
    attempts = 0;
  }
}
