package io.heddle.channels;

import java.util.concurrent.Flow;
import org.reactivestreams.tck.TestEnvironment;
import org.reactivestreams.tck.flow.FlowSubscriberWhiteboxVerification;
import org.testng.annotations.Test;

/** The subscriber that receives on behalf of a channel, judged by the Reactive Streams TCK, which sees its demand grow as values are received. */
@Test
public class FlowSubscriberTckTest extends FlowSubscriberWhiteboxVerification<Integer> {
  private static final long TIMEOUT_MILLIS = 2_000;
  private static final long NOTHING_FOR_MILLIS = 50;
  private static final int CAPACITY = 8;

  public FlowSubscriberTckTest() {
    super(new TestEnvironment(TIMEOUT_MILLIS, NOTHING_FOR_MILLIS));
  }

  @Override
  public Integer createElement(int element) {
    return element;
  }

  @Override
  protected Flow.Subscriber<Integer> createFlowSubscriber(WhiteboxSubscriberProbe<Integer> probe) {
    ChannelSubscriber<Integer> subscriber = new ChannelSubscriber<>(CAPACITY);
    return new Flow.Subscriber<>() {
      @Override
      public void onSubscribe(Flow.Subscription subscription) {
        subscriber.onSubscribe(subscription);
        probe.registerOnSubscribe(new SubscriberPuppet() {
          // The subscriber requests by itself, as far as there is room.
          @Override
          public void triggerRequest(long elements) {
            subscriber.channel().tryReceive();
          }

          @Override
          public void signalCancel() {
            subscriber.channel().cancel();
          }
        });
      }

      @Override
      public void onNext(Integer value) {
        subscriber.onNext(value);
        probe.registerOnNext(value);
      }

      @Override
      public void onError(Throwable failure) {
        subscriber.onError(failure);
        probe.registerOnError(failure);
      }

      @Override
      public void onComplete() {
        subscriber.onComplete();
        probe.registerOnComplete();
      }
    };
  }
}
