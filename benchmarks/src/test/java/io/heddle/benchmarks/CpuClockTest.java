package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class CpuClockTest {
  @Test
  void since_clocksAgree_isOfTheThreads() {
    assertThat(new CpuClock(50_000_000, 43_210_987).since(new CpuClock(40_000_000, 40_000_000))).isEqualTo(3_210_987);
  }

  @Test
  void since_threadsHaveEnded_isOfTheProcess() {
    assertThat(new CpuClock(90_000_000, 10_000_000).since(new CpuClock(40_000_000, 40_000_000))).isEqualTo(50_000_000);
  }

  @Test
  void now_later_isMore() {
    CpuClock before = CpuClock.now();
    CpuClock now = before;
    while (now.process() == before.process()) {
      now = CpuClock.now();
    }
    assertThat(now.since(before)).isPositive();
  }
}
