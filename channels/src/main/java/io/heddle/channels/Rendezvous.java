package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Where a sender and a receiver meet without the lock, as long as no more than one of them waits: a slot that holds who waits alone, or the value that fills a buffer of one. */
abstract class Rendezvous extends SpinLock {
  /*
   * With a lock a hand-over moves the cache lines of the lock, the queue and the waiter from core to core, each first read and then written. Two who are alone need neither lock nor
   * queue. Whoever finds the slot empty leaves its waiter there, and whoever finds a partner takes it out and claims it, each by one compare-and-set. It is the slot of the exchangers and dual
   * data structures of Scherer, Lea and Scott (Scalable Synchronous Queues, PPoPP 2006), for one.
   *
   * Where there is a buffer of one, the slot is that buffer too: whoever sends leaves the value there. Then nobody waits alone to send, for a sender waits only if the buffer is full; it
   * queues, after it has looked for a while whether the value is taken. While it looks it does not wait yet: another sender may come first.
   *
   * Two who both run need no waiter either. Where there is no buffer a receiver first says only that it looks, and looks whether a value is put there; a sender who finds that puts its value in
   * the place of the mark, and is done. So one cache line goes there and back for a value, where a waiter is another that goes twice. A sender whom nobody looks for looks in turn, but leaves no mark:
   * it does not wait yet. Who has looked in vain begins anew with a waiter, and does so from the start for the next thousands of waits once that has happened too often: the partner is a select, which
   * needs its waiters, or comes late, or there are more than two.
   *
   *   slot       who may wait at this channel      what is in its buffer
   *   null       nobody                            nothing
   *   a value    nobody                            it, where there is room for one; else nothing: it is another's already, who looks
   *   LOOKING    a receiver who looks, alone       nothing
   *   a waiter   it alone                          nothing
   *   BUSY       whoever was in the slot, which one is moving out
   *   SHUT       what is in the queues and the ring: all goes by the lock. For good where there is more room, or no sender ever waits
   *
   *   null --CAS by its owner--> a waiter --CAS by a partner--> BUSY --the same, having claimed it or failed to--> null
   *                              a waiter --CAS by its owner, who gives up--> null
   *   null --CAS by a sender--> a value --CAS by a receiver--> null                                    where there is room for one
   *   null --CAS by a receiver--> LOOKING --CAS by a sender--> a value --CAS by one who looked--> null    where there is none
   *                               LOOKING --CAS by one who looked, in vain--> null
   *   null, a waiter, LOOKING, a value in the buffer --CAS at the begin of a section--> BUSY --the same--> SHUT --a section lets someone wait who is alone--> a waiter
   *   BUSY --the same, out of stack--> what was there
   *
   * Invariants
   *   1. While the slot is not SHUT queues and ring are empty and the channel is open. A section (but the one that makes the queues) shuts it before it does anything else and moves what was in
   *      it into its queue or the ring, so the invariants of these hold in it, and nothing happens beside it.
   *   2. A waiter is put in once in each wait, and one only takes it out: a partner, its owner, or a section. The same for the value of a send.
   *   3. From SHUT it goes only in a section that counts as a change. So a version that was read with the slot shut and is found again proves that nothing happened without the lock either.
   *
   * Why BUSY. Between a partner's compare-and-set and its claim the one who waits is still to be had if the claim fails for the partner, or may give up. Whoever found the slot empty then would
   * say that nobody waits, and be wrong; and an owner who gave up could not use its waiter again, for the claim to come would end another wait. So all others wait for these few instructions,
   * in which the partner runs no code but this, as they would for the lock. A release ends it: nobody decides anything by a slot that is busy, so it may be seen busy a little longer.
   *
   * A value that is another's is a slot that is busy: the receiver has only to look once more. It runs no code but this meanwhile, and it is not taken off its carrier; if the operating system takes it
   * off its core, all others wait for that.
   *
   * The mark of who looks is the same for all. A section takes it away without a word, since whoever looks counts as not waiting yet, and sees that it has to begin anew. It may
   * see so late, when another receiver looks here, and take the value that is for that one: it has been waiting all the while, the compare-and-set lets one of them have the value, and the other
   * begins anew.
   *
   * A waiter that is used again. A partner may look into the slot, stop, and go on when that waiter is in a later wait: its compare-and-set succeeds only if the waiter waits here again, and
   * then it waits for the same, because a waiter is a sender's or a receiver's as long as it lives, and that of a case of a select has the same number within it.
   *
   * A select has a waiter for each case, in the slots of as many channels, of which one is claimed. The others stay until their owner has taken them out, and whoever finds one meanwhile
   * takes it out as it would any other, and fails to claim it.
   *
   * A value that is sent again. A receiver may look into the slot, stop, and find the same object there when it goes on, of a later send: it is the oldest value then, and all there is.
   *
   * Linearization: a hand-over at the claim, or where a value takes the place of the mark; a value that comes into the buffer or leaves it at its compare-and-set; that nobody waits, or that there is no room or no value, at the look into the slot.
   */

  private static final VarHandle SLOT;

  static {
    try {
      SLOT = MethodHandles.lookup().findVarHandle(Rendezvous.class, "slot", Object.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** How often whoever finds the slot busy looks again at once; then it yields, if it has not the lock, for the partner may have been taken off the only other core. */
  private static final int LOOKS = 64;

  /** In the slot of a channel where everything goes by the lock. */
  private static final Waiter SHUT = nobody();

  /** In the slot while who was in it is being claimed, or what was in it is being put elsewhere. */
  private static final Waiter BUSY = nobody();

  /** In the slot while a receiver looks for a value to come in its place. */
  private static final Waiter LOOKING = nobody();

  /** The most that {@link #luck} is. */
  private static final int BEST_LUCK = 16;

  /** Of a new channel: a look in vain, and nobody looks for a while. Many channels are for a few values. */
  private static final int FIRST_LUCK = 2;

  /** How many wait here alone before anyone looks again. */
  private static final int REST = 4_000;

  private static Waiter nobody() {
    Parker nobody = new Parker(SystemWorld.INSTANCE);
    nobody.release();
    return nobody;
  }

  private volatile @Nullable Object slot;

  /**
   * Above zero while those who come look before they wait: how well that goes. Below, how many are yet to wait alone until one looks again. Zero for ever where values are never
   * handed over one by one. Plain, as a lost update costs a wait of the dearer kind; it is written by who has the cache line of the slot anyway.
   */
  private int luck;

  /** Shuts the slot of a new channel, in which nobody ever meets. */
  final void neverOpen() {
    SLOT.set(this, SHUT);
  }

  /** Lets those who come to a new channel look before they wait; there is no room in it. */
  final void letLook() {
    luck = FIRST_LUCK;
  }

  /** Whether there is room for one value, so that the slot is the buffer. */
  abstract boolean keepsOne();

  /**
   * Hands the item to a receiver who is alone, or leaves it in the buffer, or lets the sender wait alone with its waiter, if there is one.
   *
   * @return {@link Outcome#SENT}, {@link Outcome#NOT_READY} if there is neither a receiver nor room, or null if all goes by the lock
   */
  final @Nullable Outcome meetReceiver(Object item, @Nullable Parker waiter) {
    while (true) {
      Object there = look();
      if (there == null) {
        if (keepsOne()) {
          if (SLOT.compareAndSet(this, null, item)) {
            return Outcome.SENT;
          }
        } else if (waiter == null || waitAlone(waiter)) {
          return Outcome.NOT_READY;
        }
      } else if (there == SHUT) {
        return null;
      } else if (there == LOOKING) {
        if (SLOT.compareAndSet(this, LOOKING, item)) {
          return Outcome.SENT;
        }
      } else if (!(there instanceof Waiter alone) || alone.toSend) {
        return waiter == null ? Outcome.NOT_READY : null;
      } else if (handOver(alone, item) != null) {
        alone.parker.wake();
        return Outcome.SENT;
      }
    }
  }

  /**
   * Takes the item from the buffer or of a sender who is alone, or lets the receiver wait alone with its waiter, if there is one.
   *
   * @return the item, {@link Outcome#NOT_READY} if there is neither an item nor a sender, or null if all goes by the lock
   */
  final @Nullable Object meetSender(@Nullable Parker waiter) {
    while (true) {
      Object there = look();
      if (there == null) {
        if (waiter == null || waitAlone(waiter)) {
          return Outcome.NOT_READY;
        }
      } else if (there == SHUT) {
        return null;
      } else if (!(there instanceof Waiter alone)) {
        if (SLOT.compareAndSet(this, there, null)) {
          return there;
        }
      } else if (!alone.toSend) {
        return waiter == null ? Outcome.NOT_READY : null;
      } else {
        Object item = handOver(alone, null);
        if (item != null) {
          alone.parker.wake();
          return item;
        }
      }
    }
  }

  private boolean waitAlone(Waiter waiter) {
    waiter.alone = true;
    if (!SLOT.compareAndSet(this, null, waiter)) {
      return false;
    }
    int now = luck;
    if (now < 0) {
      luck = now == -1 ? 1 : now + 1;
    }
    return true;
  }

  /* ------ Two who both run ------ */

  /** Whether it is worth it to look for a partner before one waits: it was lately, and nobody waits here, and not all goes by the lock. */
  final boolean rewardsALook() {
    if (luck <= 0) {
      return false;
    }
    Object there = slot;
    return (there == LOOKING || !(there instanceof Waiter)) && World.current().rewardsPatience();
  }

  /** Hands the item to a receiver who looks, or begins to while this does; false if there was none, and nothing has changed. */
  final boolean sendDirectly(Object item) {
    int polls = Patience.POLLS;
    do {
      Object there = slot;
      if (there == LOOKING) {
        if (SLOT.compareAndSet(this, LOOKING, item)) {
          wentWell();
          return true;
        }
      } else if (there instanceof Waiter && there != BUSY) {
        break;
      }
      Thread.onSpinWait();
    } while (polls-- > 0);
    wentBadly();
    return false;
  }

  /** What a sender hands over who comes while this looks; null if none did, and nothing has changed. */
  final @Nullable Object receiveDirectly() {
    if (slot != null || !SLOT.compareAndSet(this, null, LOOKING)) {
      return null;
    }
    Object handed = null;
    try {
      int polls = Patience.POLLS;
      do {
        Thread.onSpinWait();
      } while (slot == LOOKING && polls-- > 0);
    } finally {
      handed = stopLooking(); // after a stack overflow too, if that finds stack
    }
    if (handed == null) {
      wentBadly();
    } else {
      wentWell();
    }
    return handed;
  }

  private @Nullable Object stopLooking() {
    Object there = slot;
    while (there == LOOKING || isOnItsWay(there)) {
      if (SLOT.compareAndSet(this, there, null)) {
        return there == LOOKING ? null : there;
      }
      there = slot;
    }
    return null;
  }

  private void wentWell() {
    int now = luck;
    if (now > 0 && now < BEST_LUCK) {
      luck = now + 1;
    }
  }

  private void wentBadly() {
    int now = luck; // read once: it must not become zero
    luck = now > 2 ? now - 2 : -REST;
  }

  /** Whether this was found in the slot and is a value that another is about to take, who looked for it. */
  private boolean isOnItsWay(@Nullable Object there) {
    return there != null && !(there instanceof Waiter) && !keepsOne();
  }

  /* ------ One who waits alone ------ */

  /**
   * Claims who is alone, and leaves the slot empty.
   *
   * @param given what a receiver is to get
   * @return the item that was handed over, or null if none was: the waiter is not in the slot any more, or its wait had ended
   */
  private @Nullable Object handOver(Waiter alone, @Nullable Object given) {
    Waiter left = alone;
    if (!SLOT.compareAndSet(this, alone, BUSY)) {
      return null;
    }
    try {
      Object item = alone.toSend ? alone.item : given; // before the claim: after it the owner may use the waiter for another wait
      alone.item = item;
      boolean claimed = alone.parker.claim(alone.index);
      left = null;
      if (!claimed) {
        alone.item = null;
      }
      return claimed ? item : null;
    } finally {
      SLOT.setRelease(this, left); // who is alone, after a stack overflow
    }
  }

  /** What is in the slot when it is not busy. */
  @SuppressWarnings("ThreadPriorityCheck") // yielding is for the partner to go on, not for a priority
  private @Nullable Object look() {
    Object there = slot;
    for (int i = 1; there == BUSY || isOnItsWay(there); i++) {
      if (i % LOOKS == 0) {
        Thread.yield();
      } else {
        Thread.onSpinWait();
      }
      there = slot;
    }
    return there;
  }

  /**
   * Lets a case of a select wait alone, if nobody waits here and there is no value.
   *
   * @return the waiter, which now waits, or what it could be done with at once: a partner, a value or {@link Outcome#SENT} for room, or null if a section has to see
   */
  final @Nullable Object join(Waiter waiter) {
    while (true) {
      Object there = look();
      if (there == null) {
        if (waiter.toSend && keepsOne()) {
          return Outcome.SENT;
        }
        if (waitAlone(waiter)) {
          return waiter;
        }
      } else {
        boolean serves = there instanceof Waiter alone ? alone != SHUT && alone.toSend != waiter.toSend && alone.parker != waiter.parker : !waiter.toSend;
        return serves ? there : null;
      }
    }
  }

  /** Takes out a waiter whose wait has ended, if it is still in the slot; false if it may be in a queue. */
  final boolean takeOut(Waiter waiter) {
    while (true) {
      Object there = look();
      if (there == SHUT) {
        return false;
      }
      if (there != waiter || SLOT.compareAndSet(this, waiter, null)) {
        return true;
      }
    }
  }

  /** Whether someone waits alone, to send or to receive, or a value lies here, as good as a sender; a look that may be wrong by then. */
  final boolean looksMet(boolean toSend) {
    Object there = slot;
    return there instanceof Waiter alone ? alone.toSend == toSend && alone != SHUT && alone != BUSY : there != null && toSend && keepsOne();
  }

  /** Whether no value is in the slot; a look that may be wrong by then. */
  final boolean looksFree() {
    Object there = slot;
    return there == null || there instanceof Waiter;
  }

  /** How many values are in the slot; negative if all goes by the lock. */
  final int valuesInSlot() {
    Object there = look();
    return there == SHUT ? -1 : there == null || there instanceof Waiter ? 0 : 1;
  }

  /* ------ Sections ------ */

  /** Begins a section: takes the lock and shuts the slot. */
  final void enter() {
    if (slot != SHUT) {
      look(); // who has the slot busy may have been taken off its core: that is waited for, and yielded to, with the lock free
    }
    lock();
    if (slot == SHUT) {
      return;
    }
    boolean done = false;
    try {
      shutSlot();
      done = true;
    } finally {
      if (!done) { // a stack overflow must not leave the lock held
        unlock(/* changed= */ true);
      }
    }
  }

  /** Shuts the slot and puts what was in it where it is found by the lock. */
  private void shutSlot() {
    Object there = slot;
    while (there == BUSY || isOnItsWay(there) || !SLOT.compareAndSet(this, there, BUSY)) {
      Thread.onSpinWait(); // whoever has it busy, or has a value on its way, needs no lock
      there = slot;
    }
    Object left = there;
    try {
      if (there instanceof Waiter alone) {
        if (alone != LOOKING) {
          enqueue(alone);
        }
      } else if (there != null) {
        keep(there);
      }
      left = SHUT;
    } finally {
      slot = left; // what was there, after a stack overflow
    }
  }

  /** Puts who waited alone into the queue; called in a section. */
  abstract void enqueue(Waiter alone);

  /** Puts a value into the ring, which is empty; called in a section. */
  abstract void keep(Object item);

  /** Opens the slot for one who is to wait, and is alone; called in a section that counts as a change, with queues and ring empty. */
  final void open(Waiter waiter) {
    waiter.alone = true;
    slot = waiter;
  }

  /** As {@link SpinLock#version()}, of all that happens here, with the lock and without. */
  @Override
  final long version() {
    while (true) {
      long version = super.version();
      // Even: no section is under way, in which the slot may be open already. And from the second read on the slot stays shut as long as the count stands still.
      if ((version & 1) == 0 && isShut()) {
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
