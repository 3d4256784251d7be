package io.heddle.channels;

import org.jspecify.annotations.Nullable;

/**
 * One operation that waits at one channel: a link of the channel's queue, or alone in its {@link Rendezvous}. The fields after the first three, but for the state, are guarded by the channel's
 * lock, or belong to whoever has that slot busy.
 */
sealed class Waiter permits Parker {
  /** The wait this is a part of. It is its own first waiter, so that one operation is one object; a select has more waiters with the same parker. */
  final Parker parker;

  /** The number of the case within its select; what the parker is claimed with. */
  final int index;

  /** Whether it waits to send; of no meaning for what is no channel. */
  final boolean toSend;

  /**
   * What is handed over: for a send the value, for a receive nothing until a sender stores its own; a close stores {@link Outcome#CLOSED}. Whoever
   * stores it does so before claiming the parker, and the owner reads it after seeing the claim, without the lock.
   */
  @Nullable Object item;

  /**
   * How the wait stands, see {@link Parker}; only that of a wait's first waiter counts. It is declared here to lie beside the item: what a partner reads and writes in a hand-over is then
   * within 24 bytes, which most often are on one cache line.
   */
  volatile int state;

  /** Whether it is in a queue. */
  boolean queued;

  /** Whether nobody waited there when it came. */
  boolean alone;

  @Nullable Waiter previous;
  @Nullable Waiter next;

  /** The first waiter of a wait, which is the wait itself. */
  Waiter(boolean toSend) {
    this.parker = (Parker) this;
    this.index = 0;
    this.toSend = toSend;
  }

  Waiter(Parker parker, int index, boolean toSend) {
    this.parker = parker;
    this.index = index;
    this.toSend = toSend;
  }
}
