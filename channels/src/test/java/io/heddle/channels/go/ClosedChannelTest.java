package io.heddle.channels.go;

import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.channels.Channel;
import io.heddle.channels.ChannelClosedException;
import io.heddle.channels.Received;
import io.heddle.channels.Select;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** test/closedchan.go: a closed channel, by plain operations, by selects of one case and by selects of two. */
class ClosedChannelTest {
  private static final Channel<Integer> DUMMY = Channel.unbuffered();

  /** How an operation is written. */
  enum Form {
    OPERATION {
      @Override
      void put(Channel<Integer> c, int value) throws InterruptedException {
        c.send(value);
      }

      @Override
      boolean tryPut(Channel<Integer> c, int value) {
        return c.trySend(value);
      }

      @Override
      int take(Channel<Integer> c) throws InterruptedException {
        return c.receive();
      }

      @Override
      Received<Integer> tryTake(Channel<Integer> c) {
        return c.tryReceive();
      }
    },
    SELECT {
      @Override
      void put(Channel<Integer> c, int value) throws InterruptedException {
        select(send(c, value, () -> 0));
      }

      @Override
      boolean tryPut(Channel<Integer> c, int value) throws InterruptedException {
        return select(orDefault(() -> false), send(c, value, () -> true));
      }

      @Override
      int take(Channel<Integer> c) throws InterruptedException {
        return select(receive(c, v -> v));
      }

      @Override
      Received<Integer> tryTake(Channel<Integer> c) throws InterruptedException {
        return Select.<Received<Integer>>select(orDefault(Received.Empty::new), receive(c, Received.Value::new, Received.Closed::new));
      }
    },
    LARGER_SELECT {
      @Override
      void put(Channel<Integer> c, int value) throws InterruptedException {
        select(send(c, value, () -> 0), receive(DUMMY, v -> 1));
      }

      @Override
      boolean tryPut(Channel<Integer> c, int value) throws InterruptedException {
        return select(orDefault(() -> false), receive(DUMMY, v -> false), send(c, value, () -> true));
      }

      @Override
      int take(Channel<Integer> c) throws InterruptedException {
        return select(receive(DUMMY, v -> v), receive(c, v -> v));
      }

      @Override
      Received<Integer> tryTake(Channel<Integer> c) throws InterruptedException {
        return Select.<Received<Integer>>select(orDefault(Received.Empty::new), receive(DUMMY, Received.Value::new), receive(c, Received.Value::new, Received.Closed::new));
      }
    };

    abstract void put(Channel<Integer> c, int value) throws InterruptedException;

    abstract boolean tryPut(Channel<Integer> c, int value) throws InterruptedException;

    abstract int take(Channel<Integer> c) throws InterruptedException;

    abstract Received<Integer> tryTake(Channel<Integer> c) throws InterruptedException;
  }

  private static void isClosedForEver(Form form, Channel<Integer> c) throws InterruptedException {
    for (int i = 0; i < 3; i++) {
      assertThatThrownBy(() -> form.take(c)).isInstanceOf(ChannelClosedException.class);
      assertThat(form.tryTake(c)).isEqualTo(new Received.Closed<>());
      assertThatThrownBy(() -> form.put(c, 2)).isInstanceOf(ChannelClosedException.class);
      assertThatThrownBy(() -> form.tryPut(c, 2)).isInstanceOf(ChannelClosedException.class);
      assertThatThrownBy(c::close).isInstanceOf(ChannelClosedException.class);
    }
  }

  @ParameterizedTest
  @EnumSource
  void unbuffered(Form form) throws Exception {
    Channel<Integer> c = Channel.unbuffered();
    assertThat(form.tryTake(c)).isEqualTo(new Received.Empty<>());
    assertThat(form.tryPut(c, 1)).isFalse();
    c.close();
    isClosedForEver(form, c);
  }

  @ParameterizedTest
  @EnumSource
  void buffered_isDrainedFirst(Form form) throws Exception {
    Channel<Integer> c = Channel.buffered(2);
    form.put(c, 1);
    assertThat(form.tryPut(c, 2)).isTrue();
    c.close();
    assertThat(form.take(c)).isEqualTo(1);
    assertThat(form.tryTake(c)).isEqualTo(new Received.Value<>(2));
    isClosedForEver(form, c);
  }
}
