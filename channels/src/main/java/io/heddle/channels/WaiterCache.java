package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Keeps the waiters of single operations whose wait is over, so that a thread which waits often allocates nothing. */
final class WaiterCache {
  /*
   * A waiter is for sends or for receives as long as it lives, see Rendezvous, so there are slots for both. A slot belongs to no thread; an exchange decides who gets what is in it, so that
   * no two ever have one waiter. The id of a thread picks the slot only so that those which run at the same time rarely meet, and those with neighbouring ids not even on one cache line. If
   * they meet one of them allocates.
   *
   * A waiter comes back only when nobody else can reach it any more, or whoever still does is harmless:
   *   - it waits at no channel: it was taken out by the partner who claimed it, or by its owner, who waits for a partner that is about to find its claim fail, see Rendezvous. What a
   *     partner needs of it but the parker it reads before the claim;
   *   - its timeout is not on the wheel and not on its way to fire;
   *   - it was not ended by a close: the closer walks along a list of those it has claimed;
   *   - the partner who claimed it may yet wake its owner, which is the next owner if it comes too late: a wake-up too many.
   */

  private static final int LINES = 256;
  private static final int SLOTS_IN_A_LINE = 16;
  private static final int SLOTS = LINES * SLOTS_IN_A_LINE;

  private static final VarHandle SLOT = MethodHandles.arrayElementVarHandle(Parker[].class);

  private final @Nullable Parker[] toSend = new Parker[SLOTS];
  private final @Nullable Parker[] toReceive = new Parker[SLOTS];

  /** A waiter for one operation of the calling thread. */
  Parker take(World world, boolean forSend) {
    Thread thread = Thread.currentThread();
    Parker waiter = (Parker) SLOT.getAndSet(forSend ? toSend : toReceive, slotOf(thread), null);
    if (waiter == null) {
      return new Parker(world, forSend);
    }
    waiter.renew(thread);
    return waiter;
  }

  /** Takes back a waiter of the calling thread whose wait is over. */
  void giveBack(Parker waiter) {
    if (waiter.item != Outcome.CLOSED && waiter.isReusable()) {
      waiter.item = null;
      waiter.release();
      SLOT.setRelease(waiter.toSend ? toSend : toReceive, slotOf(Thread.currentThread()), waiter);
    }
  }

  private static int slotOf(Thread thread) {
    int id = (int) thread.threadId();
    return (id & (LINES - 1)) * SLOTS_IN_A_LINE + (id / LINES & (SLOTS_IN_A_LINE - 1));
  }
}
