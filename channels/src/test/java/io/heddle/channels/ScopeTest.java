package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ScopeTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  @Test
  void join_waitsForAll() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    try (Scope scope = Scope.open("work")) {
      for (int i = 0; i < 100; i++) {
        scope.go("part", ran::incrementAndGet);
      }
      scope.join();
      assertThat(ran).hasValue(100);
      assertThat(scope).hasToString("scope 'work' (running: 0)");
    }
  }

  @Test
  void join_childFails_othersAreInterruptedAndFailureIsThrown() {
    Channel<String> interrupted = Channel.buffered(1);
    try (Scope scope = Scope.open("work")) {
      scope.go("waits", () -> {
        try {
          Channel.never().receive();
        } catch (InterruptedException e) {
          interrupted.send("interrupted");
          throw e;
        }
      });
      scope.go("fails", () -> {
        throw new TimeoutException("planned");
      });
      assertThatThrownBy(scope::join).isInstanceOf(ScopeException.class).hasMessageContaining("'fails'").hasMessageContaining("'work'")
          .hasCauseInstanceOf(TimeoutException.class);
    }
    assertThat(interrupted.tryReceive()).isEqualTo(new Received.Value<>("interrupted"));
  }

  @Test
  void join_laterFailures_areSuppressed() {
    Channel<Integer> gate = Channel.unbuffered();
    try (Scope scope = Scope.open("work")) {
      for (int i = 0; i < 3; i++) {
        int number = i;
        scope.go("fails", () -> {
          try {
            gate.receive();
          } catch (InterruptedException e) {
            throw new IllegalStateException("cleaning up " + number, e);
          }
          throw new IllegalStateException("first");
        });
      }
      Throwable thrown = catchThrowable(() -> {
        gate.send(1);
        scope.join();
      });
      assertThat(thrown).isInstanceOf(ScopeException.class);
      assertThat(thrown.getSuppressed()).hasSize(2);
    }
  }

  @Test
  void join_eachFailureIsToldOnce() throws Exception {
    try (Scope scope = Scope.open("work")) {
      scope.go("fails", () -> {
        throw new IllegalStateException("planned");
      });
      assertThatThrownBy(scope::join).isInstanceOf(ScopeException.class);
      scope.join();
    }
  }

  @Test
  void join_interrupted_leavesTheGoroutinesRunning() throws Exception {
    try (Scope scope = Scope.open("work")) {
      Goroutine child = scope.go("waits", () -> Channel.never().receive());
      Goroutine joining = goroutines.goBlocked(() -> assertThatThrownBy(scope::join).isInstanceOf(InterruptedException.class));
      joining.interrupt();
      joining.join();
      assertThat(child.isDone()).isFalse();
    }
  }

  @Test
  void close_endsAllAndWaitsForThem() {
    List<Goroutine> children = new ArrayList<>();
    AtomicInteger cleaned = new AtomicInteger();
    try (Scope scope = Scope.open("work")) {
      for (int i = 0; i < 50; i++) {
        children.add(scope.go("waits", () -> {
          try {
            Channel.never().receive();
          } finally {
            cleaned.incrementAndGet();
          }
        }));
      }
    }
    assertThat(children).allMatch(Goroutine::isDone);
  }

  @Test
  void close_byAnInterruptedThread_waitsAllTheSame() throws Exception {
    Channel<Integer> release = Channel.unbuffered();
    AtomicInteger ended = new AtomicInteger();
    Goroutine owner = goroutines.go(() -> {
      Scope scope = Scope.open("work");
      scope.go("stubborn", () -> {
        while (true) {
          try {
            release.receive();
            ended.incrementAndGet();
            return;
          } catch (InterruptedException e) {
            // goes on, as a task should not
          }
        }
      });
      Thread.currentThread().interrupt();
      scope.close();
      assertThat(Thread.interrupted()).isTrue();
      assertThat(ended).hasValue(1);
    });
    Goroutines.awaitBlocked(owner);
    release.send(1);
    owner.join();
  }

  @Test
  void close_unjoinedFailure_goesToTheHandler() {
    AtomicReference<Throwable> told = new AtomicReference<>();
    Go.onUncaught((thread, thrown) -> told.set(thrown));
    try {
      try (Scope scope = Scope.open("work")) {
        scope.go("fails", () -> {
          throw new IllegalStateException("planned");
        });
      }
      assertThat(told.get()).isInstanceOf(ScopeException.class).hasRootCauseMessage("planned");
    } finally {
      Go.onUncaught(null);
    }
  }

  @Test
  void goroutines_mayStartOthers() throws Exception {
    AtomicInteger ran = new AtomicInteger();
    try (Scope scope = Scope.open("tree")) {
      scope.go("root", () -> {
        for (int i = 0; i < 10; i++) {
          scope.go("child", () -> scope.go("grandchild", ran::incrementAndGet));
        }
      });
      scope.join();
    }
    assertThat(ran).hasValue(10);
  }

  @Test
  void go_cancelled_isInterruptedFromTheStart() throws Exception {
    AtomicReference<Boolean> interrupted = new AtomicReference<>(false);
    try (Scope scope = Scope.open("work")) {
      scope.cancel();
      scope.go("late", () -> interrupted.set(Thread.currentThread().isInterrupted()));
      scope.join();
    }
    assertThat(interrupted).hasValue(true);
  }

  @Test
  void go_closed_isRefused() {
    Scope scope = Scope.open("work");
    scope.close();
    assertThatThrownBy(() -> scope.go("late", () -> {})).isInstanceOf(IllegalStateException.class).hasMessageContaining("'work' is closed").hasMessageContaining("'late'");
    scope.close();
  }

  @Test
  void go_whileClosing_endsTheCallerAsCancelled() {
    AtomicReference<Throwable> told = new AtomicReference<>();
    AtomicInteger ran = new AtomicInteger();
    Go.onUncaught((thread, thrown) -> told.set(thrown));
    try {
      Scope scope = Scope.open("work");
      Goroutine parent = scope.go("parent", () -> {
        try {
          Channel.never().receive();
        } finally {
          scope.go("late", ran::incrementAndGet);
        }
      });
      Goroutines.awaitBlocked(parent);
      scope.close();
      assertThat(parent.failure()).isEmpty();
      assertThat(ran).hasValue(0);
      assertThat(told).hasValue(null);
    } finally {
      Go.onUncaught(null);
    }
  }

  @Test
  void close_failureOfEndedGoroutine_goesToTheDefaultOfTheJvm() throws Exception {
    AtomicReference<Throwable> told = new AtomicReference<>();
    Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
    Thread.setDefaultUncaughtExceptionHandler((thread, thrown) -> told.set(thrown));
    try {
      Scope scope = Scope.open("work");
      Goroutine fails = scope.go("fails", () -> {
        throw new TimeoutException("planned");
      });
      fails.join();
      await().until(() -> scope.toString().contains("running: 0"));
      scope.close();
      assertThat(told.get()).isInstanceOf(ScopeException.class).hasRootCauseMessage("planned");
    } finally {
      Thread.setDefaultUncaughtExceptionHandler(before);
    }
  }

  @Test
  void joinOrClose_fromWithin_isRefused() throws Exception {
    try (Scope scope = Scope.open("work")) {
      scope.go("inside", () -> {
        assertThatThrownBy(scope::join).isInstanceOf(IllegalStateException.class).hasMessageContaining("wait for itself");
        assertThatThrownBy(scope::close).isInstanceOf(IllegalStateException.class).hasMessageContaining("'inside'");
      });
      scope.join();
    }
  }
}
