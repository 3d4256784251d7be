package io.heddle.channels.go;

import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.channels.Channel;
import io.heddle.channels.ChannelClosedException;
import io.heddle.channels.Goroutine;
import io.heddle.channels.Goroutines;
import io.heddle.channels.Received;
import io.heddle.channels.Select;
import io.heddle.channels.Task;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/** test/chan/select3.go: which operations block, which never do, which throw. */
class BlockingMatrixTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final Channel<Integer> never = Channel.never();
  private final Channel<Integer> closed = Channel.unbuffered();

  BlockingMatrixTest() {
    closed.close();
  }

  private void blocks(Task operation) throws Exception {
    Goroutine goroutine = goroutines.goBlocked(operation);
    goroutine.interrupt();
    goroutine.join();
  }

  @Test
  void neverReadyChannel_blocks() throws Exception {
    blocks(() -> never.send(7));
    blocks(never::receive);
  }

  @Test
  void neverReadyChannel_inASelect_isNeverSelected() throws Exception {
    assertThat(Select.<Boolean>select(send(never, 7, () -> false), orDefault(() -> true))).isTrue();
    assertThat(Select.<Boolean>select(receive(never, v -> false), orDefault(() -> true))).isTrue();
  }

  @Test
  void bufferWithRoom_doesNotBlock() throws Exception {
    Channel.<Integer>buffered(1).send(7);
  }

  @Test
  void receiveFromClosed_doesNotBlock() {
    for (int i = 0; i < 10; i++) {
      assertThatThrownBy(closed::receive).isInstanceOf(ChannelClosedException.class);
      assertThat(closed.tryReceive()).isEqualTo(new Received.Closed<>());
    }
  }

  @Test
  void sendToClosed_throws() {
    assertThatThrownBy(() -> closed.send(7)).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void receiveFromNotReady_blocks() throws Exception {
    blocks(() -> Channel.<Integer>unbuffered().receive());
  }

  /** Go's empty select blocks for ever; here that is a select on the never-ready channel, and a select without a case a mistake. */
  @Test
  void selectOfNeverReadyChannels_blocks() throws Exception {
    blocks(() -> select(receive(never, v -> v)));
    blocks(() -> select(send(never, 7, () -> 0)));
    blocks(() -> select(receive(never, v -> v), send(never, 7, () -> 0)));
    assertThatThrownBy(() -> select()).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void selectOfNotReady_blocks() throws Exception {
    Channel<Integer> ch = Channel.unbuffered();
    blocks(() -> select(receive(ch, v -> v)));
  }

  @Test
  void selectWithDefault_doesNotBlock() throws Exception {
    assertThat(Select.<Integer>select(orDefault(() -> 1))).isEqualTo(1);
    assertThat(Select.<Integer>select(receive(never, v -> v), orDefault(() -> 2))).isEqualTo(2);
    assertThat(Select.<Integer>select(send(never, 7, () -> 7), orDefault(() -> 3))).isEqualTo(3);
  }

  @Test
  void selectWithAReadyCase_takesItBeforeTheDefault() throws Exception {
    Channel<Integer> ch = Channel.buffered(1);
    assertThat(Select.<Integer>select(send(ch, 7, () -> 1), orDefault(() -> 0))).isEqualTo(1);
    assertThat(Select.<Integer>select(receive(ch, v -> v), orDefault(() -> 0))).isEqualTo(7);
  }

  @Test
  void selectOnClosed_isAsTheOperationAlone() throws Exception {
    assertThatThrownBy(() -> select(receive(closed, v -> v))).isInstanceOf(ChannelClosedException.class);
    assertThat(Select.<Integer>select(receive(closed, v -> v, () -> -1))).isEqualTo(-1);
    assertThatThrownBy(() -> select(send(closed, 7, () -> 0))).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void selectThatSeesItself_blocks() throws Exception {
    Channel<Integer> c = Channel.unbuffered();
    blocks(() -> select(send(c, 1, () -> 0), receive(c, v -> v)));
  }
}
