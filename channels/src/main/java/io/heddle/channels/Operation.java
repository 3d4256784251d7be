package io.heddle.channels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** One run of a select. */
final class Operation<R extends @Nullable Object> {
  /*
   * Go locks all channels of a select at once. Here a select holds one lock at a time:
   *
   *   1. Try the cases, in random or in the given order. A case that can be done is done, and that is all.
   *   2. With a default: note each channel's version before step 1 and look again after it. If none has changed, then at the instant between the two passes
   *      no case was ready, and the default is taken; else start over. Someone else made progress each time that happens.
   *   3. Register a waiter with each channel. From the first one on a partner may end the select at any time, by the CAS of Parker. So a select that has
   *      registered must not do an operation by its own hand: it might be done twice. If it finds a channel ready while it registers, it withdraws, by the same
   *      CAS, takes its waiters out and starts over; unless it was ended before it could.
   *   4. Park until ended, then take the remaining waiters out.
   *
   * Two selects cannot make each other withdraw for ever, because all register in the order of the channels' ids: if A withdraws for having found B waiting at
   * channel x, then B registered at x first and A was registered at lower ids only; for B to withdraw because of A it would have to reach such an id after x. At one
   * channel the lock decides who is first.
   *
   * A Selectable that is not a channel ends the wait without doing anything, as ASK_AGAIN, and is asked in step 1 of the next round. It has no version: for a default it counts
   * as not ready if it said so in the first pass.
   *
   * A select that sends and receives on one channel skips its own waiters when it looks for a partner, and a channel that two cases name has two waiters of
   * one parker in its queue: the first to be claimed ends the select, the other is stale.
   */

  /** What {@link #await} returns if the cases have to be tried again. */
  private static final int START_OVER = Integer.MIN_VALUE;

  private final Selector.Order order;

  /** In the order in which they are tried next. */
  private final ReadyCase<? extends R>[] cases;

  private final List<SelectCase.After<? extends R>> limits = new ArrayList<>(0);
  private SelectCase.@Nullable Otherwise<? extends R> otherwise;

  @SuppressWarnings({"unchecked", "rawtypes"}) // only elements of the parameter are stored in the array
  Operation(List<? extends SelectCase<? extends R>> given, Selector.Order order) {
    if (given.isEmpty()) {
      throw new IllegalArgumentException("A select needs a case; to wait for ever receive from Channel.never()");
    }
    ReadyCase<? extends R>[] readyCases = new ReadyCase[given.size()];
    int count = 0;
    for (SelectCase<? extends R> selectCase : given) {
      switch (Objects.requireNonNull(selectCase, "a case of a select is null; to switch a case off use Select.disabled() or Channel.never()")) {
        case ReadyCase<? extends R> readyCase -> readyCases[count++] = readyCase;
        case SelectCase.After<? extends R> after -> limits.add(after);
        case SelectCase.Otherwise<? extends R> other -> {
          if (otherwise != null) {
            throw new IllegalArgumentException("A select can have one default, this one has two");
          }
          otherwise = other;
        }
        case SelectCase.Disabled<? extends R> disabled -> {}
      }
    }
    this.cases = Arrays.copyOf(readyCases, count);
    this.order = order;
  }

  R run() throws InterruptedException {
    return choose().get();
  }

  /** Waits and does the operation of one case; what is left to do is what follows it. */
  Supplier<? extends R> choose() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before a select; no case took effect");
    }
    World world = World.current();
    long timeoutNanos = Timeout.FOREVER;
    Supplier<? extends R> onTimeout = null;
    for (SelectCase.After<? extends R> limit : limits) {
      long nanos = limit.timeoutNanos(world);
      if (onTimeout == null || nanos < timeoutNanos) {
        timeoutNanos = nanos;
        onTimeout = limit.onTimeout;
      }
    }
    if (otherwise != null) {
      return runAtOnce(world, otherwise.otherwise);
    }
    if (onTimeout != null && timeoutNanos == 0) {
      return runAtOnce(world, onTimeout);
    }
    long deadlineNanos = timeoutNanos == Timeout.FOREVER ? Timeout.FOREVER : world.nanoTime() + timeoutNanos;
    while (true) {
      Supplier<? extends R> done = poll(world);
      if (done != null) {
        return done;
      }
      ReadyCase<? extends R>[] ordered = cases.clone();
      Arrays.sort(ordered, Comparator.comparingLong(ReadyCase::id));
      Waiter[] waiters = new Waiter[ordered.length];
      int chosen = await(ordered, waiters, new Parker(world), deadlineNanos);
      if (chosen >= 0) {
        return chosen(ordered[chosen], Objects.requireNonNull(waiters[chosen].item));
      }
      if (chosen == Parker.TIMED_OUT) {
        return Objects.requireNonNull(onTimeout);
      }
    }
  }

  /** A select that need not wait, because of a default or of a timeout that is over before it begins. */
  private Supplier<? extends R> runAtOnce(World world, Supplier<? extends R> instead) {
    long[] versions = new long[cases.length];
    do {
      shuffle(world);
      for (int i = 0; i < cases.length; i++) {
        versions[i] = cases[i].version();
      }
      Supplier<? extends R> done = pollInOrder();
      if (done != null) {
        return done;
      }
    } while (changed(versions));
    return instead;
  }

  private boolean changed(long[] versions) {
    for (int i = 0; i < versions.length; i++) {
      if (cases[i].version() != versions[i]) {
        return true;
      }
    }
    return false;
  }

  private @Nullable Supplier<? extends R> poll(World world) {
    shuffle(world);
    return pollInOrder();
  }

  private @Nullable Supplier<? extends R> pollInOrder() {
    for (ReadyCase<? extends R> readyCase : cases) {
      Object outcome = readyCase.poll();
      if (outcome != Outcome.NOT_READY) {
        return chosen(readyCase, outcome);
      }
    }
    return null;
  }

  private Supplier<? extends R> chosen(ReadyCase<? extends R> readyCase, Object outcome) {
    if (order == Selector.Order.ROUND_ROBIN) {
      rotateBehind(readyCase);
    }
    return () -> readyCase.finish(outcome);
  }

  /** Registers and waits; returns the number of the case that was done, {@link Parker#TIMED_OUT} or another negative number to start over. No waiter is left behind. */
  private int await(ReadyCase<? extends R>[] ordered, Waiter[] waiters, Parker parker, long deadlineNanos) throws InterruptedException {
    for (int i = 0; i < ordered.length; i++) {
      waiters[i] = ordered[i].waiter(parker, i);
    }
    int registered = 0;
    int result = START_OVER;
    try {
      boolean waiting = true;
      while (waiting && registered < ordered.length && parker.isWaiting()) {
        waiting = ordered[registered].await(waiters[registered]);
        if (waiting) {
          registered++;
        }
      }
      if (waiting || !parker.claim(Parker.ABANDONED)) {
        parker.waitsTo("select", ordered);
        result = parker.await(deadlineNanos);
      }
    } finally {
      for (int i = 0; i < registered; i++) {
        if (i != result) {
          ordered[i].forget(waiters[i]);
        }
      }
    }
    if (result == Parker.ABANDONED) {
      throw new InterruptedException("interrupted during a select; no case took effect");
    }
    return result;
  }

  /** If it is to be fair, puts the cases in an order of which each is as likely as any other (Fisher and Yates). */
  private void shuffle(World world) {
    if (order != Selector.Order.FAIR) {
      return;
    }
    for (int i = cases.length - 1; i > 0; i--) {
      int j = world.random(i + 1);
      ReadyCase<? extends R> swapped = cases[i];
      cases[i] = cases[j];
      cases[j] = swapped;
    }
  }

  /** Puts the case last, and those behind it first. */
  private void rotateBehind(ReadyCase<? extends R> readyCase) {
    Collections.rotate(Arrays.asList(cases), cases.length - 1 - Arrays.asList(cases).indexOf(readyCase));
  }
}
