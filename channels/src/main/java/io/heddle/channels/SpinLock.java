package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;

/**
 * A lock for sections of a few dozen instructions, held in one word of the object that extends it.
 *
 * <p>The word counts: it is even while the lock is free and odd while it is held, and it has grown by two after every section that changed what the lock
 * guards. An equal even word read twice therefore proves that nothing changed in between, which is how a select with a default tells that no case was ready
 * at one instant.
 */
abstract class SpinLock {
  /*
   * Whoever holds the lock must not park, yield, allocate, run foreign code or wake a thread: a virtual thread is never taken off its carrier in such a
   * section, so that at most as many threads contend as there are carriers, and the wait is short. A contender polls a few times in case the owner runs on
   * another core, and then yields, because the owner may be a thread that the operating system took off the only other core. Yielding is what lets a
   * scheduler with one carrier make progress too.
   *
   * A section ends in a finally block: a stack overflow inside must not leave the lock held.
   */

  /** How often a contender looks before it yields; a pause instruction takes up to 40 ns. */
  private static final int POLLS = 16;

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
    for (int attempt = 1; ; attempt++) {
      long seen = word;
      if ((seen & 1) == 0 && WORD.compareAndSet(this, seen, seen + 1)) {
        return;
      }
      if (attempt % POLLS == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
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
  final long version() {
    return word;
  }
}
