package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class CrewTest {
  @Test
  void round_severalMembers_addsUpWhatTheyReturn() throws InterruptedException {
    AtomicInteger rounds = new AtomicInteger();
    Crew crew = new Crew(List.of(() -> 40, rounds::incrementAndGet));
    assertThat(crew.round()).isEqualTo(41);
    assertThat(crew.round()).isEqualTo(42);
    crew.end();
  }

  @Test
  void round_memberFails_throwsWithTheCause() throws InterruptedException {
    Crew crew = new Crew(List.of(() -> 0, () -> {
      throw new ArithmeticException("seven");
    }));
    assertThatThrownBy(crew::round)
        .isInstanceOf(IllegalStateException.class)
        .hasRootCauseMessage("seven");
    crew.end();
  }

  @Test
  void end_membersBlocked_interruptsThem() throws InterruptedException {
    CountDownLatch never = new CountDownLatch(1);
    CountDownLatch interrupted = new CountDownLatch(1);
    Crew crew = new Crew(List.of(() -> {
      try {
        never.await();
        return 0;
      } catch (InterruptedException e) {
        interrupted.countDown();
        throw e;
      }
    }));
    Thread.currentThread().interrupt();
    assertThatThrownBy(crew::round).isInstanceOf(InterruptedException.class);
    crew.end();
    interrupted.await();
  }
}
