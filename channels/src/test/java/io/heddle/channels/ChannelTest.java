package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ChannelTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  @Nested
  class Unbuffered extends ChannelContract {
    Unbuffered() {
      super(0);
    }
  }

  @Nested
  class OfOne extends ChannelContract {
    OfOne() {
      super(1);
    }
  }

  @Nested
  class OfTwo extends ChannelContract {
    OfTwo() {
      super(2);
    }
  }

  @Nested
  class OfSixteen extends ChannelContract {
    OfSixteen() {
      super(16);
    }
  }

  @Test
  void buffered_negativeCapacity_isRefused() {
    assertThatThrownBy(() -> Channel.buffered(-1)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("-1");
  }

  @Test
  void unbuffered_isOfCapacityZero() {
    assertThat(Channel.unbuffered().capacity()).isZero();
  }

  @Test
  void channels_areNumberedAsTheyAreLookedAt() {
    Channel<String> madeFirst = Channel.unbuffered();
    Channel<String> lookedAtFirst = Channel.unbuffered();
    assertThat(number(lookedAtFirst)).isLessThan(number(madeFirst)).isEqualTo(number(lookedAtFirst));
  }

  private static int number(Channel<?> channel) {
    return Integer.parseInt(channel.name().replace("channel-", ""));
  }

  @Test
  void unbufferedSend_isDoneOnlyWithItsReceive() throws Exception {
    Channel<String> channel = Channel.unbuffered();
    Goroutine sender = goroutines.goBlocked(() -> channel.send("a"));
    assertThat(sender.isDone()).isFalse();
    assertThat(channel.receive()).isEqualTo("a");
    sender.join();
  }

  @Test
  void never_isNeverReady() throws Exception {
    Channel<String> never = Channel.never();
    assertThat(never.trySend("a")).isFalse();
    assertThat(never.send("a", Duration.ofMillis(1))).isFalse();
    assertThat(never.tryReceive()).isEqualTo(new Received.Empty<>());
    assertThat(never.receive(Duration.ofMillis(1))).isEqualTo(new Received.Empty<>());
    assertThat(never.size() + never.capacity()).isZero();
    assertThat(never.isClosed()).isFalse();
    assertThat(never.name()).isEqualTo("never");
    assertThat(never).hasToString("channel 'never'");
  }

  @Test
  void never_waitsUntilInterrupted() throws Exception {
    Channel<String> never = Channel.never();
    Goroutine sender = goroutines.goBlocked(() -> assertThatThrownBy(() -> never.send("a")).isInstanceOf(InterruptedException.class));
    Goroutine receiver = goroutines.goBlocked(() -> assertThatThrownBy(never::receive).isInstanceOf(InterruptedException.class));
    Goroutine reader = goroutines.goBlocked(() -> {
      assertThatThrownBy(() -> never.iterator().hasNext()).isInstanceOf(CancelledException.class);
      assertThat(Thread.interrupted()).isTrue();
    });
    sender.interrupt();
    receiver.interrupt();
    reader.interrupt();
  }

  @Test
  void never_isSharedAndSoCannotBeClosedOrNamed() {
    assertThatThrownBy(() -> Channel.never().close()).isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("cannot be closed");
    assertThatThrownBy(() -> Channel.never().named("x")).isInstanceOf(UnsupportedOperationException.class).hasMessageContaining("name");
  }

  @Test
  void platformThreads_useChannelsToo() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    Thread sender = Thread.ofPlatform().start(() -> {
      for (int i = 0; i < 1000; i++) {
        try {
          channel.send(i);
        } catch (InterruptedException e) {
          return;
        }
      }
      channel.close();
    });
    int expected = 0;
    for (int value : channel) {
      assertThat(value).isEqualTo(expected++);
    }
    assertThat(expected).isEqualTo(1000);
    sender.join();
  }
}
