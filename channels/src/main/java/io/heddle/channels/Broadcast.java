package io.heddle.channels;

import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Gives every value of one channel to each of many: a channel gives a value to one receiver, a broadcast to all that have subscribed.
 *
 * {@snippet :
 * Channel<Event> events = Channel.buffered(16);
 * try (Broadcast<Event> broadcast = Broadcast.of(events)) {
 *   ReceiveChannel<Event> audit = broadcast.subscribe(Channel.buffered(100));
 *   ReceiveChannel<Event> display = broadcast.subscribe(Channel.conflated());
 *   ...
 * }
 * }
 *
 * <p>Each subscriber brings a channel, and with it says what happens when it is slow: a buffered channel makes the source wait, and with it all others; a conflated one,
 * or one that drops, misses values. All get the values in the order of the source. A subscriber leaves by {@linkplain ReceiveChannel#cancel cancelling} its channel. When
 * the source is closed and drained, the subscribers' channels are closed, with the same cause.
 *
 * @param <T> the type of the values
 */
public final class Broadcast<T> implements AutoCloseable {
  /** Whom the values go to. */
  private sealed interface State<T> {
    /** Those who have subscribed and not left. */
    record Open<T>(List<Channel<T>> subscribers) implements State<T> {}

    /** The source has ended, or the broadcast was closed. */
    record Over<T>(Optional<Throwable> cause) implements State<T> {}
  }

  private final ReceiveChannel<? extends T> source;
  private final AtomicReference<State<T>> state = new AtomicReference<>(new State.Open<>(List.of()));
  private final Goroutine pump;

  private Broadcast(ReceiveChannel<? extends T> source) {
    this.source = source;
    this.pump = Goroutine.create("heddle-broadcast", this::run, Go::report);
  }

  /**
   * Starts a broadcast in a goroutine of its own. Values that are received while nobody has subscribed are lost.
   *
   * @param <T> the type of the values
   * @param source where the values come from; nobody else should receive from it
   * @return a broadcast; it ends with its source, or when it is closed
   */
  public static <T> Broadcast<T> of(ReceiveChannel<? extends T> source) {
    Broadcast<T> broadcast = new Broadcast<>(Objects.requireNonNull(source, "source"));
    broadcast.pump.start();
    return broadcast;
  }

  private void run() throws InterruptedException {
    Optional<Throwable> cause = Optional.empty();
    try {
      while (true) {
        T value = source.receive();
        if (state.get() instanceof State.Open<T>(List<Channel<T>> subscribers)) {
          for (Channel<T> subscriber : subscribers) {
            deliver(value, subscriber);
          }
        }
      }
    } catch (ChannelClosedException e) {
      cause = source.closeCause();
    } finally {
      end(cause);
    }
  }

  private void deliver(T value, Channel<T> subscriber) throws InterruptedException {
    try {
      subscriber.send(value);
    } catch (ChannelClosedException e) {
      leave(subscriber);
    }
  }

  private void leave(Channel<T> subscriber) {
    state.updateAndGet(now -> switch (now) {
      case State.Open<T>(List<Channel<T>> subscribers) -> new State.Open<>(subscribers.stream().filter(other -> other != subscriber).toList());
      case State.Over<T> over -> over;
    });
  }

  private void end(Optional<Throwable> cause) {
    if (state.getAndSet(new State.Over<>(cause)) instanceof State.Open<T>(List<Channel<T>> subscribers)) {
      subscribers.forEach(subscriber -> close(subscriber, cause));
    }
  }

  private static void close(Channel<?> subscriber, Optional<Throwable> cause) {
    try {
      if (cause.isPresent()) {
        subscriber.close(cause.get());
      } else {
        subscriber.close();
      }
    } catch (ChannelClosedException e) {
      // The subscriber has left.
    }
  }

  /**
   * Subscribes: the channel gets every value that is received from the source from now on, and is closed when the broadcast is over; at once if it is over already.
   *
   * @param channel where to send the values
   * @return the channel, to receive from
   * @throws IllegalArgumentException if the channel is {@link Channel#never()}, or has subscribed already; nothing has changed
   */
  public ReceiveChannel<T> subscribe(Channel<T> channel) {
    if (channel instanceof NeverChannel<T>) {
      throw new IllegalArgumentException("Channel.never() cannot subscribe: the first value would wait for ever");
    }
    Objects.requireNonNull(channel, "channel");
    State<T> now = state.updateAndGet(before -> switch (before) {
      case State.Open<T>(List<Channel<T>> subscribers) -> {
        if (subscribers.contains(channel)) {
          throw new IllegalArgumentException(channel + " has subscribed already and would get each value twice; give each subscriber a channel of its own");
        }
        List<Channel<T>> more = new ArrayList<>(subscribers);
        more.add(channel);
        yield new State.Open<>(List.copyOf(more));
      }
      case State.Over<T> over -> over;
    });
    if (now instanceof State.Over<T>(Optional<Throwable> cause)) {
      close(channel, cause);
    }
    return channel;
  }

  /**
   * How many have subscribed and not left, as far as is known: who leaves is noticed at the next value.
   *
   * @return the number of subscribers; 0 when it is over
   */
  public int subscribers() {
    return state.get() instanceof State.Open<T>(List<Channel<T>> subscribers) ? subscribers.size() : 0;
  }

  /**
   * Ends the broadcast: interrupts its goroutine and closes the subscribers' channels. The source stays open. A value that was being given out may have reached some
   * subscribers and not others. Does not wait.
   */
  @Override
  public void close() {
    pump.interrupt();
    end(Optional.empty());
  }
}
