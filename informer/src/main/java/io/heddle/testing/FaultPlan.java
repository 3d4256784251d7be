package io.heddle.testing;

import com.sun.net.httpserver.HttpExchange;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;

/** The faults that are ordered and not yet played. */
final class FaultPlan implements Faults {

  /** A refusal that was ordered. */
  static final class Ordered extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Refusal refusal;
    private final long retryAfterSeconds;

    Ordered(Refusal refusal, long retryAfterSeconds) {
      super(refusal.getMessage(), null, false, false);
      this.refusal = refusal;
      this.retryAfterSeconds = retryAfterSeconds;
    }

    Refusal refusal() {
      return refusal;
    }

    long retryAfterSeconds() {
      return retryAfterSeconds;
    }
  }

  private record Failure(AtomicInteger left, Predicate<String> requests, int code, Duration retryAfter) {

    /** Takes one of the failures that are left. */
    boolean take() {
      return left.getAndUpdate(count -> Math.max(0, count - 1)) > 0;
    }
  }

  private final ObjectStore store;
  private final WatchHub watches;
  private final List<Failure> failures = new CopyOnWriteArrayList<>();
  private volatile Duration delay = Duration.ZERO;

  FaultPlan(ObjectStore store, WatchHub watches) {
    this.store = store;
    this.watches = watches;
  }

  /** Lets a request meet the faults that are meant for it. */
  void meet(HttpExchange exchange) throws InterruptedException {
    Duration wait = delay;
    if (!wait.isZero()) {
      Thread.sleep(wait);
    }
    String request = exchange.getRequestMethod() + " " + exchange.getRequestURI();
    for (Failure failure : failures) {
      if (failure.requests().test(request) && failure.take()) {
        throw new Ordered(Refusal.ordered(failure.code()), failure.retryAfter().toSeconds());
      }
    }
  }

  @Override
  public void endWatches() {
    watches.orderAll(WatchSession.Order.END);
  }

  @Override
  public void cutWatches() {
    watches.orderAll(WatchSession.Order.CUT);
  }

  @Override
  public void silenceWatches(boolean silent) {
    watches.setSilent(silent);
  }

  @Override
  public void expireHistory() {
    store.forget();
  }

  @Override
  public void failNext(int requests, int code, Duration retryAfter) {
    failNext(requests, request -> true, code, retryAfter);
  }

  @Override
  public void failNext(int requests, Predicate<String> matching, int code, Duration retryAfter) {
    failures.removeIf(failure -> failure.left().get() == 0);
    failures.add(new Failure(new AtomicInteger(requests), matching, code, retryAfter));
  }

  @Override
  public void delay(Duration each) {
    delay = each;
  }

  @Override
  public void clear() {
    failures.clear();
    delay = Duration.ZERO;
    watches.setSilent(false);
  }
}
