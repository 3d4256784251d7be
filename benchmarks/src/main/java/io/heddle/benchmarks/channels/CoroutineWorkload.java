package io.heddle.benchmarks.channels;

import io.heddle.benchmarks.Workload;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.BuildersKt;
import kotlinx.coroutines.CoroutineScope;
import kotlinx.coroutines.CoroutineStart;
import kotlinx.coroutines.Dispatchers;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.Job;
import org.jspecify.annotations.Nullable;

/** A workload of coroutines, launched anew for each round on Kotlin's default dispatcher; their shares add up to zero. */
final class CoroutineWorkload implements Workload {
  /** Makes one of the coroutines of a round. */
  @FunctionalInterface
  interface Member {
    /** A coroutine that adds what it received to the balance, and takes from it what it sent. */
    Coroutine coroutine(Continuation<?> completion, AtomicLong balance);
  }

  private final List<Member> members;

  CoroutineWorkload(List<? extends Member> members) {
    this.members = List.copyOf(members);
  }

  /** Launches a coroutine in the scope. */
  static Job launch(CoroutineScope scope, Function<Continuation<?>, Coroutine> coroutine) {
    return BuildersKt.launch(
        scope, Dispatchers.getDefault(), CoroutineStart.DEFAULT, (inner, completion) -> coroutine.apply(completion).start());
  }

  @Override
  public void round() throws InterruptedException {
    AtomicLong balance = new AtomicLong();
    CountDownLatch working = new CountDownLatch(members.size());
    AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();
    for (Member member : members) {
      launch(GlobalScope.INSTANCE, completion -> member.coroutine(completion, balance)).invokeOnCompletion(cause -> {
        if (cause != null && failure.compareAndSet(null, cause)) {
          members.forEach(other -> working.countDown());
        }
        working.countDown();
        return Unit.INSTANCE;
      });
    }
    working.await();
    Throwable cause = failure.get();
    if (cause != null) {
      throw new IllegalStateException("a coroutine failed: " + cause, cause);
    }
    if (balance.get() != 0) {
      throw new IllegalStateException("what was received differs by " + balance + " from what was sent");
    }
  }
}
