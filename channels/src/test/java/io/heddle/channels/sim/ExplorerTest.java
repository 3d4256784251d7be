package io.heddle.channels.sim;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.channels.sim.programs.Programs;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

class ExplorerTest {
  private static final int SCHEDULES = 2_000;

  private static Explorer.Outcome explore(String program) {
    return new Explorer(Programs.class, program, null).explore(SCHEDULES);
  }

  private static SimFailure failureOf(String program) {
    return Objects.requireNonNull(explore(program).failure(), () -> program + " passed " + SCHEDULES + " schedules");
  }

  @Test
  void rightProgram_passesAllSchedules() {
    Explorer.Outcome outcome = explore("gate");
    assertThat(outcome.failure()).isNull();
    assertThat(outcome.schedules()).isEqualTo(SCHEDULES);
  }

  @Test
  void missedWakeUp_isADeadlockThatNamesTheWaiterAndItsPlace() {
    assertThat(failureOf("gateThatMissesItsWakeUp")).hasMessageContaining("deadlock").hasMessageContaining("waiter waits on")
        .hasMessageContaining("Programs$Gate.awaitWithoutSecondLook");
  }

  @Test
  void failure_replaysFromItsSeed() {
    Matcher seed = Pattern.compile("-Dheddle.seed=(\\d+)").matcher(String.valueOf(failureOf("gateThatMissesItsWakeUp").getMessage()));
    assertThat(seed.find()).isTrue();
    Explorer again = new Explorer(Programs.class, "gateThatMissesItsWakeUp", null);
    assertThatThrownBy(() -> again.replay(Long.parseLong(seed.group(1)))).isInstanceOf(SimFailure.class).hasMessageContaining("deadlock");
  }

  @Test
  void lostUpdate_isFound() {
    assertThat(failureOf("lostUpdate")).hasMessageContaining("2");
  }

  @Test
  void crossedLocks_areADeadlock() {
    assertThat(failureOf("crossedLocks")).hasMessageContaining("deadlock").hasMessageContaining("ab waits").hasMessageContaining("ba waits");
  }

  @Test
  void endlessSpin_endsAtTheStepLimit() {
    assertThat(failureOf("spinsForEver")).hasMessageContaining("no end after 500 steps");
  }

  @Test
  void time_isVirtual() {
    assertThat(explore("sleepsForADay").failure()).isNull();
  }

  @Test
  void time_standsStillUnlessAllAreBlocked() {
    assertThat(explore("timeoutLosesWhileOthersRun").failure()).isNull();
  }

  @Test
  void time_racesOnRequest() {
    assertThat(failureOf("timeoutRaces")).hasMessageContaining("time stands still");
  }

  @Test
  void frozenGoroutine_holdsUpWhoNeedsItsLock() {
    assertThat(failureOf("frozenOwnerOfALock")).hasMessageContaining("deadlock").hasMessageContaining("frozen frozen");
  }

  @Test
  void frozenGoroutine_holdsUpNobodyElse() {
    assertThat(explore("frozenBystander").failure()).isNull();
  }

  @Test
  void sameSeeds_giveTheSameRuns() {
    String first = told();
    assertThat(told()).isEqualTo(first);
    assertThat(first).contains("123/", "231/", "321/", "132/", "213/", "312/");
  }

  private static String told() {
    System.clearProperty("heddle.sim.told");
    assertThat(new Explorer(Programs.class, "chance", null).explore(100).failure()).isNull();
    return System.getProperty("heddle.sim.told", "");
  }
}
