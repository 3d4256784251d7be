package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Flow;
import java.util.concurrent.SubmissionPublisher;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class FlowsTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  /** Notes what it is told, in the order of the calls. */
  private static class Notes implements Flow.Subscriber<Integer> {
    final Channel<Flow.Subscription> subscribed = Channel.buffered(1);
    final Channel<Object> told = Channel.unlimited();

    @Override
    public void onSubscribe(Flow.Subscription subscription) {
      subscribed.trySend(subscription);
    }

    @Override
    public void onNext(Integer value) {
      told.trySend(value);
    }

    @Override
    public void onError(Throwable failure) {
      told.trySend(failure);
    }

    @Override
    public void onComplete() {
      told.trySend("complete");
    }
  }

  /** Does as it is told, and notes what is asked of it. */
  private static final class Puppet implements Flow.Publisher<Integer>, Flow.Subscription {
    final Channel<Flow.Subscriber<? super Integer>> subscribers = Channel.buffered(1);
    final Channel<Object> asked = Channel.unlimited();

    @Override
    public void subscribe(Flow.Subscriber<? super Integer> subscriber) {
      subscribers.trySend(subscriber);
      subscriber.onSubscribe(this);
    }

    @Override
    public void request(long n) {
      asked.trySend(n);
    }

    @Override
    public void cancel() {
      asked.trySend("cancel");
    }
  }

  private static Notes subscribe(ReceiveChannel<Integer> source) {
    Notes notes = new Notes();
    Flows.<Integer>toPublisher(source).subscribe(notes);
    return notes;
  }

  @Test
  void publisher_receivesOnlyWhatIsRequested() throws Exception {
    Channel<Integer> source = Channel.unbuffered();
    Notes notes = subscribe(source);
    notes.subscribed.receive().request(2);
    source.send(1);
    source.send(2);
    Goroutines.awaitBlocked(goroutines.go(() -> source.send(3)));
    assertThat(notes.told.receive()).isEqualTo(1);
    assertThat(notes.told.receive()).isEqualTo(2);
    assertThat(notes.told.size()).isZero();
    assertThat(source.receive()).isEqualTo(3);
    source.close();
  }

  @Test
  void publisher_whoseSourceCloses_completesAfterTheLastValue() throws Exception {
    Channel<Integer> source = Channel.buffered(2);
    source.send(1);
    source.close();
    Notes notes = subscribe(source);
    notes.subscribed.receive().request(1); // the end needs no demand
    assertThat(notes.told.receive()).isEqualTo(1);
    assertThat(notes.told.receive()).isEqualTo("complete");
  }

  @Test
  void publisher_whoseSourceClosesWithACause_failsWithIt() throws Exception {
    Channel<Integer> source = Channel.buffered(2);
    IOException cause = new IOException("broken");
    Notes notes = subscribe(source);
    notes.subscribed.receive().request(5);
    source.send(1);
    source.close(cause);
    assertThat(notes.told.receive()).isEqualTo(1);
    assertThat(notes.told.receive()).isSameAs(cause);
  }

  @Test
  void publisher_whoseSubscriberCancels_leavesTheRestInTheChannel() throws Exception {
    Channel<Integer> source = Channel.buffered(3);
    source.sendAll(List.of(1, 2, 3));
    Notes notes = subscribe(source);
    Flow.Subscription subscription = notes.subscribed.receive();
    subscription.request(1);
    assertThat(notes.told.receive()).isEqualTo(1);
    subscription.cancel();
    subscription.request(5);
    assertThat(source.receive()).isEqualTo(2);
    assertThat(source.receive()).isEqualTo(3);
    assertThat(notes.told.size()).isZero();
  }

  @Test
  void publisher_askedForNothing_saysWhatIsWrong() throws Exception {
    Notes notes = subscribe(Channel.never());
    notes.subscribed.receive().request(0);
    assertThat((Throwable) notes.told.receive()).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not 0");
  }

  @Test
  void publisher_interruptedByItsSubscriber_saysSoAndLosesNothing() throws Exception {
    Channel<Integer> source = Channel.buffered(2);
    source.sendAll(List.of(1, 2));
    Notes notes = new Notes() {
      @Override
      public void onNext(Integer value) {
        super.onNext(value);
        Thread.currentThread().interrupt();
      }
    };
    Flows.<Integer>toPublisher(source).subscribe(notes);
    notes.subscribed.receive().request(2);
    assertThat(notes.told.receive()).isEqualTo(1);
    assertThat(notes.told.receive()).isInstanceOf(InterruptedException.class);
    assertThat(source.receive()).isEqualTo(2);
  }

  @Test
  void publisher_whoseSubscriberThrows_isReportedAndReceivesNoMore() throws Exception {
    Channel<Integer> source = Channel.buffered(2);
    source.sendAll(List.of(1, 2));
    Channel<Throwable> reported = Channel.buffered(1);
    IllegalStateException failure = new IllegalStateException("a subscriber's bug");
    Notes notes = new Notes() {
      @Override
      public void onNext(Integer value) {
        throw failure;
      }
    };
    Go.onUncaught((thread, thrown) -> reported.trySend(thrown));
    try {
      Flows.<Integer>toPublisher(source).subscribe(notes);
      notes.subscribed.receive().request(2);
      assertThat(reported.receive()).isSameAs(failure);
    } finally {
      Go.onUncaught(null);
    }
    assertThat(source.receive()).isEqualTo(2);
    assertThat(notes.told.size()).isZero();
  }

  @Test
  void twoSubscribers_shareTheValues() throws Exception {
    Channel<Integer> source = Channel.unbuffered();
    List<Notes> both = List.of(subscribe(source), subscribe(source));
    for (Notes notes : both) {
      notes.subscribed.receive().request(Long.MAX_VALUE);
    }
    for (int i = 0; i < 100; i++) {
      source.send(i);
    }
    source.close();
    List<Object> got = new ArrayList<>();
    for (Notes notes : both) {
      for (Object told = notes.told.receive(); !told.equals("complete"); told = notes.told.receive()) {
        got.add(told);
      }
    }
    assertThat(got).containsExactlyInAnyOrderElementsOf(IntStream.range(0, 100).<Object>mapToObj(i -> i).toList());
  }

  @Test
  void channel_ofASubmissionPublisher_getsAllInOrder() {
    SubmissionPublisher<Integer> source = new SubmissionPublisher<>();
    ReceiveChannel<Integer> channel = Flows.toChannel(source, 4);
    goroutines.go(() -> {
      IntStream.range(0, 1_000).forEach(source::submit);
      source.close();
    });
    assertThat(channel.stream().toList()).isEqualTo(IntStream.range(0, 1_000).boxed().toList());
    assertThat(channel.closeCause()).isEmpty();
  }

  @Test
  void channel_thereAndBack_isTheSame() throws Exception {
    Channel<Integer> source = Channel.buffered(3);
    ReceiveChannel<Integer> back = Flows.toChannel(Flows.toPublisher(source), 2);
    IOException cause = new IOException("broken");
    goroutines.go(() -> {
      for (int i = 0; i < 100; i++) {
        source.send(i);
      }
      source.close(cause);
    });
    for (int i = 0; i < 100; i++) {
      assertThat(back.receive()).isEqualTo(i);
    }
    assertThatThrownBy(back::receive).isInstanceOf(ChannelClosedException.class).hasCause(cause);
  }

  @Test
  void channel_requestsAsManyAsThereIsRoom() throws Exception {
    Puppet source = new Puppet();
    ReceiveChannel<Integer> channel = Flows.toChannel(source, 4);
    assertThat(source.asked.receive()).isEqualTo(4L);
    Flow.Subscriber<? super Integer> subscriber = source.subscribers.receive();
    for (int i = 0; i < 4; i++) {
      subscriber.onNext(i);
    }
    assertThat(channel.receive()).isZero();
    assertThat(source.asked.size()).isZero();
    assertThat(channel.receive()).isEqualTo(1);
    assertThat(source.asked.receive()).isEqualTo(2L);
    channel.cancel();
    assertThat(source.asked.receive()).isEqualTo("cancel");
  }

  @Test
  void channel_cancelledWhileThePublisherIsSilent_cancelsTheSubscription() throws Exception {
    Puppet source = new Puppet();
    ReceiveChannel<Integer> channel = Flows.toChannel(source, 4);
    assertThat(source.asked.receive()).isEqualTo(4L);
    channel.cancel();
    assertThat(source.asked.receive()).isEqualTo("cancel");
    source.subscribers.receive().onNext(1); // may still come, and is dropped
  }

  @Test
  void publisherThatSendsTooMuch_isCancelledAndToldOf() throws Exception {
    Puppet source = new Puppet();
    ReceiveChannel<Integer> channel = Flows.toChannel(source, 1);
    assertThat(source.asked.receive()).isEqualTo(1L);
    Flow.Subscriber<? super Integer> subscriber = source.subscribers.receive();
    for (int i = 0; i < 3; i++) {
      subscriber.onNext(i); // one may be on its way already, one fits
    }
    assertThat(channel.receive()).isZero();
    assertThatThrownBy(() -> channel.forEach(value -> assertThat(value).isEqualTo(1)))
        .isInstanceOf(ChannelClosedException.class).cause().isInstanceOf(IllegalStateException.class).hasMessageContaining("more values than were requested");
    Object asked = source.asked.receive();
    while (!asked.equals("cancel")) {
      asked = source.asked.receive();
    }
  }

  @Test
  void publisherThatFailsBeforeItBegins_closesTheChannel() {
    IOException cause = new IOException("nobody there");
    ReceiveChannel<Integer> channel = Flows.toChannel(subscriber -> subscriber.onError(cause), 1);
    assertThat(channel.closeCause()).contains(cause);
  }

  @Test
  void badArguments_areRefused() {
    assertThatThrownBy(() -> Flows.toChannel(new Puppet(), 0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not 0");
    assertThatThrownBy(() -> Flows.toPublisher(Channel.unbuffered()).subscribe(null)).isInstanceOf(NullPointerException.class).hasMessage("subscriber");
  }
}
