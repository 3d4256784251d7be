package io.heddle.channels;

import java.util.function.Predicate;

/** How the waits at one place begin: without parking, as long as that has been worth it there. */
sealed class Patience permits WaitQueue {
  /*
   * To park a virtual thread and to wake it costs many times what it takes to hand over a value. Three ways to do without, each where it pays; and where none does, all are a waste: of a core
   * that others could use, or of a switch. So each place remembers. A wait that ended without parking raises its score by one, one that had to park after all lowers it by two, and from
   * zero down all park at once, but for one in a while, which finds out whether things have changed: after FIRST_REST waits, and after twice as many each time in vain, up to 512. Polls in vain
   * take as long as several parks.
   *
   * Polls, where values are handed over one by one: if the partner is running on another core, it will be here before a few are over. Only the one that waits alone polls: others have no
   * partner yet. With a buffer of one the sender polls, before it waits, while its value lies in the slot.
   *
   * Absences, where there is a larger buffer, before the operation waits. A poll would keep both threads on one cache line, so that each gets one value at a time. Who does not look leaves the line to
   * the partner, who fills or empties the buffer meanwhile, and then stays away in turn: so the lines go from core to core once for many values. It is also why a little does not end an absence but
   * the last: who took a single value, or filled a single place, would be back at once. With one processor who stays away yields.
   *
   * Yields, where there is a larger buffer, for a select that waits: its partners may be many, and run here.
   *
   * All are bounded: the JDK's scheduler may run a thread that yields again and again, and let another starve.
   *
   * There are two of these in each channel at which someone has waited, hence the bytes.
   *
   * Benign races: the fields are plain and shared by all who wait here. A lost update costs a wait of the dearer kind.
   */

  /** Whether a partner can run while this thread does: not so with one processor. */
  private static final boolean PARTNERS_RUN = Runtime.getRuntime().availableProcessors() > 1;

  /** A pause instruction takes 10 to 40 ns, a wake-up on another core takes a few hundred and more. */
  static final int POLLS = PARTNERS_RUN ? 100 : 0;

  /** How often an operation stays away. */
  private static final int ABSENCES = PARTNERS_RUN ? 4 : 2;

  /** For how many pause instructions. */
  private static final int ABSENCE = 10;

  private static final int YIELDS = 2;
  private static final int BEST_SCORE = 16;
  private static final int LOWEST_SCORE = -7;
  private static final int FIRST_REST = 4;

  /** Whether values are handed over one by one here. */
  private final boolean handsOver;

  /** Below zero it says how often in a row a wait has found out that nothing has changed. */
  private byte score = BEST_SCORE / 2;

  /** How many waits will park at once until one finds out, when the score is not above zero. */
  private short restLeft;

  Patience(boolean handsOver) {
    this.handsOver = handsOver;
  }

  /**
   * Looks now and then, before anyone waits, whether that will be needed, if it has been worth it here.
   *
   * @param plenty a look that costs little: whether it is worth it to come back
   * @param ready the same, the last time
   * @param world of the calling thread
   * @return whether it was ready
   */
  final <C> boolean sees(Predicate<? super C> plenty, Predicate<? super C> ready, C channel, World world) {
    return begins(world) && ended(handsOver ? polling(ready, channel) : stayingAway(plenty, ready, channel));
  }

  /**
   * Waits without parking, if that has been worth it here.
   *
   * @param alone whether nobody waited here when this wait began
   * @return whether the wait is over
   */
  final boolean outlasts(Parker wait, boolean alone) {
    return (alone || !handsOver) && begins(wait.world()) && ended(handsOver ? polling(Parker::isOver, wait) : yielding(wait));
  }

  private boolean begins(World world) {
    return (score > 0 || restLeft-- <= 0) && world.rewardsPatience();
  }

  private boolean ended(boolean well) {
    if (well) {
      if (score < BEST_SCORE) { // seldom written: the patience of the other side lies beside this one, on the same cache line
        score = (byte) (Math.max(score, 0) + 1);
      }
      return true;
    }
    int lower = score > 0 ? Math.max(score - 2, 0) : Math.max(score - 1, LOWEST_SCORE);
    score = (byte) lower;
    if (lower <= 0) {
      restLeft = (short) (FIRST_REST << -lower);
    }
    return false;
  }

  private static <W> boolean polling(Predicate<? super W> isOver, W wait) {
    for (int i = 0; i < POLLS; i++) {
      Thread.onSpinWait();
      if (isOver.test(wait)) {
        return true;
      }
    }
    return false;
  }

  private static <C> boolean stayingAway(Predicate<? super C> plenty, Predicate<? super C> ready, C channel) {
    for (int left = ABSENCES; left > 0; left--) {
      stayAway();
      if (left > 1 ? plenty.test(channel) : ready.test(channel)) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("ThreadPriorityCheck") // yielding is for a partner to run, not for a priority
  private static void stayAway() {
    if (!PARTNERS_RUN) {
      Thread.yield();
      return;
    }
    for (int pauses = ABSENCE; pauses > 0; pauses--) {
      Thread.onSpinWait();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // as above
  private static boolean yielding(Parker wait) {
    for (int i = 0; i < YIELDS; i++) {
      Thread.yield();
      if (wait.isOver()) {
        return true;
      }
    }
    return false;
  }
}
