package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** A channel with a buffer of fixed capacity, which may be zero; its subclasses differ in what happens when the buffer is full. */
sealed class RingChannel<T> extends StepwiseChannel<T> permits DroppingChannel, UnlimitedChannel {
  /*
   * The design is that of Go's runtime/chan.go: one lock, a ring of values, and two queues of waiters, with a value handed straight to the first waiter instead
   * of being left for whoever comes first. What differs: the lock is a spin lock, as a virtual thread must not be unmounted while it holds a lock that others
   * need to make progress; a wait is ended by one CAS on its Parker, since waits can also end by interrupt and timeout; and a select never holds two locks,
   * see Operation. And two who are alone at a channel with room for one or none need no lock, see Rendezvous: what is said of sections here holds because
   * each that needs the queues shuts the slot there before it does anything else.
   *
   * Invariants, whenever the lock is free and the slot shut:
   *   - 0 <= count <= capacity; the items are ring[head], ring[head + 1], ... modulo capacity;
   *   - if a receiver waits, the ring is empty and no sender waits but in the receiver's own select;
   *   - if a sender waits, the ring is full; so receiving from the ring makes room for the first sender, whose value follows at once;
   *   - if the channel is closed, nobody waits.
   * A waiter whose select was ended elsewhere counts as not waiting, see WaitQueue.
   *
   * Linearization: every operation takes effect in its section, if it needs one, at the claim of the partner, the change of the ring, or the look that found neither possible. An
   * operation that waited took effect when its partner claimed it. isClosed() reads one field. size() goes by what is in the slot, or else reads the count, which a section writes at most once for
   * each item it moves; if the slot opens between the two, nothing was in the buffer at that instant, and the count says so.
   *
   * Garbage: a place in the ring is cleared when its value leaves; an unlinked waiter refers to nothing.
   */

  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(RingChannel.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** More than a quarter of the buffer is plenty, and of a large one a quarter of so many places. */
  private static final int LARGE = 64;

  /** The ring of every channel that keeps no items in one. */
  private static final @Nullable Object[] NO_ROOM = new Object[0];

  private final @Nullable Object[] ring;

  /** Both are {@link WaitQueue#NOBODY} until someone is about to wait here. */
  private WaitQueue senders = WaitQueue.NOBODY;

  private WaitQueue receivers = WaitQueue.NOBODY;

  private int head;
  private int count;

  /** Null while the channel is open; then what it was closed with, or {@link Outcome#CLOSED} if that is nothing. */
  private volatile @Nullable Object closedWith;

  RingChannel(int capacity) {
    this(World.current(), capacity);
  }

  /** A channel that is used by goroutines of this world, whoever makes it. */
  RingChannel(World world, int capacity) {
    this(world, capacity == 0 ? NO_ROOM : new Object[capacity]);
  }

  /** A channel whose subclass keeps the items. */
  RingChannel() {
    this(World.current(), NO_ROOM);
  }

  private RingChannel(World world, @Nullable Object[] ring) {
    super(world);
    this.ring = ring;
    if (!opens()) {
      neverOpen();
    } else if (ring.length == 0) {
      letLook(true);
    }
  }

  /* ------ Steps ------ */

  @Override
  Outcome sendOrWait(Object item, @Nullable Parker waiter) {
    Waiter partner;
    Object displaced = null;
    boolean changed = false;
    if (waiter != null) {
      openQueues();
    }
    Outcome met = meetReceiver(item, waiter);
    if (met != null) {
      return met;
    }
    enter();
    try {
      if (closedWith != null) {
        return Outcome.CLOSED;
      }
      partner = receivers.claimReceiver(item);
      if (partner == null) {
        if (hasRoom()) {
          put(count, item);
          COUNT.setRelease(this, count + 1);
        } else {
          displaced = displace(item);
          if (displaced == null) {
            if (waiter != null) {
              add(waiter);
              changed = true;
            }
            return Outcome.NOT_READY;
          }
        }
      }
      changed = true;
    } finally {
      unlock(changed);
    }
    if (partner != null) {
      partner.parker.wake();
    } else if (displaced != null) {
      undelivered(displaced);
    }
    return Outcome.SENT;
  }

  @Override
  Object receiveOrWait(@Nullable Parker waiter) {
    Waiter partner;
    Object item;
    boolean changed = false;
    if (waiter != null) {
      openQueues();
    }
    Object met = meetSender(waiter);
    if (met != null) {
      return met;
    }
    enter();
    try {
      partner = senders.claimSender();
      if (count > 0) {
        item = take();
        fill(partner);
      } else if (partner != null) {
        item = senders.takeOffered();
      } else if (closedWith != null) {
        return Outcome.CLOSED;
      } else {
        if (waiter != null) {
          add(waiter);
          changed = true;
        }
        return Outcome.NOT_READY;
      }
      changed = true;
    } finally {
      unlock(changed);
    }
    if (partner != null) {
      partner.parker.wake();
    }
    return item;
  }

  /** Lets the operation wait, behind others or alone. */
  private void add(Waiter waiter) {
    if (opens() && count == 0 && senders.looksEmpty() && receivers.looksEmpty()) {
      open(waiter);
    } else {
      enqueue(waiter);
    }
  }

  /** Whether the slot is ever open; constant. */
  boolean opens() {
    return ring.length <= 1;
  }

  @Override
  final boolean keepsOne() {
    return ring.length == 1;
  }

  @Override
  final void keep(Object item) {
    put(0, item);
    COUNT.setRelease(this, 1);
  }

  @Override
  final void enqueue(Waiter waiter) {
    queue(waiter.toSend).add(waiter);
  }

  /** After an item was taken: the item of the next sender takes its place, or there is one less. */
  private void fill(@Nullable Waiter sender) {
    if (sender == null) {
      COUNT.setRelease(this, count - 1);
    } else {
      put(count - 1, senders.takeOffered());
    }
  }

  @Override
  boolean canSend() {
    enter();
    try {
      return canBeDone(/* toSend= */ true, null);
    } finally {
      unlock(/* changed= */ false);
    }
  }

  @Override
  boolean looksReadyByLock(boolean toSend) {
    return closedWith != null || (toSend ? hasRoom() || !receivers.looksEmpty() : count > 0 || !senders.looksEmpty());
  }

  @Override
  final boolean looksPlentiful(boolean toSend) {
    int some = Math.min(capacity(), LARGE) / 4;
    return closedWith != null || (toSend ? capacity() - count > some || !receivers.looksEmpty() : count > some || !senders.looksEmpty());
  }

  @Override
  int pollSendMany(Object[] items, int from) {
    int end = Math.min(items.length, from + BATCH);
    Parker[] claimed = new Parker[end - from];
    int partners = 0;
    int next = from;
    enter();
    try {
      if (closedWith != null) {
        return -1;
      }
      for (; next < end; next++) {
        Waiter partner = receivers.claimReceiver(items[next]);
        if (partner != null) {
          claimed[partners++] = partner.parker;
        } else if (hasRoom()) {
          put(count, items[next]);
          COUNT.setRelease(this, count + 1);
        } else {
          break;
        }
      }
    } finally {
      unlock(/* changed= */ next > from);
    }
    for (int i = 0; i < partners; i++) {
      claimed[i].wake();
    }
    return next - from;
  }

  @Override
  int pollReceiveMany(@Nullable Object[] into) {
    Parker[] claimed = new Parker[into.length];
    int partners = 0;
    int received = 0;
    enter();
    try {
      for (; received < into.length; received++) {
        Waiter partner = senders.claimSender();
        if (partner != null) {
          claimed[partners++] = partner.parker;
        }
        if (count > 0) {
          into[received] = take();
          fill(partner);
        } else if (partner != null) {
          into[received] = senders.takeOffered();
        } else {
          break;
        }
      }
      if (received == 0 && closedWith != null) {
        return -1;
      }
    } finally {
      unlock(/* changed= */ received > 0);
    }
    for (int i = 0; i < partners; i++) {
      claimed[i].wake();
    }
    return received;
  }

  @Override
  boolean await(Waiter waiter) {
    openQueues();
    Object met = join(waiter);
    if (met != null) {
      return met == waiter;
    }
    boolean waits = false;
    enter();
    try {
      waits = !canBeDone(waiter.toSend, waiter.parker);
      if (waits) {
        add(waiter);
      }
    } finally {
      unlock(/* changed= */ waits);
    }
    return waits;
  }

  /** Whether a send or a receive would have an outcome now, without the given parker for a partner. */
  private boolean canBeDone(boolean toSend, @Nullable Parker self) {
    return closedWith != null || (toSend ? hasRoom() || receivers.hasPartner(self) : count > 0 || senders.hasPartner(self));
  }

  @Override
  void forget(Waiter waiter) {
    if (takeOut(waiter)) {
      return;
    }
    enter();
    try {
      queue(waiter.toSend).remove(waiter);
    } finally {
      unlock(/* changed= */ false);
    }
  }

  @Override
  boolean shut(@Nullable Throwable why) {
    Waiter waitingSenders = null;
    Waiter waitingReceivers = null;
    boolean changed = false;
    enter();
    try {
      if (closedWith == null) {
        changed = true;
        closedWith = why == null ? Outcome.CLOSED : why;
        waitingSenders = senders.claimAllClosed();
        waitingReceivers = receivers.claimAllClosed();
      }
    } finally {
      unlock(changed);
    }
    wakeAll(waitingSenders);
    wakeAll(waitingReceivers);
    return changed;
  }

  private static void wakeAll(@Nullable Waiter first) {
    for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
      waiter.parker.wake();
    }
  }

  @Override
  final WaitQueue queue(boolean toSend) {
    return toSend ? senders : receivers;
  }

  /** Makes the queues for the first who is about to wait; with the lock free, as that allocates. */
  private void openQueues() {
    if (senders == WaitQueue.NOBODY || receivers == WaitQueue.NOBODY) { // both: without the lock one may be seen before the other
      boolean handsOver = capacity() <= 1;
      WaitQueue forSenders = new WaitQueue(handsOver);
      WaitQueue forReceivers = new WaitQueue(handsOver);
      lock();
      try {
        if (senders == WaitQueue.NOBODY) {
          senders = forSenders;
          receivers = forReceivers;
        }
      } finally {
        unlock(/* changed= */ false);
      }
    }
  }

  /* ------ The store, and what subclasses do otherwise; called with the lock held ------ */

  /** Whether another item can be put. */
  boolean hasRoom() {
    return count < ring.length;
  }

  /** Stores an item so many places behind the first; the caller counts it. */
  void put(int offset, Object item) {
    int place = head + offset;
    ring[place < ring.length ? place : place - ring.length] = item;
  }

  /** Removes the first item; the caller counts. */
  Object take() {
    Object item = Objects.requireNonNull(ring[head]);
    ring[head] = null;
    head = head + 1 == ring.length ? 0 : head + 1;
    return item;
  }

  /** Accepts an item though there is no room, and returns the one that is lost by that; null if the sender has to wait. */
  @Nullable Object displace(Object item) {
    return null;
  }

  /** What kind of channel this is, for messages. */
  String kind() {
    return ring.length == 0 ? "unbuffered" : "buffered";
  }

  /* ------ Seeing ------ */

  @Override
  public boolean isClosed() {
    return closedWith != null;
  }

  @Override
  public Optional<Throwable> closeCause() {
    return closedWith instanceof Throwable cause ? Optional.of(cause) : Optional.empty();
  }

  @Override
  public int size() {
    int inSlot = valuesInSlot();
    return inSlot >= 0 ? inSlot : (int) COUNT.getVolatile(this);
  }

  @Override
  public int capacity() {
    return ring.length;
  }

  /** How many wait to send. */
  int waitingSenders() {
    return waiting(/* toSend= */ true);
  }

  /** How many wait to receive. */
  int waitingReceivers() {
    return waiting(/* toSend= */ false);
  }

  private int waiting(boolean toSend) {
    enter();
    try {
      return queue(toSend).size();
    } finally {
      unlock(/* changed= */ false);
    }
  }

  @Override
  public String toString() {
    int values;
    int waitingSenders;
    int waitingReceivers;
    enter();
    try {
      values = count;
      waitingSenders = senders.size();
      waitingReceivers = receivers.size();
    } finally {
      unlock(/* changed= */ false);
    }
    StringBuilder text = new StringBuilder("channel '").append(name()).append("' (");
    text.append(kind());
    if (capacity() > 0) {
      text.append(", ").append(values).append(capacity() == Integer.MAX_VALUE ? " values" : " of " + capacity());
    }
    if (waitingSenders > 0) {
      text.append(", senders waiting: ").append(waitingSenders);
    }
    if (waitingReceivers > 0) {
      text.append(", receivers waiting: ").append(waitingReceivers);
    }
    return text.append(isClosed() ? ", closed)" : ")").toString();
  }
}
