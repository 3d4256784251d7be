package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class CoreDistanceTest {
  @Test
  void nanos_twoProcessors_isATimeAndOtherwiseNone() {
    double nanos = CoreDistance.nanos();
    if (Runtime.getRuntime().availableProcessors() == 2) {
      assertThat(nanos).isBetween(1.0, 5_000_000.0);
    } else {
      assertThat(nanos).isZero();
    }
  }

  @Test
  void nanos_thatIsOver_leavesNoThreadBehind() throws InterruptedException {
    CoreDistance.nanos();
    for (Thread thread : Thread.getAllStackTraces().keySet()) {
      if (thread.getName().equals("core-distance")) {
        assertThat(thread.join(Duration.ofSeconds(30))).as("has ended").isTrue();
      }
    }
  }
}
