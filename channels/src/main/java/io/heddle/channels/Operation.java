package io.heddle.channels;

import java.util.Arrays;
import java.util.Comparator;
import java.util.Objects;
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
   * A select that sends and receives on one channel skips its own waiters when it looks for a partner, and a channel that two cases name has two waiters of
   * one parker in its queue: the first to be claimed ends the select, the other is stale.
   */

  /** What {@link #await} returns if the cases have to be tried again. */
  private static final int START_OVER = Integer.MIN_VALUE;

  private final ChannelCase<? extends R>[] cases;
  private SelectCase.@Nullable After<? extends R> timeout;
  private SelectCase.@Nullable Otherwise<? extends R> otherwise;

  @SuppressWarnings({"unchecked", "rawtypes"}) // only elements of the parameter are stored in the array
  Operation(SelectCase<? extends R>[] given) {
    if (given.length == 0) {
      throw new IllegalArgumentException("A select needs a case; to wait for ever receive from Channel.never()");
    }
    ChannelCase<? extends R>[] channelCases = new ChannelCase[given.length];
    int count = 0;
    for (SelectCase<? extends R> selectCase : given) {
      switch (Objects.requireNonNull(selectCase, "a case of a select is null; to switch a case off use Channel.never()")) {
        case ChannelCase<? extends R> channelCase -> channelCases[count++] = channelCase;
        case SelectCase.After<? extends R> after -> timeout = timeout == null || after.timeoutNanos < timeout.timeoutNanos ? after : timeout;
        case SelectCase.Otherwise<? extends R> other -> {
          if (otherwise != null) {
            throw new IllegalArgumentException("A select can have one default, this one has two");
          }
          otherwise = other;
        }
        case SelectCase.Disabled<? extends R> disabled -> {}
      }
    }
    cases = Arrays.copyOf(channelCases, count);
  }

  R run(boolean fair) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before a select; no case took effect");
    }
    World world = World.current();
    long timeoutNanos = timeout == null ? Timeout.FOREVER : timeout.timeoutNanos;
    if (otherwise != null || timeoutNanos == 0) {
      return runAtOnce(world, fair);
    }
    long deadlineNanos = timeoutNanos == Timeout.FOREVER ? Timeout.FOREVER : world.nanoTime() + timeoutNanos;
    while (true) {
      if (fair) {
        shuffle(world);
      }
      for (ChannelCase<? extends R> channelCase : cases) {
        Object outcome = channelCase.poll();
        if (outcome != Outcome.NOT_READY) {
          return channelCase.finish(outcome);
        }
      }
      ChannelCase<? extends R>[] ordered = cases.clone();
      Arrays.sort(ordered, Comparator.comparingLong(ChannelCase::id));
      Waiter[] waiters = new Waiter[ordered.length];
      int chosen = await(ordered, waiters, new Parker(world), deadlineNanos);
      if (chosen >= 0) {
        return ordered[chosen].finish(Objects.requireNonNull(waiters[chosen].item));
      }
      if (chosen == Parker.TIMED_OUT) {
        return Objects.requireNonNull(timeout).onTimeout.get();
      }
    }
  }

  /** A select that need not wait, because of a default or of a timeout that is over before it begins. */
  private R runAtOnce(World world, boolean fair) {
    if (fair) {
      shuffle(world);
    }
    long[] versions = new long[cases.length];
    do {
      for (int i = 0; i < cases.length; i++) {
        versions[i] = cases[i].version();
      }
      for (ChannelCase<? extends R> channelCase : cases) {
        Object outcome = channelCase.poll();
        if (outcome != Outcome.NOT_READY) {
          return channelCase.finish(outcome);
        }
      }
    } while (changed(versions));
    return otherwise != null ? otherwise.otherwise.get() : Objects.requireNonNull(timeout).onTimeout.get();
  }

  private boolean changed(long[] versions) {
    for (int i = 0; i < versions.length; i++) {
      if (cases[i].version() != versions[i]) {
        return true;
      }
    }
    return false;
  }

  /** Registers and waits; returns the number of the case that was done, {@link Parker#TIMED_OUT} or {@link #START_OVER}. No waiter is left behind. */
  private int await(ChannelCase<? extends R>[] ordered, Waiter[] waiters, Parker parker, long deadlineNanos) throws InterruptedException {
    int registered = 0;
    int result = START_OVER;
    try {
      boolean waiting = true;
      while (waiting && registered < ordered.length && parker.isWaiting()) {
        Waiter waiter = new Waiter(parker, registered, ordered[registered].item());
        waiters[registered] = waiter;
        waiting = ordered[registered].await(waiter);
        if (waiting) {
          registered++;
        }
      }
      if (waiting || !parker.claim(Parker.ABANDONED)) {
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

  /** Puts the cases in an order of which each is as likely as any other (Fisher and Yates). */
  private void shuffle(World world) {
    for (int i = cases.length - 1; i > 0; i--) {
      int j = world.random(i + 1);
      ChannelCase<? extends R> swapped = cases[i];
      cases[i] = cases[j];
      cases[j] = swapped;
    }
  }
}
