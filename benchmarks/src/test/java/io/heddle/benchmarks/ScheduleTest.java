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
    assertThat(schedule.next(0, 1).total()).isBetween(Duration.ofMillis(1_980), Duration.ofSeconds(2));
  }

  @Test
  void next_timeUsedUp_stillMeasuresAWhile() {
    Schedule schedule = new Schedule(0, Duration.ofSeconds(1), 1, Duration.ofSeconds(2));
    assertThat(schedule.next(5_000, 1).total()).isEqualTo(Duration.ofMillis(300));
  }

  @Test
  void within_roundsOfAnyLength_hasIterationsThatHoldOne() {
    assertThat(Timing.within(3_000, 1)).isEqualTo(new Timing(2, 600, 20, 90));
    assertThat(Timing.within(3_000, 250)).isEqualTo(new Timing(2, 600, 7, 257));
    assertThat(Timing.within(3_000, 4_000)).isEqualTo(new Timing(2, 600, 5, 360));
    assertThat(Timing.within(3_000, Long.MAX_VALUE)).isEqualTo(new Timing(2, 600, 5, 360));
  }

  private static long endOfRun(Schedule schedule, int measurements, long overheadMillis) {
    long now = 0;
    for (int i = 0; i < measurements; i++) {
      Timing timing = schedule.next(now, 1);
      long took = timing.total().toMillis() + overheadMillis;
      now += took;
      schedule.took(timing, took);
    }
    return now;
  }
}
