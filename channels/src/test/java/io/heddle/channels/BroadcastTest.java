package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class BroadcastTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final Channel<Integer> source = Channel.unbuffered();

  @Test
  void everySubscriber_getsEveryValueInOrder() throws Exception {
    try (Broadcast<Integer> broadcast = Broadcast.of(source)) {
      for (int i = 0; i < 3; i++) {
        ReceiveChannel<Integer> mine = broadcast.subscribe(Channel.buffered(i));
        goroutines.go(() -> assertThat(mine.stream().toList()).isEqualTo(IntStream.range(0, 100).boxed().toList()));
      }
      assertThat(broadcast.subscribers()).isEqualTo(3);
      for (int i = 0; i < 100; i++) {
        source.send(i);
      }
      source.close();
      goroutines.join();
    }
  }

  @Test
  void conflatedSubscriber_doesNotHoldUpTheOthers() throws Exception {
    try (Broadcast<Integer> broadcast = Broadcast.of(source)) {
      ReceiveChannel<Integer> slow = broadcast.subscribe(Channel.conflated());
      ReceiveChannel<Integer> other = broadcast.subscribe(Channel.unlimited());
      for (int i = 0; i < 100; i++) {
        source.send(i);
      }
      source.close();
      assertThat(other.stream().count()).isEqualTo(100);
      assertThat(slow.stream().toList()).containsExactly(99);
    }
  }

  @Test
  void subscriberThatCancels_isLeftOut() throws Exception {
    try (Broadcast<Integer> broadcast = Broadcast.of(source)) {
      ReceiveChannel<Integer> leaves = broadcast.subscribe(Channel.unbuffered());
      ReceiveChannel<Integer> stays = broadcast.subscribe(Channel.unlimited());
      leaves.cancel();
      source.send(1);
      source.send(2);
      assertThat(stays.receive()).isEqualTo(1);
      assertThat(stays.receive()).isEqualTo(2);
      assertThat(broadcast.subscribers()).isEqualTo(1);
    }
  }

  @Test
  void causeOfTheSource_reachesTheSubscribers() throws Exception {
    IOException planned = new IOException("planned");
    try (Broadcast<Integer> broadcast = Broadcast.of(source)) {
      ReceiveChannel<Integer> mine = broadcast.subscribe(Channel.unbuffered());
      source.close(planned);
      assertThatThrownBy(mine::receive).isInstanceOf(ChannelClosedException.class).hasCause(planned);
      await().until(() -> broadcast.subscribers() == 0);
      assertThat(broadcast.subscribe(Channel.unbuffered()).closeCause()).containsSame(planned);
    }
  }

  @Test
  void close_closesTheSubscribersAndLeavesTheSourceOpen() {
    Broadcast<Integer> broadcast = Broadcast.of(source);
    List<ReceiveChannel<Integer>> all = List.of(broadcast.subscribe(Channel.unbuffered()), broadcast.subscribe(Channel.buffered(2)));
    broadcast.close();
    assertThat(all).allMatch(ReceiveChannel::isClosed);
    assertThat(source.isClosed()).isFalse();
    assertThat(broadcast.subscribe(Channel.unbuffered()).isClosed()).isTrue();
    broadcast.close();
  }

  @Test
  void never_cannotSubscribe() {
    try (Broadcast<Integer> broadcast = Broadcast.of(source)) {
      assertThatThrownBy(() -> broadcast.subscribe(Channel.never())).isInstanceOf(IllegalArgumentException.class);
    }
  }
}
