package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;

class ScheduleTest {
  @Test
  void next_everyMeasurementTakesWhatItSays_endsInTime() {
    assertThat(endOfRun(new Schedule(0, Duration.ofSeconds(200), 100, Duration.ofSeconds(60)), 100, 500))
        .isBetween(180_000L, 200_000L);
  }

  @Test
  void next_startingAProcessTakesLong_endsInTimeAllTheSame() {
    assertThat(endOfRun(new Schedule(0, Duration.ofSeconds(400), 100, Duration.ofSeconds(60)), 100, 3_000))
        .isBetween(350_000L, 402_000L);
  }

  @Test
  void next_timeToSpare_takesNoMoreThanTheMost() {
    Schedule schedule = new Schedule(0, Duration.ofHours(1), 1, Duration.ofSeconds(2));
    assertThat(schedule.next(0).total()).isBetween(Duration.ofMillis(1_980), Duration.ofSeconds(2));
  }

  @Test
  void next_timeUsedUp_stillMeasuresAWhile() {
    Schedule schedule = new Schedule(0, Duration.ofSeconds(1), 1, Duration.ofSeconds(2));
    assertThat(schedule.next(5_000).total()).isEqualTo(Duration.ofMillis(300));
  }

  private static long endOfRun(Schedule schedule, int measurements, long overheadMillis) {
    long now = 0;
    for (int i = 0; i < measurements; i++) {
      Timing timing = schedule.next(now);
      long took = timing.total().toMillis() + overheadMillis;
      now += took;
      schedule.took(timing, took);
    }
    return now;
  }
}
