package io.heddle.channels;

/** How the waits at one place begin: without parking, as long as that has been worth it there. */
sealed class Patience permits WaitQueue {
  /*
   * To park a virtual thread and to wake it costs many times what it takes to hand over a value. If the partner is running on another core, it will be here before a few polls
   * are over; if it is one of many that the buffer has made wait, letting others run by Thread.yield() brings it here, and more may be done in one go by then. Where
   * neither is so, both are a waste: of a core that others could use, or of a switch. So each place remembers. A wait that ended without parking raises its score by one, one
   * that had to park after all lowers it by two, and from zero down all park at once, but for one in a while, which finds out whether things have changed: after FIRST_REST waits, and after
   * twice as many each time in vain, up to 512. Polls in vain take as long as several parks.
   *
   * Where values are handed over one by one only polls can help, and only the one that waits alone: others have no partner yet. Where there is a buffer a poll keeps both threads on
   * one cache line, so there it is yields. Both are bounded: the JDK's scheduler may run a thread that yields again and again, and let another starve.
   *
   * There are two of these in each channel at which someone has waited, hence the bytes.
   *
   * Benign races: the fields are plain and shared by all who wait here. A lost update costs a wait of the dearer kind.
   */

  /** A pause instruction takes 10 to 40 ns, a wake-up on another core takes a few hundred and more. With one processor the partner cannot run meanwhile. */
  static final int POLLS = Runtime.getRuntime().availableProcessors() > 1 ? 100 : 0;

  private static final int YIELDS = 2;
  private static final int BEST_SCORE = 16;
  private static final int LOWEST_SCORE = -7;
  private static final int FIRST_REST = 4;

  /** Whether values are handed over one by one here. */
  final boolean handsOver;

  /** Below zero it says how often in a row a wait has found out that nothing has changed. */
  private byte score = BEST_SCORE / 2;

  /** How many waits will park at once until one finds out, when the score is not above zero. */
  private short restLeft;

  Patience(boolean handsOver) {
    this.handsOver = handsOver;
  }

  /** Something that is waited for. */
  @FunctionalInterface
  interface Wait {
    /** A look that costs little. */
    boolean isOver();
  }

  /**
   * Waits without parking, if that has been worth it here.
   *
   * @param world of the thread that waits
   * @param alone whether nobody waited here when this wait began
   * @return whether the wait is over
   */
  final boolean outlasts(Wait wait, World world, boolean alone) {
    if ((handsOver && !alone) || (score <= 0 && restLeft-- > 0) || !world.rewardsPatience()) {
      return false;
    }
    if (handsOver ? polling(wait) : yielding(wait)) {
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

  private static boolean polling(Wait wait) {
    for (int i = 0; i < POLLS; i++) {
      Thread.onSpinWait();
      if (wait.isOver()) {
        return true;
      }
    }
    return false;
  }

  @SuppressWarnings("ThreadPriorityCheck") // yielding is for a partner to run, not for a priority
  private static boolean yielding(Wait wait) {
    for (int i = 0; i < YIELDS; i++) {
      Thread.yield();
      if (wait.isOver()) {
        return true;
      }
    }
    return false;
  }
}
