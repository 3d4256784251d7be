package io.heddle.channels;

import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.selectInOrder;

import java.util.Optional;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * What a subscriber holds of a channel.
 *
 * <p>One goroutine makes all calls of the subscriber, so that they are serial without a lock. It waits for two things in turn: for demand, then for a value, and in both waits for
 * the end of the subscription as well. That wait is a select, so a value is taken or the end is seen, never both: what was taken is delivered. The goroutine is not interrupted,
 * because the subscriber's own code runs in it.
 *
 * <p>Invariants: only the goroutine lowers the demand; whoever raises it from zero leaves a token in {@code more}, which holds one, so that no request goes unnoticed. A token that
 * was left for a demand which is used up by now costs one look.
 */
final class ChannelSubscription<T> implements Flow.Subscription {
  private static final Object TOKEN = new Object();

  private final ReceiveChannel<? extends T> source;
  private final Flow.Subscriber<? super T> subscriber;
  private final AtomicLong demand = new AtomicLong();
  private final RingChannel<Object> more = new RingChannel<>(1);

  /** How the subscriber ended the subscription, if it has: empty if it cancelled, or the error to tell it of. */
  private final AtomicReference<@Nullable Optional<IllegalArgumentException>> ending = new AtomicReference<>();

  private final Event ended = Event.of(World.current(), this);

  ChannelSubscription(ReceiveChannel<? extends T> source, Flow.Subscriber<? super T> subscriber) {
    this.source = source;
    this.subscriber = subscriber;
    more.named("demand");
  }

  void start() {
    Goroutine.create("heddle-publisher", this::run, Go::report).start();
  }

  private void run() {
    try {
      subscriber.onSubscribe(this);
      deliver();
    } catch (InterruptedException e) {
      // Only the subscriber's own code can have interrupted this thread; no value was taken.
      if (ending.get() == null) {
        subscriber.onError(e);
      }
    }
  }

  private void deliver() throws InterruptedException {
    while (awaitDemand()) {
      // In order: once the end is seen, no value is taken.
      Received<T> next = selectInOrder(
          receive(ended.channel(), never -> new Received.Empty<T>(), Received.Empty<T>::new),
          receive(source, Received.Value<T>::new, Received.Closed<T>::new));
      switch (next) {
        case Received.Value<T>(T value) -> {
          subscriber.onNext(value);
          demand.updateAndGet(now -> now == Long.MAX_VALUE ? now : now - 1);
        }
        case Received.Closed<T> closed -> {
          complete();
          return;
        }
        case Received.Empty<T> cancelled -> {}
      }
    }
    Optional<IllegalArgumentException> how = ending.get();
    if (how == null) {
      complete();
    } else {
      how.ifPresent(subscriber::onError);
    }
  }

  /** Waits until values are wanted; false if none will be, because the subscription has ended or the channel has. */
  private boolean awaitDemand() throws InterruptedException {
    while (ending.get() == null) {
      if (demand.get() > 0) {
        return true;
      }
      // Nothing enters a channel that is closed: if it is empty then, it stays so.
      if (source.isClosed() && source.size() == 0) {
        return false;
      }
      selectInOrder(receive(ended.channel(), never -> TOKEN, () -> TOKEN), receive(more, token -> token));
    }
    return false;
  }

  private void complete() {
    source.closeCause().ifPresentOrElse(subscriber::onError, subscriber::onComplete);
  }

  @Override
  public void request(long n) {
    if (n <= 0) {
      end(Optional.of(new IllegalArgumentException("A subscriber must request one value at least, not " + n + " (rule 3.9 of Reactive Streams)")));
    } else if (demand.getAndUpdate(now -> now + n < 0 ? Long.MAX_VALUE : now + n) == 0) {
      more.trySend(TOKEN);
    }
  }

  @Override
  public void cancel() {
    end(Optional.empty());
  }

  private void end(Optional<IllegalArgumentException> how) {
    if (ending.compareAndSet(null, how)) {
      ended.happen();
    }
  }

  /** The channel whose values are subscribed to. */
  @Override
  public String toString() {
    return "subscription to " + source;
  }
}
