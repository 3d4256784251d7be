package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.testing.Bubble;
import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

class BubbleWorldTest {
  /** A lock clears the mark of an interrupt from a thread that waits for it; the world's may be held by who looks for deadlocks. */
  @Test
  void anInterruptIsSeen_whileTheInterruptedThreadWaitsForTheWorldsLock() throws Exception {
    Bubble.run(() -> {
      Channel<Thread> threads = Channel.unbuffered();
      Goroutine receiving = Go.go("receiving", () -> {
        threads.send(Thread.currentThread());
        Channel.never().receive();
      });
      Thread thread = threads.receive();
      World world = World.current();
      world.schedule(new InterruptUnderTheLock(thread), world.nanoTime() + Duration.ofSeconds(1).toNanos());
      receiving.join();
      assertThat(receiving.failure()).isEmpty();
    });
  }

  private static final class InterruptUnderTheLock extends Timeout {
    private final Thread thread;

    InterruptUnderTheLock(Thread thread) {
      this.thread = thread;
    }

    @Override
    void fire() {
      thread.interrupt();
      Awaitility.await("the thread waits for the lock").until(() -> !thread.isInterrupted());
    }
  }
}
