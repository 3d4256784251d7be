package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for sections of a few dozen instructions, held in one word of the object that extends it.
 *
 * <p>The word counts: it is even while the lock is free and odd while it is held, and it has grown by two after every section that changed what the lock
 * guards. An equal even word read twice therefore proves that nothing changed in between, which is how a select with a default tells that no case was ready
 * at one instant; where things happen without the lock too, see {@link Rendezvous#version}.
 */
abstract class SpinLock {
  /*
   * Whoever holds the lock must not park, yield, allocate, run foreign code or wake a thread: a virtual thread is never taken off its carrier in such a
   * section, so that at most as many threads contend as there are carriers, and the wait is short.
   *
   * A contender stays away for a while, longer each time, without looking: to move a cache line to another core and back costs more than a section does, so it pays to leave the line
   * where it is, with a thread that does many operations in a row. In the end the contender yields, because the owner may be a thread that the operating system took off the only
   * other core.
   *
   * A section ends in a finally block, for a stack overflow inside. It does not help if the unlock finds no stack either, see DESIGN, Costs known and accepted.
   */

  /** How long a contender stays away at first, in pause instructions of 10 to 40 ns. */
  private static final int FIRST_PAUSE = 8;

  /** The longest that it stays away before it yields. */
  private static final int LONGEST_PAUSE = 512;

  private static final VarHandle WORD;

  static {
    try {
      WORD = MethodHandles.lookup().findVarHandle(SpinLock.class, "word", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Odd while held; grows by two with every change. */
  private volatile long word;

  final void lock() {
    long seen = word;
    if ((seen & 1) != 0 || !WORD.compareAndSet(this, seen, seen + 1)) {
      lockContended();
    }
  }

  @SuppressWarnings("ThreadPriorityCheck") // yielding is for the lock to come free, not for a priority
  private void lockContended() {
    int pause = FIRST_PAUSE;
    while (true) {
      long seen = word;
      if ((seen & 1) == 0 && WORD.compareAndSet(this, seen, seen + 1)) {
        return;
      }
      if (pause > LONGEST_PAUSE) {
        Thread.yield();
        pause = FIRST_PAUSE;
      } else {
        for (int i = 0; i < pause; i++) {
          Thread.onSpinWait();
        }
        pause *= 2;
      }
    }
  }

  /**
   * Frees the lock.
   *
   * @param changed whether the section changed anything that the lock guards; if not, readers of {@link #version} see no trace of it
   */
  final void unlock(boolean changed) {
    long held = (long) WORD.get(this);
    WORD.setRelease(this, changed ? held + 1 : held - 1);
  }

  /** The state of what is guarded, as a number: if two calls give the same even number, nothing changed between them. */
  long version() {
    return word;
  }
}
