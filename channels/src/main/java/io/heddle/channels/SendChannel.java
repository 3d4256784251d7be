package io.heddle.channels;

import java.time.Duration;
import java.util.Collection;

/**
 * The half of a {@link Channel} that values are put into. Every method may be called by any thread at any time.
 *
 * <p>What a thread did before a send is visible to whoever receives the value; what it did before a close is visible to whoever learns of the close.
 *
 * @param <T> the type of the values
 */
public sealed interface SendChannel<T> permits Channel {
  /**
   * Sends a value, waiting until a receiver takes it or the buffer has room. Senders that wait are served in the order they came.
   *
   * @param value the value
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; the value was not sent. An interrupt that comes after the
   *     value was handed over leaves the thread's interrupt flag set, and the method returns
   * @throws ChannelClosedException if the channel is closed, or is closed while this waits; the value was not sent
   * @throws NullPointerException if the value is null
   */
  void send(T value) throws InterruptedException;

  /**
   * Sends a value, waiting no longer than the given time.
   *
   * @param value the value
   * @param timeout how long to wait at most; if zero or negative, this is {@link #trySend} that heeds interrupts
   * @return true if the value was sent, false if the time was over first and it was not
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; the value was not sent
   * @throws ChannelClosedException if the channel is closed, or is closed while this waits; the value was not sent
   * @throws NullPointerException if the value or the timeout is null
   */
  boolean send(T value, Duration timeout) throws InterruptedException;

  /**
   * Sends a value if that is possible at once: a receiver waits for it or the buffer has room. Never blocks and ignores interrupts. The answer is exact: false
   * means that at one instant during the call a send would have blocked.
   *
   * @param value the value
   * @return true if the value was sent
   * @throws ChannelClosedException if the channel is closed; the value was not sent
   * @throws NullPointerException if the value is null
   */
  boolean trySend(T value);

  /**
   * Sends values in the order of the collection, waiting as {@link #send(Object)} does for each that cannot be sent at once. Cheaper than one by one: what there is
   * room for is sent in one step. Other senders' values may come between them.
   *
   * @param values the values
   * @return how many were sent: all, unless the calling thread was interrupted, which leaves its interrupt flag set, or the channel closed while this waited. It is
   *     always the first ones that were sent
   * @throws InterruptedException if the calling thread is interrupted before or while it waits and no value was sent
   * @throws ChannelClosedException if the channel is closed and no value was sent
   * @throws NullPointerException if one of the values is null; none was sent
   */
  int sendAll(Collection<? extends T> values) throws InterruptedException;

  /**
   * Closes the channel: no more values are accepted. Those in the buffer can still be received. Receivers that wait learn that the channel is closed, senders that
   * wait throw {@link ChannelClosedException}. Never blocks.
   *
   * <p>Closing is the sender's way to say that it is done; a channel need not be closed to be collected by the garbage collector.
   *
   * @throws ChannelClosedException if the channel is closed already; nothing has changed
   * @throws UnsupportedOperationException if this is {@link Channel#never()}
   */
  void close();

  /**
   * Closes the channel as {@link #close()} does, because something went wrong: whoever sends from now on, or receives when the values in the buffer are gone, gets a
   * {@link ChannelClosedException} with this cause, iterations included.
   *
   * @param cause what went wrong
   * @throws ChannelClosedException if the channel is closed already; nothing has changed
   * @throws UnsupportedOperationException if this is {@link Channel#never()}
   */
  void close(Throwable cause);

  /**
   * Whether {@link #close()} was called. Values may still be in the buffer. True is for ever, false may be out of date at once.
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
}
