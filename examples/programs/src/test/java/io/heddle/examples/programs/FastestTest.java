package io.heddle.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.testing.Bubble;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class FastestTest {
  private static final Duration LONG = Duration.ofSeconds(30);
  private final CountDownLatch never = new CountDownLatch(1);

  @Test
  void fastest_oneAnswers_isThatAnswerAndTheOthersAreInterrupted() throws InterruptedException {
    AtomicBoolean interrupted = new AtomicBoolean();
    CountDownLatch asked = new CountDownLatch(1);
    Callable<String> slow = () -> {
      try {
        asked.countDown();
        never.await();
        return "slow";
      } catch (InterruptedException e) {
        interrupted.set(true);
        throw e;
      }
    };
    Callable<String> fast = () -> {
      asked.await();
      return "fast";
    };
    assertThat(Fastest.fastest(Map.of("slow", slow, "fast", fast), LONG)).contains("fast");
    assertThat(interrupted).isTrue();
  }

  @Test
  void fastest_oneFails_theOtherAnswers() throws InterruptedException {
    Callable<String> broken = () -> {
      throw new IOException("no route");
    };
    assertThat(Fastest.fastest(Map.of("broken", broken, "sound", () -> "sound"), LONG)).contains("sound");
  }

  @Test
  void fastest_nobodyAnswersInTime_isEmpty() throws InterruptedException {
    Callable<String> silent = () -> {
      never.await();
      return "silent";
    };
    assertThat(Fastest.fastest(Map.of("silent", silent), Duration.ofMillis(20))).isEmpty();
  }

  /** The same in virtual time: hours pass in no time, and exactly. */
  @Test
  void fastest_inABubble_takesAsLongAsTheFastestAndNoLongerThanTheTimeout() throws Exception {
    Bubble.run(() -> {
      Callable<String> near = () -> {
        Bubble.sleep(Duration.ofHours(1));
        return "near";
      };
      Callable<String> moon = () -> {
        Bubble.sleep(Duration.ofHours(5));
        return "moon";
      };
      Instant start = Bubble.clock().instant();
      assertThat(Fastest.fastest(Map.of("moon", moon, "near", near), Duration.ofHours(4))).contains("near");
      assertThat(Bubble.clock().instant()).isEqualTo(start.plus(Duration.ofHours(1)));
      assertThat(Fastest.fastest(Map.of("moon", moon), Duration.ofHours(4))).isEmpty();
      assertThat(Bubble.clock().instant()).isEqualTo(start.plus(Duration.ofHours(5)));
    });
  }
}
