package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class WaitGroupTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final WaitGroup group = new WaitGroup();

  @Test
  void await_nothingPending_returnsAtOnce() throws Exception {
    group.await();
    assertThat(group.await(Duration.ZERO)).isTrue();
  }

  @Test
  void await_returnsWhenAllIsDone() throws Exception {
    group.add(2);
    Goroutine first = goroutines.goBlocked(group::await);
    Goroutine second = goroutines.goBlocked(group::await);
    group.done();
    assertThat(first.isDone() || second.isDone()).isFalse();
    group.done();
    first.join();
    second.join();
  }

  @Test
  void await_timeOver_isFalse() throws Exception {
    group.add(1);
    assertThat(group.await(Duration.ofMillis(1))).isFalse();
    group.done();
    assertThat(group.await(Duration.ofMillis(1))).isTrue();
  }

  @Test
  void await_interrupted_throws() throws Exception {
    group.add(1);
    Goroutine waiting = goroutines.goBlocked(() -> assertThatThrownBy(group::await).isInstanceOf(InterruptedException.class));
    waiting.interrupt();
    waiting.join();
    group.done();
  }

  @Test
  void go_countsAndRuns() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    for (int i = 0; i < 100; i++) {
      group.go("part-" + i, ran::incrementAndGet);
    }
    group.await();
    assertThat(ran).hasValue(100);
  }

  @Test
  void go_failingTask_isDoneAllTheSame() throws Exception {
    AtomicInteger told = new AtomicInteger();
    Go.onUncaught((thread, thrown) -> told.incrementAndGet());
    try {
      Goroutine failing = group.go("fails", () -> {
        throw new IllegalStateException("planned");
      });
      group.await();
      assertThat(failing.failure()).get().isInstanceOf(IllegalStateException.class);
      assertThat(told).hasValue(1);
    } finally {
      Go.onUncaught(null);
    }
  }

  @Test
  void reuse_afterEveryAwaitReturned_isAllowed() throws Exception {
    for (int round = 0; round < 100; round++) {
      group.add(1);
      goroutines.go(group::done);
      group.await();
    }
  }

  @Test
  void belowZero_isRefusedAndChangesNothing() {
    assertThatThrownBy(group::done).isInstanceOf(IllegalStateException.class).hasMessageContaining("below zero");
    group.add(1);
    assertThatThrownBy(() -> group.add(-2)).isInstanceOf(IllegalStateException.class);
    assertThat(group).hasToString("WaitGroup (pending: 1)");
    group.done();
  }

  @Test
  void tooMuch_isRefusedAndChangesNothing() throws Exception {
    group.add(Integer.MAX_VALUE);
    assertThatThrownBy(() -> group.add(1)).isInstanceOf(IllegalStateException.class).hasMessageContaining("overflow");
    group.add(-Integer.MAX_VALUE);
    group.await();
  }
}
