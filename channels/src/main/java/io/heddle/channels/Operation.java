package io.heddle.channels;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** The cases of a select, and its runs: one at a time, by one thread. */
final class Operation<R extends @Nullable Object> {
  /*
   * Go locks all channels of a select at once. Here a select holds one lock at a time:
   *
   *   1. Try the cases, in random or in the given order. A case that can be done is done, and that is all. Without a default a case that does not look ready, from a
   *      look without the lock, is passed over: step 3 looks again. If all are channels the looks come first, and of those that look ready one is tried. If none does, it is looked again for a
   *      while where that is worth it: senders who run offer what they send to those who look, see Rendezvous.
   *   2. With a default: note each channel's version before step 1 and look again after it. If none has changed, then at the instant between the two passes
   *      no case was ready, and the default is taken; else start over. Someone else made progress each time that happens.
   *   3. Register a waiter with each channel. From the first one on a partner may end the select at any time, by the CAS of Parker. So a select that has
   *      registered must not do an operation by its own hand: it might be done twice. If it finds a channel ready while it registers, it withdraws, by the same
   *      CAS, takes its waiters out and starts over; unless it was ended before it could.
   *   4. Park until ended, then take the remaining waiters out.
   *
   * Two selects cannot make each other withdraw for ever, because all register in the order of the channels' ids: if A withdraws for having found B waiting at
   * channel x, then B registered at x first and A was registered at lower ids only; for B to withdraw because of A it would have to reach such an id after x. At one
   * channel its lock, or the compare-and-set of its slot, decides who is first.
   *
   * A Selectable that is not a channel ends the wait without doing anything, as ASK_AGAIN, and is asked in step 1 of the next round. It has no version: for a default it counts
   * as not ready if it said so in the first pass.
   *
   * The waiters and their parker are used again in the next run: when a run is over they are in no queue. They are made anew if someone may yet refer to them, see WaiterCache for the rules.
   *
   * A select that sends and receives on one channel skips its own waiters when it looks for a partner, and a channel that two cases name has two waiters of
   * one parker in its queue: the first to be claimed ends the select, the other is stale.
   */

  /** What {@link #await} returns if the cases have to be tried again. */
  private static final int START_OVER = Integer.MIN_VALUE;

  /** So many cases are sorted by insertion. */
  private static final int FEW = 16;

  /** So many channels are looked at again and again. */
  private static final int MOST_LOOKED_AT = 16;

  /** In the place of a case's index: no case looks ready. */
  private static final int NONE = -1;

  /** No case looks ready, nor did one while that was looked for: the wait need have no patience any more. */
  private static final int IN_VAIN = -2;

  /** A look does not tell, or must not: there is a case of something else than a channel, or there are too many; or there is an interrupt to see to. */
  private static final int NOT_SIMPLE = -3;

  private final Selector.Order order;

  /** In the order in which they are tried next. */
  private final ReadyCase<? extends R>[] cases;

  /** In the order in which they register, those of one id as the first run that waited found them; null until a run has to wait. */
  private ReadyCase<? extends R> @Nullable [] ordered;

  /** Those of the cases in the order of registering; null before the first wait and when they may not be used again. */
  private Waiter @Nullable [] waiters;

  /** Those of the channels in the order of trying; null until a run must not wait. */
  private long @Nullable [] versions;

  /** Where the next try begins, in the order of trying. */
  private int turn;

  /** What the chosen case came to. */
  private @Nullable Object outcome;

  /** What is done if no case was chosen, for lack of time or because of a default. */
  private @Nullable Supplier<? extends R> instead;

  private List<SelectCase.After<? extends R>> limits = List.of();
  private SelectCase.@Nullable Otherwise<? extends R> otherwise;

  @SuppressWarnings({"unchecked", "rawtypes"}) // only elements of the parameter are stored in the array
  Operation(SelectCase<? extends R>[] given, Selector.Order order) {
    if (given.length == 0) {
      throw new IllegalArgumentException("A select needs a case; to wait for ever receive from Channel.never()");
    }
    ReadyCase<? extends R>[] readyCases = new ReadyCase[given.length];
    int count = 0;
    for (SelectCase<? extends R> selectCase : given) {
      switch (Objects.requireNonNull(selectCase, "a case of a select is null; to switch a case off use Select.disabled() or Channel.never()")) {
        case ReadyCase<? extends R> readyCase -> {
          readyCase.id(); // new channels get theirs in the order of the cases, and not as they happen to be shuffled: dumps name the cases in that order
          readyCases[count++] = readyCase;
        }
        case SelectCase.After<? extends R> after -> {
          if (limits.isEmpty()) {
            limits = new ArrayList<>(1);
          }
          limits.add(after);
        }
        case SelectCase.Otherwise<? extends R> other -> {
          if (otherwise != null) {
            throw new IllegalArgumentException("A select can have one default, this one has two");
          }
          otherwise = other;
        }
        case SelectCase.Disabled<? extends R> disabled -> {}
      }
    }
    this.cases = count == readyCases.length ? readyCases : Arrays.copyOf(readyCases, count);
    this.order = order;
  }

  /** Runs a select once. If a case of a channel looks ready it needs no more than that. */
  @SuppressWarnings("unchecked") // what looks ready is a ReadyCase
  static <R extends @Nullable Object> R select(SelectCase<? extends R>[] given, Selector.Order order) throws InterruptedException {
    int at = Thread.currentThread().isInterrupted() ? NOT_SIMPLE : find(given, order, 0, /* mayLook= */ true);
    if (at >= 0) {
      ReadyCase<? extends R> tried = (ReadyCase<? extends R>) given[at];
      Object came = tried.poll();
      if (came != Outcome.NOT_READY) {
        return tried.finish(came);
      }
    }
    return new Operation<R>(given, order).run(/* patient= */ at != IN_VAIN);
  }

  /**
   * The index of a case that looks ready, perhaps after a look for a partner if that is allowed.
   *
   * @param turn the index of the first case to be chosen by turns
   * @return the index, or one of the negative numbers above
   */
  private static int find(SelectCase<?>[] cases, Selector.Order order, int turn, boolean mayLook) {
    int found = looksReady(cases, order, turn);
    return found == NONE && mayLook && rewardsALook(cases) ? lookOut(cases, order, turn) : found;
  }

  /** The index of a case that looks ready, of several each as likely as the other, the first, or the next in turn; or {@link #NONE} or {@link #NOT_SIMPLE}. */
  private static int looksReady(SelectCase<?>[] cases, Selector.Order order, int turn) {
    if (cases.length > Long.SIZE) {
      return NOT_SIMPLE;
    }
    long ready = 0;
    for (int i = 0; i < cases.length; i++) {
      if (!(cases[i] instanceof ReadyCase.AtChannel<?, ?> looked)) {
        return NOT_SIMPLE;
      }
      if (looked.looksReady()) {
        ready |= 1L << i;
      }
    }
    if (ready == 0) {
      return NONE;
    }
    if (order == Selector.Order.FAIR) {
      int count = Long.bitCount(ready);
      for (int skipped = count > 1 ? World.current().random(count) : 0; skipped > 0; skipped--) {
        ready &= ready - 1; // without its lowest bit
      }
    }
    long inTurn = ready & -1L << turn;
    return Long.numberOfTrailingZeros(inTurn == 0 ? ready : inTurn);
  }

  /** Whether, among a few cases, each of a channel, there is one where it is worth it to look for a partner before the select waits. */
  private static boolean rewardsALook(SelectCase<?>[] cases) {
    if (cases.length <= MOST_LOOKED_AT) {
      for (SelectCase<?> looked : cases) {
        if (((ReadyCase.AtChannel<?, ?>) looked).rewardsALook()) {
          return true;
        }
      }
    }
    return false;
  }

  /** Looks for a while until a case, each of a channel, looks ready; {@link #IN_VAIN} if none does. */
  private static int lookOut(SelectCase<?>[] cases, Selector.Order order, int turn) {
    int polls = Patience.POLLS;
    int found;
    do {
      Thread.onSpinWait();
      found = looksReady(cases, order, turn);
    } while (found == NONE && polls-- > 0);
    if (found == NONE) {
      lookedInVain(cases);
      return IN_VAIN;
    }
    ReadyCase.AtChannel<?, ?> atChannel = (ReadyCase.AtChannel<?, ?>) cases[found];
    if (atChannel.mayBringLuck()) {
      atChannel.channel.foundByALook();
    } else {
      lookedInVain(cases);
    }
    return found;
  }

  /** Tells the channels that a look for a partner was not worth it: none came, or something became ready that would have done so without the look. */
  private static void lookedInVain(SelectCase<?>[] cases) {
    for (SelectCase<?> looked : cases) {
      ((ReadyCase.AtChannel<?, ?>) looked).lookedInVain();
    }
  }

  private ReadyCase<? extends R>[] ordered() {
    ReadyCase<? extends R>[] made = ordered;
    if (made == null) {
      made = cases.clone();
      if (made.length > FEW) {
        Arrays.sort(made, Comparator.comparingLong(ReadyCase::id));
      } else {
        sortById(made);
      }
      ordered = made;
    }
    return made;
  }

  /** Sorts by insertion, the cheapest way for few; a select is often made for one run. */
  private static void sortById(ReadyCase<?>[] cases) {
    for (int i = 1; i < cases.length; i++) {
      ReadyCase<?> moved = cases[i];
      int at = i;
      for (; at > 0 && cases[at - 1].id() > moved.id(); at--) {
        cases[at] = cases[at - 1];
      }
      cases[at] = moved;
    }
  }

  /** As {@link Selector#select}, once. */
  R run(boolean patient) throws InterruptedException {
    ReadyCase<? extends R> chosen = choose(patient);
    return chosen == null ? takeInstead().get() : chosen.finish(takeOutcome());
  }

  /**
   * Waits and does the operation of one case; returns the case, to be finished with the {@linkplain #takeOutcome outcome}, or null if something is to be done {@linkplain #takeInstead instead}. Parks at once if it has to wait
   * and is not to be patient.
   */
  @Nullable ReadyCase<? extends R> choose(boolean patient) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before a select; no case took effect");
    }
    World world = World.current();
    if (otherwise != null) {
      return chooseAtOnce(world, otherwise.otherwise);
    }
    long timeoutNanos = Timeout.FOREVER;
    Supplier<? extends R> onTimeout = null;
    for (int i = 0; i < limits.size(); i++) {
      SelectCase.After<? extends R> limit = limits.get(i);
      long nanos = limit.timeoutNanos(world);
      if (onTimeout == null || nanos < timeoutNanos) {
        timeoutNanos = nanos;
        onTimeout = limit.onTimeout;
      }
    }
    if (onTimeout != null && timeoutNanos == 0) {
      return chooseAtOnce(world, onTimeout);
    }
    int at = find(cases, order, turn, patient);
    if (at >= 0 && isDone(at)) {
      return cases[at];
    }
    shuffle(world); // by which the cases of one channel register, too
    ReadyCase<? extends R> chosen = at == NONE || at == IN_VAIN ? null : poll(/* mayWait= */ true);
    if (chosen != null) {
      return chosen;
    }
    long deadlineNanos = timeoutNanos == Timeout.FOREVER ? Timeout.FOREVER : world.nanoTime() + timeoutNanos;
    while (true) {
      int result = await(world, deadlineNanos, patient && at != IN_VAIN);
      if (result >= 0) {
        return ordered()[result];
      }
      if (result == Parker.TIMED_OUT) {
        instead = onTimeout;
        return null;
      }
      shuffle(world);
      chosen = poll(/* mayWait= */ true);
      if (chosen != null) {
        return chosen;
      }
    }
  }

  /** What the chosen case came to; can be asked for once. */
  Object takeOutcome() {
    Object taken = Objects.requireNonNull(outcome);
    outcome = null;
    return taken;
  }

  /** What is to be done instead of a case; can be asked for once. */
  Supplier<? extends R> takeInstead() {
    Supplier<? extends R> taken = Objects.requireNonNull(instead);
    instead = null;
    return taken;
  }

  /** A select that need not wait, because of a default or of a timeout that is over before it begins. */
  private @Nullable ReadyCase<? extends R> chooseAtOnce(World world, Supplier<? extends R> otherwise) {
    long[] noted = versions;
    if (noted == null) {
      noted = new long[cases.length];
      versions = noted;
    }
    do {
      shuffle(world);
      noteVersions(noted);
      ReadyCase<? extends R> chosen = poll(/* mayWait= */ false);
      if (chosen != null) {
        return chosen;
      }
    } while (changed(noted));
    instead = otherwise;
    return null;
  }

  private void noteVersions(long[] noted) {
    for (int i = 0; i < noted.length; i++) {
      noted[i] = cases[i].version();
    }
  }

  private boolean changed(long[] noted) {
    for (int i = 0; i < noted.length; i++) {
      if (cases[i].version() != noted[i]) {
        return true;
      }
    }
    return false;
  }

  /** Does the first case that can be done at once; those that do not look ready are passed over if the select goes on to wait. */
  private @Nullable ReadyCase<? extends R> poll(boolean mayWait) {
    for (int i = 0, at = turn; i < cases.length; i++, at = behind(at)) {
      if ((!mayWait || cases[at].looksReady()) && isDone(at)) {
        return cases[at];
      }
    }
    return null;
  }

  /** Does the operation of a case if that is possible at once, and keeps its outcome. */
  private boolean isDone(int at) {
    Object came = cases[at].poll();
    if (came == Outcome.NOT_READY) {
      return false;
    }
    if (order == Selector.Order.ROUND_ROBIN) {
      turn = behind(at);
    }
    outcome = came;
    return true;
  }

  /** The next place in the order of trying, which is a ring. */
  private int behind(int at) {
    return at + 1 == cases.length ? 0 : at + 1;
  }

  /** If the choice is to be fair, puts the cases in an order of which each is as likely as any other (Fisher and Yates). */
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

  /** Registers and waits; returns the number of the case that was done, {@link Parker#TIMED_OUT} or another negative number to start over. No waiter is left behind. */
  private int await(World world, long deadlineNanos, boolean patient) throws InterruptedException {
    ReadyCase<? extends R>[] ordered = ordered();
    Waiter[] mine = renewWaiters(world, ordered);
    Parker parker = mine.length == 0 ? new Parker(world) : mine[0].parker;
    int registered = 0;
    int result = START_OVER;
    boolean reusable = false;
    try {
      for (int i = 0; i < mine.length; i++) {
        ordered[i].prepare(mine[i]);
      }
      boolean waiting = true;
      while (waiting && registered < mine.length && parker.isWaiting()) {
        waiting = ordered[registered].await(mine[registered]);
        if (waiting) {
          registered++;
        }
      }
      if (waiting || !parker.claim(Parker.ABANDONED)) {
        result = park(parker, ordered, mine, deadlineNanos, patient);
      }
      reusable = parker.isReusable();
    } finally {
      for (int i = 0; i < registered; i++) {
        if (i != result) {
          ordered[i].forget(mine[i]);
        }
      }
      if (!reusable) {
        waiters = null;
      }
    }
    if (result >= 0) {
      chosen(ordered[result], mine[result]);
    } else if (result == Parker.ABANDONED) {
      throw new InterruptedException("interrupted during a select; no case took effect");
    }
    return result;
  }

  /** The waiters for a new wait of the calling thread. */
  private Waiter[] renewWaiters(World world, ReadyCase<?>[] ordered) {
    Waiter[] old = waiters;
    if (old != null && old.length > 0 && old[0].parker.isOf(world)) {
      old[0].parker.renew(Thread.currentThread());
      return old;
    }
    Waiter[] made = new Waiter[ordered.length];
    for (int i = 0; i < made.length; i++) {
      boolean sends = ordered[i].sends();
      made[i] = i == 0 ? new Parker(world, sends) : new Waiter(made[0].parker, i, sends);
    }
    waiters = made;
    return made;
  }

  private int park(Parker parker, ReadyCase<? extends R>[] ordered, Waiter[] mine, long deadlineNanos, boolean patient) {
    if (!parker.isWaiting()) {
      return parker.result(); // perhaps before it came to a channel, whose patience is then none of its own
    }
    for (int i = 0; patient && i < mine.length; i++) {
      WaitQueue queue = ordered[i].queue();
      if (queue != null) {
        if (queue.outlasts(parker, mine[i].alone)) {
          return parker.result();
        }
        break;
      }
    }
    parker.waitsTo("select", ordered);
    return parker.await(deadlineNanos);
  }

  /** Keeps what a partner left for the case that it has done. */
  private void chosen(ReadyCase<? extends R> done, Waiter waiter) {
    Object came = Objects.requireNonNull(waiter.item);
    outcome = came;
    waiter.item = null;
    if (came == Outcome.CLOSED) {
      waiters = null;
    }
    if (order == Selector.Order.ROUND_ROBIN) {
      int at = 0;
      while (cases[at] != done) {
        at++;
      }
      turn = behind(at);
    }
  }
}
