package io.heddle.channels;

import java.util.function.Consumer;

/**
 * Hands values from threads that send to threads that receive, as Go's channels do: first in, first out, each value to exactly one receiver.
 *
 * {@snippet :
 * Channel<String> greetings = Channel.buffered(16);
 * Go.go(() -> {
 *   greetings.send("hello");
 *   greetings.close();
 * });
 * for (String greeting : greetings) {
 *   use(greeting);
 * }
 * }
 *
 * <p>A thread that cannot go on waits: a sender while the buffer is full, a receiver while there is nothing to receive. Waiting is cheap for virtual threads;
 * any thread may use a channel. A wait ends early only by an interrupt, which loses nothing: either the operation was done or it was not. {@link Select}
 * waits for several channels at once.
 *
 * <p>Pass a channel on as a {@link SendChannel} or a {@link ReceiveChannel} to whoever needs only that half. Null is no value.
 *
 * <p>Memory effects: what a thread did before a send happens-before what another does after it received that value; what it did before {@link #close}
 * happens-before what another does after it learned of the close; and the k-th receive from a channel of capacity C happens-before the completion of the
 * (k+C)-th send.
 *
 * @param <T> the type of the values
 */
public sealed interface Channel<T> extends SendChannel<T>, ReceiveChannel<T> permits StepwiseChannel, NeverChannel {
  /**
   * A channel without a buffer: a send is done when a receiver takes the value, and not before.
   *
   * @param <T> the type of the values
   * @return a new channel
   */
  static <T> Channel<T> unbuffered() {
    return new RingChannel<>(0);
  }

  /**
   * A channel whose buffer holds up to the given number of values. The buffer is allocated at once.
   *
   * @param <T> the type of the values
   * @param capacity the number of values; 0 makes an unbuffered channel
   * @return a new channel
   * @throws IllegalArgumentException if the capacity is negative
   */
  static <T> Channel<T> buffered(int capacity) {
    if (capacity < 0) {
      throw new IllegalArgumentException("The capacity of a channel cannot be negative: " + capacity + "; use 0 for a channel without a buffer");
    }
    return new RingChannel<>(capacity);
  }

  /**
   * A channel whose buffer grows as needed, so that a send never waits. If those who send are faster than those who receive for long, the memory of the process is
   * the limit; a {@link #buffered} channel makes them wait instead.
   *
   * @param <T> the type of the values
   * @return a new channel, whose capacity is {@link Integer#MAX_VALUE}
   */
  static <T> Channel<T> unlimited() {
    return new UnlimitedChannel<>();
  }

  /**
   * A channel that holds the latest value only: a send never waits, and replaces a value that was not yet received.
   *
   * @param <T> the type of the values
   * @return a new channel
   */
  static <T> Channel<T> conflated() {
    return dropOldest(1, value -> {});
  }

  /**
   * A channel that makes no sender wait: a send to a full buffer drops the oldest value in it.
   *
   * @param <T> the type of the values
   * @param capacity the number of values, at least 1
   * @param onUndelivered gets each value that was sent and will never be received, because it was dropped or the channel was {@linkplain #cancel cancelled}; runs in
   *     the thread that caused it, which gets what it throws
   * @return a new channel
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  static <T> Channel<T> dropOldest(int capacity, Consumer<? super T> onUndelivered) {
    return DroppingChannel.create(capacity, /* dropsOldest= */ true, onUndelivered);
  }

  /**
   * A channel that makes no sender wait: a send to a full buffer drops the value that is sent.
   *
   * @param <T> the type of the values
   * @param capacity the number of values, at least 1
   * @param onUndelivered gets each value that was sent and will never be received, because it was dropped or the channel was {@linkplain #cancel cancelled}; runs in
   *     the thread that caused it, which gets what it throws
   * @return a new channel
   * @throws IllegalArgumentException if the capacity is less than 1
   */
  static <T> Channel<T> dropLatest(int capacity, Consumer<? super T> onUndelivered) {
    return DroppingChannel.create(capacity, /* dropsOldest= */ false, onUndelivered);
  }

  /**
   * A channel on which nothing ever happens, Go's nil channel: sends and receives wait until they are interrupted or time out, and a select never chooses it. It
   * stands in a select for a case that is switched off. It cannot be closed.
   *
   * @param <T> the type of the values
   * @return the one such channel
   */
  static <T> Channel<T> never() {
    return NeverChannel.instance();
  }

  /**
   * Names the channel, for messages and dumps.
   *
   * @param name the name
   * @return this channel
   * @throws UnsupportedOperationException if this is {@link #never()}, which all share
   */
  Channel<T> named(String name);

  /**
   * The name given by {@link #named}, or one made of a number that the channel gets when it is first looked at or a select waits on it; in a {@link io.heddle.channels.testing.Bubble}, when it is
   * made, so that it is the same in each run.
   *
   * @return the name
   */
  String name();
}
