package io.heddle.channels;

import java.util.Objects;
import java.util.concurrent.Flow;

/**
 * Joins channels to reactive streams, in both directions: what waits at a channel is demand in a stream, so that a slow end makes the other wait.
 *
 * {@snippet :
 * Flow.Publisher<Row> rows = Flows.toPublisher(channel);                // for a library that takes a publisher
 * ReceiveChannel<Reply> replies = Flows.toChannel(client.replies(), 64); // from one that gives a publisher
 * for (Reply reply : replies) {
 *   handle(reply);
 * }
 * }
 *
 * <p>Both keep to the specification of Reactive Streams. No method of this class blocks.
 */
public final class Flows {
  private Flows() {}

  /**
   * The values of a channel as a publisher. Its subscribers are like receivers of the channel: each value goes to one of them, in order; for all values to go to each, subscribe the
   * channels of a {@link Broadcast}. Every subscription has a goroutine of its own, named {@code heddle-publisher}, which calls all methods of the subscriber and receives from the
   * channel only while there is demand, so that a sender waits for the slowest link behind it.
   *
   * <ul>
   *   <li>When the subscriber cancels, the goroutine stops receiving and ends. A value that it has received by then is still delivered; all others stay in the channel.
   *   <li>When the channel is closed and drained, the subscriber gets {@link Flow.Subscriber#onComplete}, or {@link Flow.Subscriber#onError} with the cause if it was closed with one.
   *       Without demand the end is noticed when the demand is used up, or else with the next request.
   *   <li>A request for less than one value ends the subscription with {@link Flow.Subscriber#onError} and an {@link IllegalArgumentException}.
   *   <li>When a method of the subscriber leaves the thread interrupted, the subscription ends with {@link Flow.Subscriber#onError} and an {@link InterruptedException}; no value is lost.
   *   <li>When a method of the subscriber throws, the subscription is over, and the exception goes to the handler of {@link Go#onUncaught}.
   * </ul>
   *
   * <p>What the sender did before it sent a value is visible to the subscriber that gets it.
   *
   * @param <T> the type of the values
   * @param source where the values come from; a subscription cancels it never
   * @return the publisher; its {@code subscribe} throws {@link NullPointerException} if the subscriber is null
   * @throws NullPointerException if the source is null
   */
  public static <T> Flow.Publisher<T> toPublisher(ReceiveChannel<? extends T> source) {
    Objects.requireNonNull(source, "source");
    return subscriber -> new ChannelSubscription<T>(source, Objects.requireNonNull(subscriber, "subscriber")).start();
  }

  /**
   * Subscribes to a publisher, and gives its values as a channel. The publisher is asked for no more values than there is room for: those that were requested and not yet received are
   * as many as the capacity at most. A goroutine named {@code heddle-subscriber} hands them on.
   *
   * <ul>
   *   <li>When the publisher completes, the channel is closed once the values before it were received; when it fails, with its error as the cause.
   *   <li>When the receiver {@linkplain ReceiveChannel#cancel cancels} the channel, the subscription is cancelled, whether or not there are values; those that have come are dropped.
   *   <li>When the publisher breaks the rules and sends more than there is room for, the subscription is cancelled and the channel closed with an {@link IllegalStateException} after the values before.
   * </ul>
   *
   * <p>The channel itself has no buffer, so that its {@code size()} and {@code capacity()} are 0. What the publisher did before it sent a value is visible to the receiver.
   *
   * @param <T> the type of the values
   * @param source the publisher; what its {@code subscribe} throws is thrown here
   * @param capacity how many values are requested ahead at most
   * @return the channel; not to be closed but by {@code cancel()}
   * @throws IllegalArgumentException if the capacity is less than 1; the publisher was not called
   * @throws NullPointerException if the source is null
   */
  public static <T> ReceiveChannel<T> toChannel(Flow.Publisher<? extends T> source, int capacity) {
    Objects.requireNonNull(source, "source");
    if (capacity < 1) {
      throw new IllegalArgumentException("A channel of a publisher must request one value ahead at least, not " + capacity);
    }
    ChannelSubscriber<T> subscriber = new ChannelSubscriber<>(capacity);
    source.subscribe(subscriber);
    return subscriber.channel();
  }
}
