package io.heddle.channels;

import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Channels whose senders never wait. */
class OverflowTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final List<Integer> undelivered = new ArrayList<>();

  private static List<Integer> numbers(int from, int to) {
    return IntStream.range(from, to).boxed().toList();
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 63, 64, 65, 128, 129, 1000})
  void unlimited_takesAllAndKeepsTheOrder(int count) throws Exception {
    Channel<Integer> channel = Channel.unlimited();
    for (int round = 0; round < 3; round++) {
      for (int i = 0; i < count; i++) {
        assertThat(channel.trySend(i)).isTrue();
      }
      assertThat(channel.size()).isEqualTo(count);
      for (int i = 0; i < count; i++) {
        assertThat(channel.receive()).isEqualTo(i);
      }
      assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
    }
    assertThat(channel.capacity()).isEqualTo(Integer.MAX_VALUE);
    channel.sendAll(numbers(0, count));
    channel.close();
    assertThat(channel.toString()).contains("unlimited, " + count + " values").contains("closed");
    assertThat(channel.stream().toList()).isEqualTo(numbers(0, count));
  }

  @Test
  void unlimited_manySendersAndReceivers_loseAndDuplicateNothing() throws Exception {
    Channel<Integer> channel = Channel.unlimited();
    AtomicLong sum = new AtomicLong();
    WaitGroup senders = new WaitGroup();
    for (int g = 0; g < 4; g++) {
      senders.go("sender", () -> {
        for (int i = 1; i <= 5000; i++) {
          channel.send(i);
        }
      });
      goroutines.go(() -> channel.forEach(sum::addAndGet));
    }
    senders.await();
    channel.close();
    goroutines.join();
    assertThat(sum).hasValue(4L * 5000 * 5001 / 2);
  }

  @Test
  void dropOldest_keepsTheNewest() {
    Channel<Integer> channel = Channel.dropOldest(3, undelivered::add);
    for (int i = 0; i < 10; i++) {
      assertThat(channel.trySend(i)).isTrue();
    }
    assertThat(undelivered).isEqualTo(numbers(0, 7));
    assertThat(channel.toString()).contains("dropping the oldest, 3 of 3");
    channel.close();
    assertThat(channel.stream().toList()).containsExactly(7, 8, 9);
  }

  @Test
  void dropLatest_keepsTheOldest() throws Exception {
    Channel<Integer> channel = Channel.dropLatest(3, undelivered::add);
    assertThat(channel.sendAll(numbers(0, 10))).isEqualTo(10);
    assertThat(undelivered).isEqualTo(numbers(3, 10));
    assertThat(channel.toString()).contains("dropping the latest, 3 of 3");
    channel.close();
    assertThat(channel.stream().toList()).containsExactly(0, 1, 2);
  }

  @Test
  void conflated_keepsTheLast() throws Exception {
    Channel<Integer> channel = Channel.conflated();
    for (int i = 0; i < 10; i++) {
      channel.send(i);
    }
    assertThat(channel.toString()).contains("conflated, 1 of 1");
    assertThat(channel.receive()).isEqualTo(9);
    assertThat(channel.tryReceive()).isEqualTo(new Received.Empty<>());
  }

  @Test
  void receiverThatWaits_getsTheValue() throws Exception {
    for (Channel<Integer> channel : List.<Channel<Integer>>of(Channel.unlimited(), Channel.conflated(), Channel.dropLatest(1, undelivered::add))) {
      Goroutine receiver = goroutines.goBlocked(() -> assertThat(channel.receive()).isEqualTo(1));
      channel.send(1);
      receiver.join();
      assertThat(channel.size()).isZero();
    }
    assertThat(undelivered).isEmpty();
  }

  @Test
  void cancel_tellsOfEachValueInTheBuffer() {
    Channel<Integer> channel = Channel.dropOldest(3, undelivered::add);
    channel.trySend(1);
    channel.trySend(2);
    channel.cancel();
    assertThat(undelivered).containsExactly(1, 2);
    assertThatThrownBy(() -> channel.trySend(3)).isInstanceOf(ChannelClosedException.class);
    assertThat(undelivered).containsExactly(1, 2);
  }

  @Test
  void hookThatThrows_reachesTheSenderWhoseValueWasSent() {
    Channel<Integer> channel = Channel.dropOldest(1, value -> {
      throw new IllegalStateException("dropped " + value);
    });
    channel.trySend(1);
    assertThatThrownBy(() -> channel.trySend(2)).hasMessage("dropped 1");
    assertThat(channel.tryReceive()).isEqualTo(new Received.Value<>(2));
  }

  @Test
  void inASelect_aSendIsAlwaysReady() throws Exception {
    Channel<Integer> conflated = Channel.conflated();
    Channel<Integer> unlimited = Channel.unlimited();
    for (int i = 0; i < 200; i++) {
      int value = i;
      assertThat(Select.<Boolean>select(send(conflated, value, () -> true), send(unlimited, value, () -> true), orDefault(() -> false))).isTrue();
    }
    assertThat(Select.<Integer>select(receive(conflated, v -> v), orDefault(() -> -1))).isNotNegative();
  }

  @Test
  void withoutRoom_isRefused() {
    assertThatThrownBy(() -> Channel.<Integer>dropOldest(0, undelivered::add)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not 0");
    assertThatThrownBy(() -> Channel.<Integer>dropLatest(-1, undelivered::add)).isInstanceOf(IllegalArgumentException.class);
  }
}
