package io.heddle.workqueue;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class WaitersTest {
  private final Waiters waiters = new Waiters();

  /** A drain does so: it goes from key to key, and may wait again before the signaller is done. */
  @Test
  void signalAll_whoWaitsAgain_waitsForTheNextSignal() {
    AtomicInteger woken = new AtomicInteger();
    waiters.register(new Again(woken));
    waiters.register(new Again(woken));

    waiters.signalAll();
    assertThat(woken).hasValue(2);
    assertThat(waiters.size()).isEqualTo(2);

    waiters.signalAll();
    assertThat(woken).hasValue(4);
  }

  /** Waits again as soon as it is woken, but not for ever. */
  private final class Again implements Runnable {
    private final AtomicInteger woken;

    Again(AtomicInteger woken) {
      this.woken = woken;
    }

    @Override
    public void run() {
      if (woken.incrementAndGet() < 1_000) {
        waiters.register(this);
      }
    }
  }
}
