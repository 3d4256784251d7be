package io.heddle.channels;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A case that is chosen when something is ready: the steps of the operation, and what follows it. It keeps no state between calls. */
abstract sealed class ReadyCase<R extends @Nullable Object> extends SelectCase<R> {
  /** Where the case stands in the order in which selects register. */
  abstract long id();

  /** See {@link Rendezvous#version}. */
  abstract long version();

  /** Does the operation if it can be done at once; otherwise {@link Outcome#NOT_READY}. */
  abstract Object poll();

  /** Whether {@link #poll} seems to find the case ready; may be wrong, so whoever is told no must go on to {@link #await}, which looks again. */
  boolean looksReady() {
    return true;
  }

  /** Whether this waits to send. */
  boolean sends() {
    return false;
  }

  /** Gives a waiter what this case needs to wait. */
  void prepare(Waiter waiter) {
    waiter.item = null;
  }

  /** Where this case waits, if that is at a channel. */
  @Nullable WaitQueue queue() {
    return null;
  }

  /** Lets the waiter wait; false if the operation could be done at once instead. */
  abstract boolean await(Waiter waiter);

  /** Whether only what was made in this world can make the case ready. */
  boolean isWithin(World world) {
    return world.isHomeOf(id());
  }

  /** Takes out a waiter that waits no longer, if it is still in. */
  abstract void forget(Waiter waiter);

  /** What is waited for, with these words for the channel and the like. */
  abstract String awaited(Function<Object, String> words);

  /** The rest, when the operation was done and had this outcome; runs the user's code. */
  abstract R finish(Object outcome);

  /** An operation of a channel. */
  abstract static sealed class AtChannel<C extends StepwiseChannel<?>, R extends @Nullable Object> extends ReadyCase<R> {
    final C channel;

    private AtChannel(C channel) {
      this.channel = channel;
    }

    @Override
    long id() {
      return channel.id();
    }

    @Override
    long version() {
      return channel.version();
    }

    @Override
    boolean looksReady() {
      return channel.looksReady(sends());
    }

    /** See {@link Rendezvous#rewardsALook}; not for a send, which is not offered by a select. */
    boolean rewardsALook() {
      return false;
    }

    /** See {@link Rendezvous#mayBringLuck}. */
    boolean mayBringLuck() {
      return false;
    }

    /** See {@link Rendezvous#lookedInVain}. */
    void lookedInVain() {}

    @Override
    WaitQueue queue() {
      return channel.queue(sends());
    }

    @Override
    boolean await(Waiter waiter) {
      return channel.await(waiter);
    }

    @Override
    void forget(Waiter waiter) {
      channel.forget(waiter);
    }

    @Override
    String awaited(Function<Object, String> words) {
      return Parker.describe(sends() ? "send to" : "receive from", channel, words);
    }
  }

  /** Receives from a channel. */
  static final class Receive<T, R extends @Nullable Object> extends AtChannel<StepwiseChannel<? extends T>, R> {
    private final Function<? super T, ? extends R> onValue;
    private final @Nullable Supplier<? extends R> onClosed;

    Receive(StepwiseChannel<? extends T> channel, Function<? super T, ? extends R> onValue, @Nullable Supplier<? extends R> onClosed) {
      super(channel);
      this.onValue = onValue;
      this.onClosed = onClosed;
    }

    @Override
    Object poll() {
      return channel.pollReceive();
    }

    @Override
    boolean rewardsALook() {
      return channel.rewardsALook();
    }

    @Override
    boolean mayBringLuck() {
      return channel.mayBringLuck();
    }

    @Override
    void lookedInVain() {
      channel.lookedInVain();
    }

    @Override
    @SuppressWarnings("unchecked") // what comes out of a channel of T is a T
    R finish(Object outcome) {
      if (outcome != Outcome.CLOSED) {
        return onValue.apply((T) outcome);
      }
      if (onClosed == null) {
        throw channel.receiveOnClosed();
      }
      return onClosed.get();
    }
  }

  /** Sends to a channel. */
  static final class Send<R extends @Nullable Object> extends AtChannel<StepwiseChannel<?>, R> {
    private final Supplier<?> value;
    private final boolean computed;
    private final Supplier<? extends R> onSent;

    /** A computed value is asked for only if it can be sent or the select has to wait. */
    Send(StepwiseChannel<?> channel, Supplier<?> value, boolean computed, Supplier<? extends R> onSent) {
      super(channel);
      this.value = value;
      this.computed = computed;
      this.onSent = onSent;
    }

    @Override
    boolean sends() {
      return true;
    }

    @Override
    Object poll() {
      return computed && !channel.canSend() ? Outcome.NOT_READY : channel.pollSend(item());
    }

    private Object item() {
      Object item = value.get();
      channel.checkSendable(item);
      return item;
    }

    @Override
    void prepare(Waiter waiter) {
      waiter.item = item();
    }

    @Override
    R finish(Object outcome) {
      if (outcome == Outcome.CLOSED) {
        throw channel.sendOnClosed();
      }
      return onSent.get();
    }
  }

  /**
   * Takes from a {@link Selectable}, which says when it may be ready and is then asked: the select starts over, so that no foreign code decides what it does.
   */
  static final class On<T, R extends @Nullable Object> extends ReadyCase<R> {
    private final Selectable<? extends T> source;
    private final Function<? super T, ? extends R> onValue;
    private final @Nullable Supplier<? extends R> onClosed;

    On(Selectable<? extends T> source, Function<? super T, ? extends R> onValue, @Nullable Supplier<? extends R> onClosed) {
      this.source = source;
      this.onValue = onValue;
      this.onClosed = onClosed;
    }

    @Override
    boolean isWithin(World world) {
      return switch (source) {
        case Occurrence<?>(StepwiseChannel<?> done, var value, var what) -> world.isHomeOf(done.id());
        case Occurrence<?> never -> true;
        case NothingPending(WaitGroup group) -> group.isWithin(world);
        case Delay delay -> true;
        default -> false;
      };
    }

    /** Before all channels: it looks for no partner. */
    @Override
    long id() {
      return 0;
    }

    @Override
    long version() {
      return 0;
    }

    @Override
    Object poll() {
      return switch (source.poll()) {
        case Received.Value<? extends T>(T value) -> value;
        case Received.Closed<? extends T>() -> Outcome.CLOSED;
        case Received.Empty<? extends T>() -> Outcome.NOT_READY;
      };
    }

    @Override
    boolean await(Waiter waiter) {
      Parker parker = waiter.parker;
      waiter.item = source.onReady(() -> {
        if (parker.claim(Parker.ASK_AGAIN)) {
          parker.wake();
        }
      });
      return true;
    }

    @Override
    void forget(Waiter waiter) {
      if (waiter.item instanceof Registration registration) {
        registration.stop();
      }
    }

    @Override
    @SuppressWarnings("unchecked") // what poll returned was a T
    R finish(Object outcome) {
      if (outcome != Outcome.CLOSED) {
        return onValue.apply((T) outcome);
      }
      if (onClosed == null) {
        throw new ChannelClosedException("select on closed " + source);
      }
      return onClosed.get();
    }

    @Override
    String awaited(Function<Object, String> words) {
      return "take from " + words.apply(source);
    }
  }
}
