package io.heddle.channels;

import java.time.Duration;
import java.util.Collection;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.Spliterator;
import java.util.Spliterators;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * The half of a {@link Channel} that values are taken from. Every method may be called by any thread at any time.
 *
 * <p>What the sender did before it sent a value is visible to the thread that receives it.
 *
 * @param <T> the type of the values
 */
public sealed interface ReceiveChannel<T> extends Iterable<T> permits Channel {
  /**
   * Receives a value, waiting until there is one. Values come in the order they were sent; receivers that wait are served in the order they came.
   *
   * @return the value
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; no value was taken. An interrupt that comes after a value was
   *     handed over leaves the thread's interrupt flag set, and the value is returned
   * @throws ChannelClosedException if the channel is closed and every value in it was received, or becomes so while this waits
   */
  T receive() throws InterruptedException;

  /**
   * Receives a value, waiting no longer than the given time.
   *
   * @param timeout how long to wait at most; if zero or negative, this is {@link #tryReceive} that heeds interrupts
   * @return the value, or that the channel is closed and drained, or {@link Received.Empty} if the time was over first
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; no value was taken
   * @throws NullPointerException if the timeout is null
   */
  Received<T> receive(Duration timeout) throws InterruptedException;

  /**
   * Receives a value if there is one: in the buffer or with a sender that waits. Never blocks and ignores interrupts. The answer is exact: {@link Received.Empty}
   * means that at one instant during the call a receive would have blocked.
   *
   * @return the value, or that the channel is closed and drained, or that there is nothing yet
   */
  Received<T> tryReceive();

  /**
   * Receives at least one value, waiting for it as {@link #receive()} does, and with it as many more as can be received at once. Cheaper than one by one: they are
   * taken in one step.
   *
   * @param max how many at most
   * @return the values, in order; a new list of the caller's
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; no value was taken
   * @throws ChannelClosedException if the channel is closed and every value in it was received, or becomes so while this waits
   * @throws IllegalArgumentException if max is less than 1
   */
  List<T> receiveMany(int max) throws InterruptedException;

  /**
   * Receives what can be received at once. Never blocks and ignores interrupts.
   *
   * @param target where to add the values, in order; if it refuses one, those taken with it are lost
   * @param max how many at most; none if zero or negative
   * @return how many were added
   * @throws NullPointerException if the target is null; no value was taken
   */
  int drainTo(Collection<? super T> target, int max);

  /**
   * Closes the channel, if it is not closed, and drops what is in the buffer: the receiver's way to say that it wants no more. Senders then get a {@link
   * ChannelClosedException}. Never blocks.
   *
   * @throws UnsupportedOperationException if this is {@link Channel#never()}
   */
  void cancel();

  /**
   * What the channel was closed with.
   *
   * @return the argument of {@link SendChannel#close(Throwable)}; empty if the channel is open, or was closed without one
   */
  Optional<Throwable> closeCause();

  /**
   * Whether the channel was closed. Values may still be in the buffer. True is for ever, false may be out of date at once.
   *
   * @return whether the channel is closed
   */
  boolean isClosed();

  /**
   * The number of values in the buffer, exact at one instant during the call; 0 for an unbuffered channel.
   *
   * @return the number of values
   */
  int size();

  /**
   * The number of values that the buffer can hold; 0 for an unbuffered channel.
   *
   * @return the capacity
   */
  int capacity();

  /**
   * Receives values until the channel is closed and drained. {@link Iterator#hasNext} waits as {@link #receive()} does; if its thread is interrupted it throws
   * {@link CancelledException}, with the interrupt flag set and no value taken; if the channel was closed with a cause, {@link ChannelClosedException}. Several
   * iterators, in one thread or many, share the values among them.
   *
   * @return an iterator for use by one thread
   */
  @Override
  Iterator<T> iterator();

  /**
   * The values as a sequential stream, received as {@link #iterator()} does when the stream asks for them. A stream that ends early leaves the rest in the channel.
   *
   * @return a new stream
   */
  default Stream<T> stream() {
    return StreamSupport.stream(Spliterators.spliteratorUnknownSize(iterator(), Spliterator.ORDERED | Spliterator.NONNULL), /* parallel= */ false);
  }
}
