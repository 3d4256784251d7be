package io.heddle.channels;

import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.selectInOrder;

import java.util.Objects;
import java.util.concurrent.Flow;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Receives from a publisher on behalf of a channel.
 *
 * <p>The publisher's calls must not wait, so they put values into {@code inbox}, which has room for all that were requested. One goroutine hands them on to {@code out}, and is the only
 * one that calls the subscription, which makes those calls serial: it asks for more when half of what was requested was received.
 *
 * <p>Since nobody but that goroutine sends to {@code out}, it can wait for a receiver's cancel by a receive of its own from there: no value can come, only the end.
 */
final class ChannelSubscriber<T> implements Flow.Subscriber<T> {
  private final int capacity;
  private final RingChannel<T> inbox;
  private final RingChannel<T> out = new RingChannel<>(0);
  private final AtomicReference<Flow.@Nullable Subscription> subscription = new AtomicReference<>();
  private volatile boolean overrun;

  ChannelSubscriber(int capacity) {
    this.capacity = capacity;
    this.inbox = new RingChannel<>(capacity);
    inbox.named("requested");
    out.named("subscriber");
  }

  ReceiveChannel<T> channel() {
    return out;
  }

  @Override
  public void onSubscribe(Flow.Subscription given) {
    Objects.requireNonNull(given, "subscription");
    if (subscription.compareAndSet(null, given)) {
      Goroutine.create("heddle-subscriber", () -> run(given), Go::report).start();
    } else {
      given.cancel(); // Rule 2.5: one subscription at a time.
    }
  }

  @Override
  public void onNext(T value) {
    Objects.requireNonNull(value, "value");
    try {
      if (!inbox.trySend(value)) {
        overrun = true;
        end(new IllegalStateException("The publisher sent more values than were requested (rule 1.1 of Reactive Streams): " + subscription.get()));
      }
    } catch (ChannelClosedException e) {
      // The receiver has cancelled, and the publisher does not know yet.
    }
  }

  @Override
  public void onError(Throwable failure) {
    end(Objects.requireNonNull(failure, "failure"));
  }

  @Override
  public void onComplete() {
    end(null);
  }

  private void end(@Nullable Throwable cause) {
    inbox.shut(cause);
    if (subscription.get() == null) {
      out.shut(cause); // A publisher that ends before it begins: there is no goroutine to pass it on.
    }
  }

  private void run(Flow.Subscription given) throws InterruptedException {
    boolean wanted = true;
    try {
      given.request(capacity);
      handOn(given);
      wanted = overrun;
      out.shut(inbox.closeCause().orElse(null));
    } catch (Throwable e) {
      // A receiver that has cancelled is no failure, whatever it kept the goroutine from doing.
      if (out.shut(e)) {
        throw e;
      }
    } finally {
      inbox.cancel();
      if (wanted) {
        given.cancel();
      }
    }
  }

  /** Hands values on until the publisher has ended; if the receiver cancels before, this throws what a send to a closed channel throws. */
  private void handOn(Flow.Subscription given) throws InterruptedException {
    int batch = (capacity + 1) / 2;
    int handedOn = 0;
    while (true) {
      Received<T> next = selectInOrder(
          receive(out, never -> new Received.Closed<T>()),
          receive(inbox, Received.Value<T>::new, Received.Closed<T>::new));
      if (!(next instanceof Received.Value<T>(T value))) {
        return;
      }
      out.send(value);
      if (++handedOn == batch) {
        handedOn = 0;
        given.request(batch);
      }
    }
  }
}
