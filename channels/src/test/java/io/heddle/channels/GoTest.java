package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class GoTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  @Test
  void go_runsInAVirtualThreadWithItsName() throws Exception {
    Channel<String> names = Channel.buffered(1);
    Goroutine goroutine = Go.go("reader", () -> names.send(Thread.currentThread().getName() + " " + Thread.currentThread().isVirtual()));
    assertThat(names.receive()).isEqualTo("reader true");
    assertThat(goroutine.name()).isEqualTo("reader");
    goroutine.join();
    assertThat(goroutine).hasToString("goroutine 'reader' (ended)");
  }

  @Test
  void go_withoutAName_isNumbered() throws Exception {
    Goroutine goroutine = Go.go(() -> {});
    assertThat(goroutine.name()).matches("goroutine-\\d+");
    goroutine.join();
  }

  @Test
  void join_waitsForTheEnd() throws Exception {
    Channel<Integer> gate = Channel.unbuffered();
    Goroutine goroutine = goroutines.go(gate::receive);
    assertThat(goroutine.join(Duration.ofMillis(1))).isFalse();
    assertThat(goroutine.isDone()).isFalse();
    gate.send(1);
    goroutine.join();
    assertThat(goroutine.isDone()).isTrue();
    assertThat(goroutine.failure()).isEmpty();
    assertThat(goroutine.join(Duration.ZERO)).isTrue();
  }

  @Test
  void done_isACaseOfASelect() throws Exception {
    Goroutine goroutine = goroutines.go(() -> {});
    assertThat(Select.<String>select(Select.receive(goroutine.done(), v -> "value", () -> "ended"))).isEqualTo("ended");
  }

  @Test
  void interrupted_endsWithoutAFailure() throws Exception {
    Goroutine goroutine = goroutines.goBlocked(() -> Channel.never().receive());
    goroutine.interrupt();
    goroutine.join();
    assertThat(goroutine.failure()).isEmpty();
  }

  @Test
  void failure_goesToTheHandler() throws Exception {
    List<String> told = new ArrayList<>();
    Go.onUncaught((thread, thrown) -> told.add(thread.getName() + ": " + thrown.getMessage()));
    try {
      Goroutine goroutine = Go.go("fails", () -> {
        throw new IOException("planned");
      });
      goroutine.join();
      assertThat(told).containsExactly("fails: planned");
      assertThat(goroutine.failure()).get().isInstanceOf(IOException.class);
      assertThat(goroutine.toString()).contains("failed").contains("planned");
    } finally {
      Go.onUncaught(null);
    }
  }

  @Test
  void failure_withoutAHandler_goesToTheThreads() throws Exception {
    AtomicReference<Throwable> told = new AtomicReference<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> told.set(thrown));
    try {
      Go.go("fails", () -> {
        throw new StackOverflowError("planned");
      }).join();
      assertThat(told.get()).isInstanceOf(StackOverflowError.class);
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  @SuppressWarnings("NullAway") // the caller does what the types forbid
  void nothing_isRefused() {
    assertThatThrownBy(() -> Go.go(null)).isInstanceOf(NullPointerException.class);
    assertThatThrownBy(() -> Go.go(null, () -> {})).isInstanceOf(NullPointerException.class);
  }
}
