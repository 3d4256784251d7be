package io.heddle.channels;

import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * The waiters at one side of a channel, first come first served; guarded by the channel's lock.
 *
 * <p>A waiter of a select that another case has ended stays in the queue until its owner takes it out or a partner passes it; it is as good as absent.
 */
final class WaitQueue extends Patience {
  /** Where nobody waits, or ever will: what a channel has until someone does. */
  static final WaitQueue NOBODY = new WaitQueue(/* handsOver= */ false);

  private @Nullable Waiter first;
  private @Nullable Waiter last;

  /** The item of the sender that was claimed last, until it is taken. */
  private @Nullable Object offered;

  WaitQueue(boolean handsOver) {
    super(handsOver);
  }

  void add(Waiter waiter) {
    Waiter before = last;
    waiter.alone = before == null;
    waiter.previous = before;
    waiter.next = null;
    waiter.queued = true;
    if (before == null) {
      first = waiter;
    } else {
      before.next = waiter;
    }
    last = waiter;
  }

  /** Takes the waiter out if it is still in. */
  void remove(Waiter waiter) {
    if (!waiter.queued) {
      return;
    }
    Waiter before = waiter.previous;
    Waiter after = waiter.next;
    if (before == null) {
      first = after;
    } else {
      before.next = after;
    }
    if (after == null) {
      last = before;
    } else {
      after.previous = before;
    }
    waiter.queued = false;
    waiter.previous = null;
    waiter.next = null;
  }

  /** Takes out and returns the first waiting sender, whose send is thereby done: its item is now to be had by {@link #takeOffered}. */
  @Nullable Waiter claimSender() {
    for (Waiter waiter = first; waiter != null; waiter = first) {
      remove(waiter);
      Object item = waiter.item; // its owner may use the waiter for another wait once it is claimed
      if (waiter.parker.claim(waiter.index)) {
        offered = item;
        return waiter;
      }
    }
    return null;
  }

  /** The item of the sender that was claimed last; to be taken once. */
  Object takeOffered() {
    Object item = Objects.requireNonNull(offered);
    offered = null;
    return item;
  }

  /** Takes out and returns the first waiting receiver, whose receive is thereby done: it has the item. */
  @Nullable Waiter claimReceiver(Object item) {
    for (Waiter waiter = first; waiter != null; waiter = first) {
      remove(waiter);
      waiter.item = item;
      if (waiter.parker.claim(waiter.index)) {
        return waiter;
      }
      waiter.item = null;
    }
    return null;
  }

  /** Ends every wait as closed and empties the queue; returns those claimed, linked by {@code next}, in their order. Their owners use them no more. */
  @Nullable Waiter claimAllClosed() {
    Waiter head = null;
    Waiter tail = null;
    for (Waiter waiter = first; waiter != null; waiter = first) {
      remove(waiter);
      waiter.item = Outcome.CLOSED;
      if (waiter.parker.claim(waiter.index)) {
        if (tail == null) {
          head = waiter;
        } else {
          tail.next = waiter;
        }
        tail = waiter;
      }
    }
    return head;
  }

  /** Whether the queue has no link, ended or not; may be asked without the lock, for what may be wrong by then. */
  boolean looksEmpty() {
    return first == null;
  }

  /** Whether anyone waits here but the given parker, who cannot be its own partner. */
  boolean hasPartner(@Nullable Parker self) {
    for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
      if (waiter.parker != self && waiter.parker.isWaiting()) {
        return true;
      }
    }
    return false;
  }

  /** How many wait here. */
  int size() {
    int size = 0;
    for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
      if (waiter.parker.isWaiting()) {
        size++;
      }
    }
    return size;
  }
}
