package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ErrorGroupTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  @Test
  void await_allWell_returnsAndEndsTheContext() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    ErrorGroup group = new ErrorGroup(Context.background());
    for (int i = 0; i < 50; i++) {
      group.go("part", ran::incrementAndGet);
    }
    group.await();
    assertThat(ran).hasValue(50);
    assertThat(group.context().isCancelled()).isTrue();
  }

  @Test
  void firstFailure_cancelsTheContextAndIsThrown() {
    IOException planned = new IOException("planned");
    try (ErrorGroup group = new ErrorGroup(Context.background())) {
      assertThatThrownBy(() -> {
        group.go("heeds", () -> {
          group.context().done().receive(Duration.ofSeconds(20));
          group.context().throwIfCancelled();
        });
        group.go("fails", () -> {
          throw planned;
        });
        group.await();
      }).isInstanceOf(ScopeException.class).hasCause(planned).hasMessageContaining("planned");
      assertThat(group.context().cause()).containsSame(planned);
    }
  }

  @Test
  void limit_holds() throws Exception {
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    ErrorGroup group = new ErrorGroup(Context.background(), 3);
    for (int i = 0; i < 200; i++) {
      group.go("part", () -> {
        most.accumulateAndGet(running.incrementAndGet(), Math::max);
        Thread.onSpinWait();
        running.decrementAndGet();
      });
    }
    group.await();
    assertThat(most.get()).isBetween(1, 3);
  }

  @Test
  void tryGo_full_doesNotStart() throws Exception {
    Channel<Integer> gate = Channel.unbuffered();
    ErrorGroup group = new ErrorGroup(Context.background(), 1);
    assertThat(group.tryGo("first", gate::receive)).isTrue();
    assertThat(group.tryGo("second", gate::receive)).isFalse();
    Goroutine waiting = goroutines.goBlocked(() -> assertThatThrownBy(() -> group.go("third", gate::receive)).isInstanceOf(InterruptedException.class));
    waiting.interrupt();
    waiting.join();
    gate.send(1);
    group.await();
  }

  @Test
  void close_cancelsTheContext() {
    CancelContext parent = Context.background().withCancel();
    ErrorGroup group = new ErrorGroup(parent);
    group.close();
    assertThat(group.context().isCancelled()).isTrue();
    assertThat(parent.isCancelled()).isFalse();
  }

  @Test
  void noRoom_isRefused() {
    assertThatThrownBy(() -> new ErrorGroup(Context.background(), 0)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("not 0");
  }
}
