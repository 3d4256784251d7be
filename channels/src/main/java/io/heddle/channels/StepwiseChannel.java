package io.heddle.channels;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The operations of a channel, made of steps that do not wait and of waiting in between; the steps are its subclass's. */
abstract sealed class StepwiseChannel<T> extends Rendezvous implements Channel<T> permits RingChannel {
  /** The most items that one step moves, so that no lock is held for long. */
  static final int BATCH = 64;

  private static final VarHandle LABEL;
  private static final VarHandle ID;

  static {
    try {
      LABEL = MethodHandles.lookup().findVarHandle(StepwiseChannel.class, "label", Label.class);
      ID = MethodHandles.lookup().findVarHandle(Label.class, "id", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }

  /** What a channel is known by. Many channels never need it, so it is no part of them. */
  private static final class Label {
    /** See {@link #id()}; zero until it is given. */
    volatile long id;

    /** The name that was given; for the channel of an event, what the event is of. */
    volatile @Nullable Object name;
  }

  /** Null until somebody wants to know; see {@link #id()}. */
  private volatile @Nullable Label label;

  StepwiseChannel(World world) {
    if (world != SystemWorld.INSTANCE) {
      label().id = world.newChannelId();
    }
  }

  /* ------ The steps ------ */

  /** Sends the item if that is possible at once; otherwise lets it wait with the waiter, which has the item too, if there is one. */
  abstract Outcome sendOrWait(Object item, @Nullable Parker waiter);

  /** Sends the item if that is possible at once. */
  final Outcome pollSend(Object item) {
    return sendOrWait(item, null);
  }

  /** Whether {@link #pollSend} would do something at this instant. */
  abstract boolean canSend();

  /** Whether there seems to be so much room, or are so many values, or someone who waits, that it is worth moving the buffer to the caller's core. */
  abstract boolean looksPlentiful(boolean toSend);

  /** Sends as many of the items as can be sent at once, from the given one on, up to {@link #BATCH}; how many, or -1 if the channel is closed. */
  abstract int pollSendMany(Object[] items, int from);

  /** Receives if that is possible at once, otherwise waits with the waiter, if there is one: the item, or {@link Outcome#NOT_READY} or {@link Outcome#CLOSED}. */
  abstract Object receiveOrWait(@Nullable Parker waiter);

  /** Receives if that is possible at once: the item, or {@link Outcome#NOT_READY} or {@link Outcome#CLOSED}. */
  final Object pollReceive() {
    return receiveOrWait(null);
  }

  /** Receives as many items as can be received at once and fit; how many, or -1 if the channel is closed and drained. */
  abstract int pollReceiveMany(@Nullable Object[] into);

  /** Lets an operation of a select wait, unless it could be done at once; then false, and nothing has changed. */
  abstract boolean await(Waiter waiter);

  /** Takes out an operation that waits no longer. */
  abstract void forget(Waiter waiter);

  /** Those who wait to send, or to receive. */
  abstract WaitQueue queue(boolean toSend);

  /** Closes; false if it was closed already. */
  abstract boolean shut(@Nullable Throwable why);

  /** Learns, with the lock free, of an item that was sent and will never be received. */
  void undelivered(Object item) {}

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
    boolean mayWait = timeoutNanos > 0;
    boolean looks = mayWait && rewardsALook();
    if (looks && sendDirectly(value)) {
      return true;
    }
    Outcome sent = mayWait && !looksReady(/* toSend= */ true) ? Outcome.NOT_READY : pollSend(value);
    if (sent == Outcome.NOT_READY && mayWait) {
      sent = sendWaiting(value, timeoutNanos, /* patient= */ !looks);
    }
    return checkSent(sent);
  }

  @Override
  public int sendAll(Collection<? extends T> values) throws InterruptedException {
    Object[] items = values.toArray();
    for (Object item : items) {
      checkSendable(item);
    }
    checkInterrupt();
    int sent = 0;
    while (sent < items.length) {
      int more = pollSendMany(items, sent);
      if (more == 0) {
        more = sendWaitingAfter(items[sent], sent);
      }
      if (more < 0) {
        break;
      }
      sent += more;
    }
    if (sent == 0 && items.length > 0) {
      throw sendOnClosed();
    }
    return sent;
  }

  /** Sends one item of which others were sent before: 1, or -1 if the batch is over because of a close or an interrupt. */
  private int sendWaitingAfter(Object item, int sentBefore) throws InterruptedException {
    try {
      return sendWaiting(item, Timeout.FOREVER, /* patient= */ true) == Outcome.SENT ? 1 : -1;
    } catch (InterruptedException e) {
      if (sentBefore == 0) {
        throw e;
      }
      Thread.currentThread().interrupt();
      return -1;
    }
  }

  private Outcome sendWaiting(Object value, long timeoutNanos, boolean patient) throws InterruptedException {
    World world = World.current();
    boolean looks = isPatientFirst(/* toSend= */ true);
    if (looks && queue(/* toSend= */ true).sees(channel -> channel.looksPlentiful(true), channel -> channel.looksReady(true), this, world)) {
      Outcome soon = pollSend(value);
      if (soon != Outcome.NOT_READY) {
        return soon;
      }
    }
    Parker waiter = world.waiter(/* toSend= */ true);
    waiter.item = value;
    Outcome sent = sendOrWait(value, waiter);
    boolean interrupted = false;
    if (sent == Outcome.NOT_READY) {
      int result = waitWith(waiter, "send to", timeoutNanos, patient && !looks);
      if (result >= 0) {
        sent = waiter.item == Outcome.CLOSED ? Outcome.CLOSED : Outcome.SENT;
      } else {
        forget(waiter);
        interrupted = result == Parker.ABANDONED;
      }
    }
    world.giveBack(waiter);
    if (interrupted) {
      throw new InterruptedException("interrupted while waiting to send on " + this + "; nothing was sent");
    }
    return sent;
  }

  /**
   * Whether an operation has its patience before it waits: there is a buffer, so what it waits for can come without a waiter. With a buffer of one only who sends, and while its value lies in
   * the slot: the slot opens for those who wait alone.
   */
  private boolean isPatientFirst(boolean toSend) {
    int capacity = capacity();
    return (capacity > 1 || (capacity == 1 && toSend && !looksFree())) && queue(toSend) != WaitQueue.NOBODY;
  }

  /** Waits until the waiter is claimed, or the time is over, or the thread is interrupted; how it ended. */
  private int waitWith(Parker waiter, String operation, long timeoutNanos, boolean patient) {
    if (patient && queue(waiter.toSend).outlasts(waiter, waiter.alone)) {
      return waiter.result();
    }
    waiter.waitsTo(operation, this);
    return waiter.awaitFor(timeoutNanos);
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
    if (!shut(null)) {
      throw closeOfClosed();
    }
  }

  @Override
  public void close(Throwable why) {
    if (!shut(Objects.requireNonNull(why, "cause"))) {
      throw closeOfClosed();
    }
  }

  private ChannelClosedException closeOfClosed() {
    return new ChannelClosedException("close of closed " + this + ": exactly one party may close a channel, once", why());
  }

  /** What a send on this throws when it is closed. */
  ChannelClosedException sendOnClosed() {
    return new ChannelClosedException("send on closed " + this + ": nothing was sent; close a channel only when every sender is done", why());
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
  public List<T> receiveMany(int max) throws InterruptedException {
    checkMax(max);
    checkInterrupt();
    List<T> values = new ArrayList<>(Math.min(max, BATCH));
    if (drainTo(values, max) == 0) {
      Object item = receiveWithin(Timeout.FOREVER);
      if (item == Outcome.CLOSED) {
        throw receiveOnClosed();
      }
      values.add(value(item));
      if (max > 1) {
        drainTo(values, max - 1);
      }
    }
    return values;
  }

  static void checkMax(int max) {
    if (max < 1) {
      throw new IllegalArgumentException("Cannot receive " + max + " values: ask for at least one");
    }
  }

  @Override
  public int drainTo(Collection<? super T> target, int max) {
    Objects.requireNonNull(target, "target"); // before values are taken for it
    @Nullable Object[] items = new Object[Math.clamp(max, 0, BATCH)];
    int drained = 0;
    int more = items.length;
    while (more == items.length && drained < max) {
      if (max - drained < items.length) {
        items = new Object[max - drained];
      }
      more = pollReceiveMany(items);
      for (int i = 0; i < more; i++) {
        target.add(value(Objects.requireNonNull(items[i])));
      }
      drained += Math.max(more, 0);
    }
    return drained;
  }

  @Override
  public Received<T> tryReceive() {
    return received(pollReceive());
  }

  /** Receives, waiting no longer than the given time: the item, or {@link Outcome#NOT_READY} or {@link Outcome#CLOSED}. */
  Object receiveWithin(long timeoutNanos) throws InterruptedException {
    checkInterrupt();
    boolean mayWait = timeoutNanos > 0;
    boolean looks = mayWait && rewardsALook();
    if (looks) {
      Object handed = receiveDirectly();
      if (handed != null) {
        return handed;
      }
    }
    Object item = mayWait && !looksReady(/* toSend= */ false) ? Outcome.NOT_READY : pollReceive();
    return item == Outcome.NOT_READY && mayWait ? receiveWaiting(timeoutNanos, /* patient= */ !looks) : item;
  }

  private Object receiveWaiting(long timeoutNanos, boolean patient) throws InterruptedException {
    World world = World.current();
    boolean looks = isPatientFirst(/* toSend= */ false);
    if (looks && queue(/* toSend= */ false).sees(channel -> channel.looksPlentiful(false), channel -> channel.looksReady(false), this, world)) {
      Object soon = pollReceive();
      if (soon != Outcome.NOT_READY) {
        return soon;
      }
    }
    Parker waiter = world.waiter(/* toSend= */ false);
    Object item = receiveOrWait(waiter);
    boolean interrupted = false;
    if (item == Outcome.NOT_READY) {
      int result = waitWith(waiter, "receive from", timeoutNanos, patient && !looks);
      if (result >= 0) {
        item = Objects.requireNonNull(waiter.item);
      } else {
        forget(waiter);
        interrupted = result == Parker.ABANDONED;
      }
    }
    world.giveBack(waiter);
    if (interrupted) {
      throw new InterruptedException("interrupted while waiting to receive from " + this + "; nothing was received");
    }
    return item;
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
    return new ChannelIterator<>(this);
  }

  /** The next value, or null at the end; for iterators, which cannot throw InterruptedException. */
  @Nullable T receiveOrEnd() {
    Object item;
    try {
      item = receiveWithin(Timeout.FOREVER);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CancelledException("interrupted while iterating over " + this + "; nothing was received", e);
    }
    if (item != Outcome.CLOSED) {
      return value(item);
    }
    if (why() != null) {
      throw receiveOnClosed();
    }
    return null;
  }

  /** What a receive on this throws when it is closed and drained. */
  ChannelClosedException receiveOnClosed() {
    return new ChannelClosedException("receive on closed " + this + ": there are no more values; to learn of the end without an exception, iterate or use tryReceive", why());
  }

  @Override
  public void cancel() {
    shut(null);
    for (Object item = pollReceive(); item != Outcome.CLOSED; item = pollReceive()) {
      undelivered(item);
    }
  }

  private @Nullable Throwable why() {
    return closeCause().orElse(null);
  }

  /* ------ Both ------ */

  /**
   * What selects go by when they register: in the order of ids. It is given when it is first asked for, so that to make a channel touches nothing that others use; but in the world of a
   * test when the channel is made, as its runs are to be alike.
   */
  final long id() {
    Label known = label();
    long given = known.id;
    if (given != 0) {
      return given;
    }
    ID.compareAndSet(known, 0L, SystemWorld.INSTANCE.newChannelId());
    return known.id;
  }

  private Label label() {
    Label given = label;
    if (given != null) {
      return given;
    }
    Label fresh = new Label();
    Label earlier = (Label) LABEL.compareAndExchange(this, null, fresh);
    return earlier == null ? fresh : earlier;
  }

  @Override
  public Channel<T> named(String name) {
    label().name = Objects.requireNonNull(name, "name");
    return this;
  }

  /** Makes this the channel of an event: no value is ever sent here, and nobody looks for one. */
  void standFor(Object of) {
    label().name = of;
    letLook(false);
  }

  /** What the event is of whose channel this is; null if it is no such channel. */
  @Nullable Object eventOf() {
    Object given = givenName();
    return given instanceof String ? null : given;
  }

  @Override
  public String name() {
    Object given = givenName();
    return given == null ? "channel-" + World.channelNumber(id()) : given.toString();
  }

  /** Whether the name was given, and not made of the number. */
  boolean isNamed() {
    return givenName() instanceof String;
  }

  private @Nullable Object givenName() {
    Label known = label;
    return known == null ? null : known.name;
  }

  private static void checkInterrupt() throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException("interrupted before a channel operation; nothing was sent or received");
    }
  }
}
