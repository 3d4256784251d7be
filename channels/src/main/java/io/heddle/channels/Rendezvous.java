package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import org.jspecify.annotations.Nullable;

/** Where a sender and a receiver meet without the lock, as long as no more than one of them waits: a slot that holds who waits alone, or the value that fills a buffer of one or is offered. */
abstract class Rendezvous extends SpinLock {
  /*
   * With a lock a hand-over moves the cache lines of the lock, the queue and the waiter from core to core, each first read and then written. Two who are alone need neither lock nor
   * queue. Whoever finds the slot empty leaves its waiter there, and whoever finds a partner takes it out and claims it, each by one compare-and-set. It is the slot of the exchangers and dual
   * data structures of Scherer, Lea and Scott (Scalable Synchronous Queues, PPoPP 2006), for one.
   *
   * Where there is a buffer of one, the slot is that buffer too: whoever sends leaves the value there. Then nobody waits alone to send, for a sender waits only if the buffer is full; it
   * queues, after it has looked for a while whether the value is taken. While it looks it does not wait yet: another sender may come first.
   *
   * Two who both run need no waiter either. Where there is no buffer a sender first offers its value: it lies in the slot, and its sender looks whether it is taken. A receiver looks whether
   * one is offered. So one cache line goes there and back for a value, where a waiter is another that goes twice; and a receiver leaves no mark, so that a select can look at many channels.
   * A select that sends offers nothing, since it could be taken at two channels. Who offers does not wait yet: after some looks in vain it takes its value back and begins anew with a waiter, and
   * so does a receiver; both do from the start, for the next thousands of waits, once that has happened too often. The partner comes late, then, or is one that does not look or offer: a batch, a
   * select with a default or over something else than channels, for a receiver one that sends.
   *
   *   slot       who may wait at this channel      what is in its buffer
   *   null       nobody                            nothing
   *   a value    nobody                            it, where there is room for one; else nothing: it is offered
   *   a waiter   it alone                          nothing
   *   TAKEN      nobody                            nothing: a mark for who offered; REFUSED too
   *   BUSY       whoever was in the slot, which one is moving out
   *   SHUT       what is in the queues and the ring: all goes by the lock. For good where there is more room, or no sender ever waits
   *
   *   null --CAS by its owner--> a waiter --CAS by a partner--> BUSY --the same, having claimed it or failed to--> null
   *                              a waiter --CAS by its owner, who gives up--> null
   *   null --CAS by a sender--> a value --CAS by a receiver--> null                                    where there is room for one
   *   null --CAS by a sender--> a value --CAS by a receiver--> TAKEN --by the sender--> null              where there is none
   *                             a value --CAS at the begin of a section--> REFUSED --by the sender--> null
   *                             a value --CAS by the sender, who gives up--> null
   *   null, a waiter, a value in the buffer --CAS at the begin of a section--> BUSY --the same--> SHUT --a section lets someone wait who is alone--> a waiter
   *   BUSY --the same, out of stack--> what was there
   *
   * Invariants
   *   1. While the slot is not SHUT queues and ring are empty and the channel is open. A section (but the one that makes the queues) shuts it before it does anything else and moves what was in
   *      it into its queue or the ring, or refuses it, so the invariants of these hold in it, and nothing happens beside it.
   *   2. A waiter is put in once in each wait, and one only takes it out: a partner, its owner, or a section. The same for the value of a send.
   *   3. From SHUT it goes only in a section that counts as a change. So a version that was read with the slot shut and is found again proves that nothing happened without the lock either.
   *
   * Why BUSY. Between a partner's compare-and-set and its claim the one who waits is still to be had if the claim fails for the partner, or may give up. Whoever found the slot empty then would
   * say that nobody waits, and be wrong; and an owner who gave up could not use its waiter again, for the claim to come would end another wait. So all others wait for these few instructions,
   * in which the partner runs no code but this, as they would for the lock. A release ends it: nobody decides anything by a slot that is busy, so it may be seen busy a little longer.
   *
   * A slot where something was offered is its sender's until that has seen what came of it, and busy meanwhile for all others. The sender has only to look once more. It runs no code but this, and it
   * is not taken off its carrier; if the operating system takes it off its core, all others wait for that. Were the slot simply emptied, another sender could offer the same object, and
   * the first would take that for its own.
   *
   * A section refuses what is offered: whoever offers counts as not waiting yet, and sees that it has to begin anew.
   *
   * A waiter that is used again. A partner may look into the slot, stop, and go on when that waiter is in a later wait: its compare-and-set succeeds only if the waiter waits here again, and
   * then it waits for the same, because a waiter is a sender's or a receiver's as long as it lives, and that of a case of a select has the same number within it.
   *
   * A select has a waiter for each case, in the slots of as many channels, of which one is claimed. The others stay until their owner has taken them out, and whoever finds one meanwhile
   * takes it out as it would any other, and fails to claim it.
   *
   * A value that is sent again. A receiver may look into the slot, stop, and find the same object there when it goes on, of a later send: it is the oldest value then, and all there is.
   *
   * Linearization: a hand-over at the claim, or where TAKEN takes the place of what was offered; a value that comes into the buffer or leaves it at its compare-and-set; that nobody waits, or that there is no room or no value, at the look into the slot.
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

  /** In the slot where a value was offered that a receiver has now; until its sender has seen that. */
  private static final Waiter TAKEN = nobody();

  /** In the slot where a value was offered that its sender has to send in another way; until it has seen that. */
  private static final Waiter REFUSED = nobody();

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
   * Above zero while those who come look before they wait: how well that goes. Below, how many are yet to wait alone until one looks again, unless a select finds a partner here before.
   * Zero for ever where values are never handed over one by one, or not at all. Plain, as a lost update costs a wait of the dearer kind; it is written by who has the cache line of the
   * slot anyway.
   */
  private int luck;

  /** Shuts the slot of a new channel, in which nobody ever meets. */
  final void neverOpen() {
    SLOT.set(this, SHUT);
  }

  /** Lets those who come to a new channel look before they wait, or nobody ever; there is no room in it. */
  final void letLook(boolean may) {
    luck = may ? FIRST_LUCK : 0;
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
      } else if (!(there instanceof Waiter alone) || alone.toSend) {
        return waiter == null ? Outcome.NOT_READY : null;
      } else if (handOver(alone, item) != null) {
        alone.parker.wake();
        return Outcome.SENT;
      }
    }
  }

  /**
   * Takes the item from the buffer or of a sender who offers it or is alone, or lets the receiver wait alone with its waiter, if there is one.
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
        if (SLOT.compareAndSet(this, there, isOffer(there) ? TAKEN : null)) {
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
    return luck > 0 && mayBring(slot) && World.current().rewardsPatience();
  }

  /** Whether it can ever be worth it to look for a partner here. */
  final boolean mayBringLuck() {
    return luck != 0;
  }

  /** Notes that a select that looked, for the sake of other channels perhaps, found one who had come here meanwhile: both ran, and so whoever comes next need not rest. */
  final void foundByALook() {
    if (luck < 0) {
      luck = FIRST_LUCK;
    }
  }

  /** Notes that someone looked for a partner before it waited, and none came. */
  final void lookedInVain() {
    int now = luck; // read once: it must not become zero
    if (now > 0) {
      luck = now > 2 ? now - 2 : -REST;
    }
  }

  /** Offers the item for a while to those who look for one; false if nobody took it, and nothing has changed. */
  final boolean sendDirectly(Object item) {
    if (look() != null || !SLOT.compareAndSet(this, null, item)) {
      return false;
    }
    boolean taken;
    try {
      int polls = Patience.POLLS;
      do {
        Thread.onSpinWait();
      } while (!isBusy(slot) && polls-- > 0);
    } finally { // after a stack overflow too; with no deeper calls than that which has put the item there
      taken = slot == TAKEN;
      if (taken || !SLOT.compareAndSet(this, item, null)) {
        taken = slot == TAKEN;
        SLOT.setRelease(this, null); // nobody else may touch the mark
      }
    }
    if (taken) {
      int now = luck;
      if (now > 0 && now < BEST_LUCK) {
        luck = now + 1;
      }
    } else {
      lookedInVain();
    }
    return taken;
  }

  /** Takes what is offered while this looks; null if nothing is, and nothing has changed. */
  final @Nullable Object receiveDirectly() {
    int polls = Patience.POLLS;
    Object there = slot;
    do {
      if (isOffer(there) && SLOT.compareAndSet(this, there, TAKEN)) {
        return there;
      }
      Thread.onSpinWait();
      there = slot;
    } while (polls-- > 0 && mayBring(there));
    lookedInVain();
    return null;
  }

  /** Whether this was found in the slot and is a value that its sender offers. */
  private boolean isOffer(@Nullable Object there) {
    return there != null && !(there instanceof Waiter) && !keepsOne();
  }

  /** Whether this was found in the slot, where there is no buffer, and does not tell of one who waits or of a lock to go by: an offer, or what may be followed by one. */
  private static boolean mayBring(@Nullable Object there) {
    return !(there instanceof Waiter) || isBusy(there);
  }

  /** Whether this was found in the slot and is there for a few instructions only, of one who has the slot to itself. */
  private static boolean isBusy(@Nullable Object there) {
    return there == BUSY || there == TAKEN || there == REFUSED;
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
    for (int i = 1; isBusy(there); i++) {
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

  /**
   * Whether an operation seems to find a partner, a value or room: a look without the lock, which may be wrong either way, so whoever is told no must go on to a step that looks again. While not all
   * goes by the lock the slot says all of it, at one instant.
   */
  final boolean looksReady(boolean toSend) {
    Object there = slot;
    if (there == BUSY) {
      there = look(); // whoever is moved out of the slot just now is to be seen in one place or the other
    }
    if (there == SHUT) {
      return looksReadyByLock(toSend);
    }
    if (there == null) {
      return toSend && keepsOne();
    }
    return there instanceof Waiter alone ? alone.toSend != toSend && !isBusy(alone) : !toSend;
  }

  /** The same where all goes by the lock. */
  abstract boolean looksReadyByLock(boolean toSend);

  /** Whether no value is in the slot; a look that may be wrong by then. */
  final boolean looksFree() {
    Object there = slot;
    return there == null || there instanceof Waiter;
  }

  /** How many values are in the buffer, if that is the slot; negative if all goes by the lock. */
  final int valuesInSlot() {
    Object there = look();
    return there == SHUT ? -1 : there == null || there instanceof Waiter || isOffer(there) ? 0 : 1;
  }

  /* ------ Sections ------ */

  /** Begins a section: takes the lock and shuts the slot. */
  final void enter() {
    if (slot != SHUT) {
      // Who has the slot busy, or offers, may have been taken off its core: that is waited for, and yielded to, with the lock free.
      Object there = look();
      if (isOffer(there) && SLOT.compareAndSet(this, there, REFUSED)) {
        look();
      }
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
    boolean offered = isOffer(there);
    while (isBusy(there) || !SLOT.compareAndSet(this, there, offered ? REFUSED : BUSY) || offered) {
      Thread.onSpinWait(); // whoever has it busy, or is refused, needs no lock
      there = slot;
      offered = isOffer(there);
    }
    Object left = there;
    try {
      if (there instanceof Waiter alone) {
        enqueue(alone);
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
