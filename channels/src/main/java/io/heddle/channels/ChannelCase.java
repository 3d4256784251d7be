package io.heddle.channels;

import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** A send or receive as a case of a select: the steps of the operation, and what follows it. It keeps no state between calls. */
abstract sealed class ChannelCase<R extends @Nullable Object> extends SelectCase<R> {
  /** Where the case stands in the order in which selects register. */
  abstract long id();

  /** See {@link SpinLock#version}. */
  abstract long version();

  /** Does the operation if it can be done at once; otherwise {@link Outcome#NOT_READY}. */
  abstract Object poll();

  /** What a waiter of this case carries at first. */
  abstract @Nullable Object item();

  /** Lets the waiter wait; false if the operation could be done at once instead. */
  abstract boolean await(Waiter waiter);

  /** Takes out a waiter that waits no longer, if it is still in. */
  abstract void forget(Waiter waiter);

  /** The rest, when the operation was done and had this outcome; runs the user's code. */
  abstract R finish(Object outcome);

  static final class Receive<T, R extends @Nullable Object> extends ChannelCase<R> {
    private final StepwiseChannel<? extends T> channel;
    private final Function<? super T, ? extends R> onValue;
    private final @Nullable Supplier<? extends R> onClosed;

    Receive(StepwiseChannel<? extends T> channel, Function<? super T, ? extends R> onValue, @Nullable Supplier<? extends R> onClosed) {
      this.channel = channel;
      this.onValue = onValue;
      this.onClosed = onClosed;
    }

    @Override
    long id() {
      return channel.id;
    }

    @Override
    long version() {
      return channel.version();
    }

    @Override
    Object poll() {
      return channel.pollReceive();
    }

    @Override
    @Nullable Object item() {
      return null;
    }

    @Override
    boolean await(Waiter waiter) {
      return channel.awaitReceive(waiter);
    }

    @Override
    void forget(Waiter waiter) {
      channel.forgetReceive(waiter);
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

  static final class Send<R extends @Nullable Object> extends ChannelCase<R> {
    private final StepwiseChannel<?> channel;
    private final Object value;
    private final Supplier<? extends R> onSent;

    Send(StepwiseChannel<?> channel, Object value, Supplier<? extends R> onSent) {
      this.channel = channel;
      this.value = value;
      this.onSent = onSent;
    }

    @Override
    long id() {
      return channel.id;
    }

    @Override
    long version() {
      return channel.version();
    }

    @Override
    Object poll() {
      return channel.pollSend(value);
    }

    @Override
    Object item() {
      return value;
    }

    @Override
    boolean await(Waiter waiter) {
      return channel.awaitSend(waiter);
    }

    @Override
    void forget(Waiter waiter) {
      channel.forgetSend(waiter);
    }

    @Override
    R finish(Object outcome) {
      if (outcome == Outcome.CLOSED) {
        throw channel.sendOnClosed();
      }
      return onSent.get();
    }
  }
}
