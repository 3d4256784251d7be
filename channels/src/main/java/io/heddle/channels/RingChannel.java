package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.Iterator;
import java.util.NoSuchElementException;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;

/** A channel with a buffer of fixed capacity, which may be zero. */
final class RingChannel<T> extends SpinLock implements Channel<T> {
  /*
   * The design is that of Go's runtime/chan.go: one lock, a ring of values, and two queues of waiters, with a value handed straight to the first waiter instead
   * of being left for whoever comes first. What differs: the lock is a spin lock, as a virtual thread must not be unmounted while it holds a lock that others
   * need to make progress; a wait is ended by one CAS on its Parker, since waits can also end by interrupt and timeout; and a select never holds two locks,
   * see Operation.
   *
   * Invariants, whenever the lock is free:
   *   - 0 <= count <= capacity; the values are ring[head], ring[head + 1], ... modulo capacity;
   *   - if a receiver waits, the ring is empty and no sender waits but in the receiver's own select;
   *   - if a sender waits, the ring is full; so receiving from the ring makes room for the first sender, whose value follows at once;
   *   - if the channel is closed, nobody waits.
   * A waiter whose select was ended elsewhere counts as not waiting, see WaitQueue.
   *
   * Linearization: every operation takes effect in its section, at the claim of the partner, the change of the ring, or the look that found neither possible. An
   * operation that waited took effect when its partner claimed it. size() and isClosed() read one field each, which every section writes at most once.
   *
   * Garbage: a slot is cleared when its value leaves; an unlinked waiter refers to nothing.
   */

  private static final AtomicLong IDS = new AtomicLong();
  private static final VarHandle COUNT;

  static {
    try {
      COUNT = MethodHandles.lookup().findVarHandle(RingChannel.class, "count", int.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** Selects register with channels in the order of their ids. */
  final long id = IDS.incrementAndGet();

  private volatile @Nullable String name;
  private final @Nullable Object[] ring;
  private final WaitQueue senders = new WaitQueue();
  private final WaitQueue receivers = new WaitQueue();
  private int head;
  private int count;
  private volatile boolean closed;

  RingChannel(int capacity) {
    ring = new Object[capacity];
  }

  /* ------ Steps: what operations and selects are made of ------ */

  /** Sends the item if that is possible at once. */
  Outcome pollSend(Object item) {
    Waiter partner;
    boolean changed = false;
    lock();
    try {
      if (closed) {
        return Outcome.CLOSED;
      }
      partner = receivers.claimReceiver(item);
      if (partner == null) {
        if (count == ring.length) {
          return Outcome.NOT_READY;
        }
        put(count, item);
        COUNT.setRelease(this, count + 1);
      }
      changed = true;
    } finally {
      unlock(changed);
    }
    if (partner != null) {
      partner.parker.wake();
    }
    return Outcome.SENT;
  }

  /** Receives if that is possible at once: the item, or {@link Outcome#NOT_READY} or {@link Outcome#CLOSED}. */
  Object pollReceive() {
    Waiter partner;
    Object item;
    boolean changed = false;
    lock();
    try {
      if (count > 0) {
        item = take();
        partner = senders.claimSender();
        if (partner == null) {
          COUNT.setRelease(this, count - 1);
        } else {
          put(count - 1, itemOf(partner));
        }
      } else {
        partner = senders.claimSender();
        if (partner == null) {
          return closed ? Outcome.CLOSED : Outcome.NOT_READY;
        }
        item = itemOf(partner);
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

  /** Lets a send wait, unless it could be done at once; then false, and nothing has changed. */
  boolean awaitSend(Waiter waiter) {
    boolean queued = false;
    lock();
    try {
      queued = !closed && count == ring.length && !receivers.hasPartner(waiter.parker);
      if (queued) {
        senders.add(waiter);
      }
    } finally {
      unlock(queued);
    }
    return queued;
  }

  /** Lets a receive wait, unless it could be done at once; then false, and nothing has changed. */
  boolean awaitReceive(Waiter waiter) {
    boolean queued = false;
    lock();
    try {
      queued = !closed && count == 0 && !senders.hasPartner(waiter.parker);
      if (queued) {
        receivers.add(waiter);
      }
    } finally {
      unlock(queued);
    }
    return queued;
  }

  /** Takes out a send that waits no longer. */
  void forgetSend(Waiter waiter) {
    forget(senders, waiter);
  }

  /** Takes out a receive that waits no longer. */
  void forgetReceive(Waiter waiter) {
    forget(receivers, waiter);
  }

  private void forget(WaitQueue queue, Waiter waiter) {
    lock();
    try {
      queue.remove(waiter);
    } finally {
      unlock(/* changed= */ false);
    }
  }

  /** What a send on this throws when it is closed. */
  ChannelClosedException sendOnClosed() {
    return new ChannelClosedException("send on closed " + this + ": nothing was sent; close a channel only when every sender is done");
  }

  /** What a receive on this throws when it is closed and drained. */
  ChannelClosedException receiveOnClosed() {
    return new ChannelClosedException("receive on closed " + this + ": every value was received; to learn of the end without an exception, iterate or use tryReceive");
  }

  private static Object itemOf(Waiter sender) {
    return Objects.requireNonNull(sender.item);
  }

  /** Stores an item so many places behind the first; the caller counts it. */
  private void put(int offset, Object item) {
    int slot = head + offset;
    ring[slot < ring.length ? slot : slot - ring.length] = item;
  }

  private Object take() {
    Object item = Objects.requireNonNull(ring[head]);
    ring[head] = null;
    head = head + 1 == ring.length ? 0 : head + 1;
    return item;
  }

  /* ------ Sending ------ */

  @Override
  public void send(T value) throws InterruptedException {
    sendWithin(value, Timeout.FOREVER);
  }

  @Override
  public boolean send(T value, Duration timeout) throws InterruptedException {
    return sendWithin(value, Timeout.nanos(timeout));
  }

  @Override
  public boolean trySend(T value) {
    checkSendable(value);
    return checkSent(pollSend(value));
  }

  private boolean sendWithin(T value, long timeoutNanos) throws InterruptedException {
    checkSendable(value);
    checkInterrupt();
    Outcome sent = pollSend(value);
    if (sent == Outcome.NOT_READY && timeoutNanos > 0) {
      sent = sendWaiting(value, timeoutNanos);
    }
    return checkSent(sent);
  }

  private Outcome sendWaiting(T value, long timeoutNanos) throws InterruptedException {
    Parker parker = new Parker(World.current());
    Waiter waiter = new Waiter(parker, 0, value);
    while (!awaitSend(waiter)) {
      Outcome sent = pollSend(value);
      if (sent != Outcome.NOT_READY) {
        return sent;
      }
    }
    int result = parker.awaitFor(timeoutNanos);
    if (result >= 0) {
      return waiter.item == Outcome.CLOSED ? Outcome.CLOSED : Outcome.SENT;
    }
    forgetSend(waiter);
    if (result == Parker.ABANDONED) {
      throw new InterruptedException("interrupted while waiting to send on " + this + "; nothing was sent");
    }
    return Outcome.NOT_READY;
  }

  private boolean checkSent(Outcome outcome) {
    if (outcome == Outcome.CLOSED) {
      throw sendOnClosed();
    }
    return outcome == Outcome.SENT;
  }

  /** Throws unless the value may be sent. */
  void checkSendable(@Nullable Object value) {
    if (value == null) {
      throw new NullPointerException("null was sent on " + this + ": null is no value; send an Optional or a marker of your own");
    }
  }

  @Override
  public void close() {
    Waiter waitingSenders = null;
    Waiter waitingReceivers = null;
    boolean changed = false;
    lock();
    try {
      if (!closed) {
        changed = true;
        closed = true;
        waitingSenders = senders.claimAllClosed();
        waitingReceivers = receivers.claimAllClosed();
      }
    } finally {
      unlock(changed);
    }
    if (!changed) {
      throw new ChannelClosedException("close of closed " + this + ": exactly one party may close a channel, once");
    }
    wakeAll(waitingSenders);
    wakeAll(waitingReceivers);
  }

  private static void wakeAll(@Nullable Waiter first) {
    for (Waiter waiter = first; waiter != null; waiter = waiter.next) {
      waiter.parker.wake();
    }
  }

  /* ------ Receiving ------ */

  @Override
  public T receive() throws InterruptedException {
    Object item = receiveWithin(Timeout.FOREVER);
    if (item == Outcome.CLOSED) {
      throw receiveOnClosed();
    }
    return value(item);
  }

  @Override
  public Received<T> receive(Duration timeout) throws InterruptedException {
    return received(receiveWithin(Timeout.nanos(timeout)));
  }

  @Override
  public Received<T> tryReceive() {
    return received(pollReceive());
  }

  /** Receives, waiting no longer than the given time: the item, or {@link Outcome#NOT_READY} or {@link Outcome#CLOSED}. */
  Object receiveWithin(long timeoutNanos) throws InterruptedException {
    checkInterrupt();
    Object item = pollReceive();
    return item == Outcome.NOT_READY && timeoutNanos > 0 ? receiveWaiting(timeoutNanos) : item;
  }

  private Object receiveWaiting(long timeoutNanos) throws InterruptedException {
    Parker parker = new Parker(World.current());
    Waiter waiter = new Waiter(parker, 0, null);
    while (!awaitReceive(waiter)) {
      Object item = pollReceive();
      if (item != Outcome.NOT_READY) {
        return item;
      }
    }
    int result = parker.awaitFor(timeoutNanos);
    if (result >= 0) {
      return itemOf(waiter);
    }
    forgetReceive(waiter);
    if (result == Parker.ABANDONED) {
      throw new InterruptedException("interrupted while waiting to receive from " + this + "; nothing was received");
    }
    return Outcome.NOT_READY;
  }

  private Received<T> received(Object item) {
    if (item == Outcome.NOT_READY) {
      return new Received.Empty<>();
    }
    if (item == Outcome.CLOSED) {
      return new Received.Closed<>();
    }
    return new Received.Value<>(value(item));
  }

  @SuppressWarnings("unchecked") // only send puts items in, and it takes a T
  private T value(Object item) {
    return (T) item;
  }

  @Override
  public Iterator<T> iterator() {
    return new Iterator<>() {
      private @Nullable T next;

      @Override
      public boolean hasNext() {
        if (next == null) {
          next = receiveOrEnd();
        }
        return next != null;
      }

      @Override
      public T next() {
        T value = hasNext() ? next : null;
        if (value == null) {
          throw new NoSuchElementException(RingChannel.this + " is closed and every value was received");
        }
        next = null;
        return value;
      }
    };
  }

  private @Nullable T receiveOrEnd() {
    try {
      Object item = receiveWithin(Timeout.FOREVER);
      return item == Outcome.CLOSED ? null : value(item);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while iterating over " + this + "; nothing was received", e);
    }
  }

  /* ------ Both ------ */

  @Override
  public boolean isClosed() {
    return closed;
  }

  @Override
  public int size() {
    return (int) COUNT.getVolatile(this);
  }

  @Override
  public int capacity() {
    return ring.length;
  }

  @Override
  public Channel<T> named(String name) {
    this.name = Objects.requireNonNull(name, "name");
    return this;
  }

  @Override
  public String name() {
    String given = name;
    return given == null ? "channel-" + id : given;
  }

  /** How many wait at either side. */
  int waiters() {
    lock();
    try {
      return senders.size() + receivers.size();
    } finally {
      unlock(/* changed= */ false);
    }
  }

  @Override
  public String toString() {
    int values;
    int waitingSenders;
    int waitingReceivers;
    lock();
    try {
      values = count;
      waitingSenders = senders.size();
      waitingReceivers = receivers.size();
    } finally {
      unlock(/* changed= */ false);
    }
    StringBuilder text = new StringBuilder("channel '").append(name()).append("' (");
    text.append(ring.length == 0 ? "unbuffered" : "buffered, " + values + " of " + ring.length);
    if (waitingSenders > 0) {
      text.append(", senders waiting: ").append(waitingSenders);
    }
    if (waitingReceivers > 0) {
      text.append(", receivers waiting: ").append(waitingReceivers);
    }
    return text.append(closed ? ", closed)" : ")").toString();
  }

  private static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before a channel operation; nothing was sent or received");
    }
  }
}
