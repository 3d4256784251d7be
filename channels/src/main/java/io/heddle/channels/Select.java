package io.heddle.channels;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * Waits for the first of several operations that can be done, does that one and no other, as Go's {@code select} statement.
 *
 * {@snippet :
 * import static io.heddle.channels.Select.*;
 *
 * String what = select(
 *     receive(orders, order -> "order " + order, () -> "no more orders"),
 *     send(log, "waiting", () -> "logged"),
 *     after(Duration.ofSeconds(1), () -> "nothing happened"));
 * }
 *
 * <p>Exactly one case takes effect; the others leave no trace. If several could, one is chosen at random, each with the same probability. A closed channel is
 * ready: its receive is chosen as any other. A case on {@link Channel#never()} is never chosen. One channel may stand in several cases, a send and a receive of
 * one channel do not serve each other. The functions run on the calling thread after the operation was done, and what they throw passes to the caller; the
 * operation stays done.
 */
public final class Select {
  private Select() {}

  /**
   * Waits until one of the cases can be done and does it; fair if there are several. With a default it never blocks.
   *
   * @param <R> the type of the result
   * @param cases the cases; at least one, of which at most one {@link #orDefault}, in any order
   * @return what the function of the case returned
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; no case took effect. An interrupt that comes later leaves the
   *     thread's interrupt flag set
   * @throws ChannelClosedException if the chosen case is a send and its channel is closed, or a receive without a function for that and its channel is closed and
   *     drained
   * @throws IllegalArgumentException if there are no cases or two defaults
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the cases are only read
  public static <R extends @Nullable Object> R select(SelectCase<? extends R>... cases) throws InterruptedException {
    return Operation.select(cases, Selector.Order.FAIR);
  }

  /**
   * As {@link #select}, but if several cases can be done the first of them is chosen, in the order they are given.
   *
   * @param <R> the type of the result
   * @param cases the cases, the most important first
   * @return what the function of the case returned
   * @throws InterruptedException if the calling thread is interrupted before or while it waits; no case took effect
   * @throws ChannelClosedException if the chosen case is a send and its channel is closed, or a receive without a function for that and its channel is closed and
   *     drained
   * @throws IllegalArgumentException if there are no cases or two defaults
   */
  @SafeVarargs
  @SuppressWarnings("varargs") // the cases are only read
  public static <R extends @Nullable Object> R selectInOrder(SelectCase<? extends R>... cases) throws InterruptedException {
    return Operation.select(cases, Selector.Order.PRIORITY);
  }

  /**
   * A case that receives; if it is chosen because the channel is closed and drained, the select throws {@link ChannelClosedException}.
   *
   * @param <T> the type of the channel's values
   * @param <R> the type of the result
   * @param channel where to receive from
   * @param onValue what to do with the value
   * @return the case
   */
  public static <T, R extends @Nullable Object> SelectCase<R> receive(ReceiveChannel<? extends T> channel, Function<? super T, ? extends R> onValue) {
    return receiveCase(channel, onValue, null);
  }

  /**
   * A case that receives, or learns that the channel is closed and drained.
   *
   * @param <T> the type of the channel's values
   * @param <R> the type of the result
   * @param channel where to receive from
   * @param onValue what to do with the value
   * @param onClosed what to do when there will be no more values
   * @return the case
   */
  public static <T, R extends @Nullable Object> SelectCase<R> receive(
      ReceiveChannel<? extends T> channel, Function<? super T, ? extends R> onValue, Supplier<? extends R> onClosed) {
    return receiveCase(channel, onValue, Objects.requireNonNull(onClosed, "onClosed"));
  }

  private static <T, R extends @Nullable Object> SelectCase<R> receiveCase(
      ReceiveChannel<? extends T> channel, Function<? super T, ? extends R> onValue, @Nullable Supplier<? extends R> onClosed) {
    Objects.requireNonNull(onValue, "onValue");
    return switch (Objects.requireNonNull(channel, "channel")) {
      case StepwiseChannel<? extends T> open -> new ReadyCase.Receive<T, R>(open, onValue, onClosed);
      case NeverChannel<? extends T> never -> new SelectCase.Disabled<>();
    };
  }

  /**
   * A case that sends. If it is chosen because the channel is closed, the select throws {@link ChannelClosedException}.
   *
   * @param <T> the type of the channel's values
   * @param <R> the type of the result
   * @param channel where to send to
   * @param value the value to send
   * @param onSent what to do when the value was sent
   * @return the case
   * @throws NullPointerException if the value is null
   */
  public static <T, R extends @Nullable Object> SelectCase<R> send(SendChannel<? super T> channel, T value, Supplier<? extends R> onSent) {
    Objects.requireNonNull(onSent, "onSent");
    return switch (Objects.requireNonNull(channel, "channel")) {
      case StepwiseChannel<? super T> open -> {
        open.checkSendable(value);
        yield new ReadyCase.Send<R>(open, () -> value, /* computed= */ false, onSent);
      }
      case NeverChannel<? super T> never -> new SelectCase.Disabled<>();
    };
  }

  /**
   * A case that sends a value which is computed only if it may be needed: when the channel has room for it, or before the select waits. It may be computed and then not
   * sent, because another was faster or another case was chosen, and is computed anew for each try.
   *
   * @param <T> the type of the channel's values
   * @param <R> the type of the result
   * @param channel where to send to
   * @param value computes the value; runs in the thread that selects, and what it throws passes to the caller, with no case having taken effect
   * @param onSent what to do when the value was sent
   * @return the case
   */
  public static <T, R extends @Nullable Object> SelectCase<R> sendComputed(SendChannel<? super T> channel, Supplier<? extends T> value, Supplier<? extends R> onSent) {
    Objects.requireNonNull(value, "value");
    Objects.requireNonNull(onSent, "onSent");
    return switch (Objects.requireNonNull(channel, "channel")) {
      case StepwiseChannel<? super T> open -> new ReadyCase.Send<R>(open, value, /* computed= */ true, onSent);
      case NeverChannel<? super T> never -> new SelectCase.Disabled<>();
    };
  }

  /**
   * A case that takes from something other than a channel: a context, a goroutine, a future, or a thing of your own. If it is chosen because there will never be anything
   * to take, the select throws {@link ChannelClosedException}.
   *
   * @param <T> the type of what is taken
   * @param <R> the type of the result
   * @param source where to take from
   * @param onValue what to do with what was taken
   * @return the case
   */
  public static <T, R extends @Nullable Object> SelectCase<R> on(Selectable<? extends T> source, Function<? super T, ? extends R> onValue) {
    return new ReadyCase.On<T, R>(Objects.requireNonNull(source, "source"), Objects.requireNonNull(onValue, "onValue"), null);
  }

  /**
   * A case that takes from something other than a channel, or learns that there will never be anything to take.
   *
   * @param <T> the type of what is taken
   * @param <R> the type of the result
   * @param source where to take from
   * @param onValue what to do with what was taken
   * @param onClosed what to do when there will never be anything
   * @return the case
   */
  public static <T, R extends @Nullable Object> SelectCase<R> on(Selectable<? extends T> source, Function<? super T, ? extends R> onValue, Supplier<? extends R> onClosed) {
    return new ReadyCase.On<T, R>(
        Objects.requireNonNull(source, "source"), Objects.requireNonNull(onValue, "onValue"), Objects.requireNonNull(onClosed, "onClosed"));
  }

  /**
   * A case that is never chosen, for one that is switched off.
   *
   * @param <R> the type of the result
   * @return the case
   */
  public static <R extends @Nullable Object> SelectCase<R> disabled() {
    return new SelectCase.Disabled<>();
  }

  /**
   * A case that is chosen if no other could be done for the given time. Of several, the shortest counts.
   *
   * @param <R> the type of the result
   * @param timeout how long to wait at most, counted from the start of each select; if zero or negative, the case is as good as a default
   * @param onTimeout what to do when the time is over
   * @return the case
   */
  public static <R extends @Nullable Object> SelectCase<R> after(Duration timeout, Supplier<? extends R> onTimeout) {
    return new SelectCase.After<>(Timeout.nanos(timeout), Objects.requireNonNull(onTimeout, "onTimeout"));
  }

  /**
   * A case that is chosen if no other could be done until the given time. Later changes of the system's clock do not move it once a select waits. Of several limits, the
   * earliest counts.
   *
   * @param <R> the type of the result
   * @param deadline when to stop waiting; if it has passed, the case is as good as a default
   * @param onTimeout what to do when the time has come
   * @return the case
   */
  public static <R extends @Nullable Object> SelectCase<R> until(Instant deadline, Supplier<? extends R> onTimeout) {
    return new SelectCase.After<>(Objects.requireNonNull(deadline, "deadline"), Objects.requireNonNull(onTimeout, "onTimeout"));
  }

  /**
   * The case that is chosen instead of waiting: only if at one instant during the select none of the others could be done.
   *
   * @param <R> the type of the result
   * @param otherwise what to do instead
   * @return the case
   */
  public static <R extends @Nullable Object> SelectCase<R> orDefault(Supplier<? extends R> otherwise) {
    return new SelectCase.Otherwise<>(Objects.requireNonNull(otherwise, "otherwise"));
  }
}
