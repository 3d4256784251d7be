package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Where a sender and a receiver meet without the lock, as long as no more than one of them waits: a slot that holds who waits alone. */
abstract class Rendezvous extends SpinLock {
  /*
   * With a lock a hand-over takes six moves of a cache line from core to core and back: the lock's, the queue's and the waiter's, each read before it is written. Two who are alone need
   * neither lock nor queue. Whoever finds the slot empty leaves its waiter there, and whoever finds a partner takes it out and claims it, each by one compare-and-set. It is the slot of the
   * exchangers and dual data structures of Scherer, Lea and Scott (Scalable Synchronous Queues, PPoPP 2006), for one.
   *
   *   slot       who may wait at this channel
   *   null       nobody
   *   a waiter   it alone
   *   SHUT       whoever is in the queues: all goes by the lock. For good in a channel with a buffer
   *
   *   null --CAS by its owner--> a waiter --CAS by a partner, or by the owner who gives up--> null
   *   null, a waiter --a section begins--> SHUT --a section lets someone wait who is alone--> a waiter
   *
   * Invariants
   *   1. While the slot is not SHUT the queues are empty and the channel is open. A section shuts it before it does anything else and moves the waiter into its queue, so the invariants of
   *      the queues hold in it, and nothing happens beside it.
   *   2. A waiter is put in once in each wait, and one only takes it out: a partner, its owner, or a section.
   *   3. From SHUT it goes only in a section that counts as a change. So a version that was read with the slot shut and is found again proves that nothing happened without the lock either.
   *
   * A waiter that is used again. A partner may look into the slot, stop, and go on when that waiter is in a later wait: its compare-and-set succeeds only if the waiter waits here again, and
   * then it waits for the same, because a waiter is a sender's or a receiver's as long as it lives. The partner has it from that moment until its claim, during which the owner may give up.
   * Such an owner finds its waiter neither in the slot nor in a queue, and uses it no more: the claim, which must fail, could end another wait.
   *
   * Linearization: a hand-over when the waiter is taken out, if the claim succeeds; if not, the waiter's end was before. That nobody waits: at the look into the slot.
   *
   * Progress: lock-free. A compare-and-set fails because another's succeeded.
   */

  private static final VarHandle SLOT;

  static {
    try {
      SLOT = MethodHandles.lookup().findVarHandle(Rendezvous.class, "slot", Parker.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** In the slot of a channel where everything goes by the lock. */
  private static final Parker SHUT = new Parker(SystemWorld.INSTANCE);

  static {
    SHUT.release();
  }

  private volatile @Nullable Parker slot;

  /** A place that can be open, or is shut for good. */
  Rendezvous(boolean opens) {
    if (!opens) {
      SLOT.set(this, SHUT);
    }
  }

  /**
   * Hands the item to a receiver who is alone, or lets the sender wait alone with its waiter, if there is one.
   *
   * @return {@link Outcome#SENT}, {@link Outcome#NOT_READY} if there is no receiver, or null if all goes by the lock
   */
  final @Nullable Outcome meetReceiver(Object item, @Nullable Parker waiter) {
    while (true) {
      Parker there = slot;
      if (there == null) {
        if (waiter == null || waitAlone(waiter)) {
          return Outcome.NOT_READY;
        }
      } else if (there == SHUT) {
        return null;
      } else if (there.toSend) {
        return waiter == null ? Outcome.NOT_READY : null;
      } else if (takeOut(there)) {
        there.item = item;
        if (there.claim(there.index)) {
          there.wake();
          return Outcome.SENT;
        }
        there.item = null;
      }
    }
  }

  /**
   * Takes the item of a sender who is alone, or lets the receiver wait alone with its waiter, if there is one.
   *
   * @return the item, {@link Outcome#NOT_READY} if there is no sender, or null if all goes by the lock
   */
  final @Nullable Object meetSender(@Nullable Parker waiter) {
    while (true) {
      Parker there = slot;
      if (there == null) {
        if (waiter == null || waitAlone(waiter)) {
          return Outcome.NOT_READY;
        }
      } else if (there == SHUT) {
        return null;
      } else if (!there.toSend) {
        return waiter == null ? Outcome.NOT_READY : null;
      } else if (takeOut(there)) {
        Object item = there.item; // its owner may use the waiter for another wait once it is claimed
        if (there.claim(there.index)) {
          there.wake();
          return item;
        }
      }
    }
  }

  private boolean waitAlone(Parker waiter) {
    waiter.alone = true;
    return SLOT.compareAndSet(this, null, waiter);
  }

  /** Takes a waiter out; false if it is not in the slot, or not any more. */
  final boolean takeOut(Waiter waiter) {
    return slot == waiter && SLOT.compareAndSet(this, waiter, null);
  }

  /** Whether someone waits alone, to send or to receive; a look that may be wrong by then. */
  final boolean looksMet(boolean toSend) {
    Parker there = slot;
    return there != null && there != SHUT && there.toSend == toSend;
  }

  /* ------ Sections ------ */

  /** Begins a section: takes the lock and shuts the slot. */
  final void enter() {
    lock();
    if (!isShut()) {
      Parker alone = (Parker) SLOT.getAndSet(this, SHUT);
      if (alone != null) {
        enqueue(alone);
      }
    }
  }

  /** Puts who waited alone into the queue; called in a section. */
  abstract void enqueue(Parker alone);

  /** Opens the slot for one who is to wait, and is alone; called in a section that counts as a change, with empty queues. */
  final void open(Parker waiter) {
    waiter.alone = true;
    slot = waiter;
  }

  /** As {@link SpinLock#version()}, of all that happens here, with the lock and without. */
  @Override
  final long version() {
    while (true) {
      long version = super.version();
      if (isShut()) { // later than the read, so that the slot is open only if the version has grown since
        return version;
      }
      enter();
      unlock(/* changed= */ false);
    }
  }

  private boolean isShut() {
    return slot == SHUT;
  }
}
