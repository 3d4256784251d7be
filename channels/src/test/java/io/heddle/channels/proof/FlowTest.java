package io.heddle.channels.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import io.heddle.channels.Flows;
import io.heddle.channels.ReceiveChannel;
import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;

/** Between a channel and a stream nothing is lost, whoever ends it and when. */
public class FlowTest {
  private final Ledger ledger = new Ledger();

  /** Notes what it gets; asks for one value to begin with. */
  private class Noting implements Flow.Subscriber<Integer> {
    final Channel<Flow.Subscription> subscribed = Channel.buffered(1);
    boolean complete;

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscription.request(1);
      subscribed.trySend(subscription);
    }

    @Override
    public void onNext(Integer value) {
      ledger.received(value);
    }

    @Override
    public void onError(Throwable failure) {
      throw new AssertionError(failure);
    }

    @Override
    public void onComplete() {
      complete = true;
    }
  }

  /** Cancel against delivery: what the subscriber did not get is still in the channel. */
  @SimTest
  public void cancelAgainstDelivery_losesNothing(Sim sim) {
    Channel<Integer> channel = Channel.buffered(3);
    Noting subscriber = new Noting();
    Flows.<Integer>toPublisher(channel).subscribe(subscriber);
    sim.go("sender", () -> {
      for (int i = 1; i <= 3; i++) {
        channel.send(Ledger.value(1, i));
        ledger.sent(Ledger.value(1, i));
      }
    });
    sim.go("canceller", () -> {
      Flow.Subscription subscription = subscriber.subscribed.receive();
      subscription.request(1);
      subscription.cancel();
    });
    sim.join();
    List<Integer> left = new ArrayList<>();
    channel.drainTo(left, 3);
    ledger.checkNothingLostOrDoubled(left);
    assertThat(ledger.received().size()).isLessThanOrEqualTo(2);
  }

  /** Requests that come while values are delivered, and a close: all values arrive, and then the end. */
  @SimTest
  public void closeAgainstDemand_completesAfterAllValues(Sim sim) {
    Channel<Integer> channel = Channel.buffered(sim.random(3));
    Noting subscriber = new Noting();
    Flows.<Integer>toPublisher(channel).subscribe(subscriber);
    sim.go("sender", () -> {
      for (int i = 1; i <= 2; i++) {
        channel.send(Ledger.value(1, i));
        ledger.sent(Ledger.value(1, i));
      }
      channel.close();
    });
    sim.go("requester", () -> {
      Flow.Subscription subscription = subscriber.subscribed.receive();
      subscription.request(1);
      subscription.request(1);
    });
    sim.join();
    ledger.checkNothingLostOrDoubled();
    Ledger.checkFifoPerSender(ledger.received());
    assertThat(subscriber.complete).isTrue();
  }

  /** From a channel to a stream and back, with the least room: all values arrive in order, and then the end. */
  @SimTest
  public void thereAndBack_allValuesArrive(Sim sim) {
    Channel<Integer> channel = Channel.unbuffered();
    ReceiveChannel<Integer> back = Flows.toChannel(Flows.toPublisher(channel), 1);
    sim.go("sender", () -> {
      for (int i = 1; i <= 3; i++) {
        channel.send(Ledger.value(1, i));
        ledger.sent(Ledger.value(1, i));
      }
      channel.close();
    });
    sim.go("receiver", () -> back.forEach(ledger::received));
    sim.join();
    ledger.checkNothingLostOrDoubled();
    Ledger.checkFifoPerSender(ledger.received());
  }

  /** A receiver that cancels while values come: the subscription is cancelled and every goroutine ends, which the end of the run sees to. */
  @SimTest
  public void receiverCancels_theSourceIsReadNoMore(Sim sim) {
    Channel<Integer> channel = Channel.buffered(3);
    boolean[] cancelled = new boolean[1];
    Flow.Publisher<Integer> source = Flows.toPublisher(channel);
    ReceiveChannel<Integer> back = Flows.toChannel(subscriber -> source.subscribe(new Flow.Subscriber<Integer>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscriber.onSubscribe(new Flow.Subscription() {
          @Override
          public void request(long n) {
            subscription.request(n);
          }

          @Override
          public void cancel() {
            cancelled[0] = true;
            subscription.cancel();
          }
        });
      }

      @Override
      public void onNext(Integer value) {
        subscriber.onNext(value);
      }

      @Override
      public void onError(Throwable failure) {
        subscriber.onError(failure);
      }

      @Override
      public void onComplete() {
        subscriber.onComplete();
      }
    }), 1);
    sim.go("sender", () -> {
      channel.send(1);
      channel.send(2);
    });
    sim.go("canceller", back::cancel);
    sim.join();
    assertThat(cancelled[0]).isTrue();
  }
}
