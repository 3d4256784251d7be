package io.heddle.informer;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.heddle.kubernetes.ApiException;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

class BackoffTest {
  private long nanos;
  private double random;
  private final Backoff backoff = new Backoff(() -> nanos, () -> random);

  private long next(Trouble trouble) {
    return next(trouble, Optional.empty());
  }

  private long next(Trouble trouble, Optional<Duration> retryAfter) {
    return backoff.next(trouble, retryAfter).toMillis();
  }

  @Test
  void waits_ofAFailingServer_doubleFrom800MillisUpToTheLimit() {
    assertThat(new long[] {next(Trouble.FAILING), next(Trouble.FAILING), next(Trouble.FAILING), next(Trouble.FAILING), next(Trouble.FAILING)})
        .containsExactly(800, 1600, 3200, 6400, 12800);
    assertThat(next(Trouble.FAILING)).isEqualTo(15_000);
    random = 0.999;
    assertThat(next(Trouble.FAILING)).isBetween(29_900L, 30_000L);
  }

  @ParameterizedTest
  @EnumSource
  void waits_howeverManyAttempts_stayWithinTheLimit(Trouble trouble) {
    for (int attempt = 0; attempt < 100; attempt++) {
      random = attempt % 10 / 10.0;
      assertThat(backoff.next(trouble, Optional.empty())).isPositive().isLessThanOrEqualTo(trouble.limit());
    }
  }

  @Test
  void jitter_addsUpToTheWaitItself() {
    random = 0.5;
    assertThat(next(Trouble.FAILING)).isEqualTo(1200);
  }

  @Test
  void brokenConnection_afterAQuietTime_isTriedAgainWithin250Millis() {
    random = 0.999;
    assertThat(next(Trouble.UNREACHABLE)).isLessThanOrEqualTo(250);
    random = 0;
    assertThat(next(Trouble.UNREACHABLE)).isEqualTo(800);
    assertThat(next(Trouble.UNREACHABLE)).isEqualTo(1500);
    assertThat(next(Trouble.UNREACHABLE)).isEqualTo(1500);
  }

  @Test
  void waits_afterTwoMinutesWithoutTrouble_beginAnew() {
    next(Trouble.FAILING);
    next(Trouble.FAILING);
    nanos += Duration.ofSeconds(119).toNanos();
    assertThat(next(Trouble.FAILING)).isEqualTo(3200);
    nanos += Duration.ofMinutes(2).toNanos();
    assertThat(next(Trouble.FAILING)).isEqualTo(800);
  }

  @Test
  void waits_ofAnotherTrouble_beginAnew() {
    next(Trouble.UNREACHABLE);
    next(Trouble.UNREACHABLE);
    assertThat(next(Trouble.REFUSED)).isEqualTo(800);
  }

  @Test
  void retryAfter_isHonouredAndBounded() {
    assertThat(next(Trouble.OVERLOADED, Optional.of(Duration.ofSeconds(7)))).isEqualTo(7_000);
    assertThat(next(Trouble.OVERLOADED, Optional.of(Duration.ofHours(7)))).isEqualTo(300_000);
    assertThat(next(Trouble.OVERLOADED, Optional.of(Duration.ofMillis(1)))).isEqualTo(3_200);
    random = 0.5;
    assertThat(next(Trouble.OVERLOADED, Optional.of(Duration.ofSeconds(80)))).isEqualTo(90_000);
  }

  @ParameterizedTest
  @CsvSource({"404, NOT_SERVED", "401, REFUSED", "403, REFUSED", "429, OVERLOADED", "500, FAILING", "503, FAILING", "410, FAILING", "422, FAILING"})
  void trouble_ofARefusal_goesByItsCode(int code, Trouble trouble) {
    assertThat(Trouble.of(new ApiException("GET /", new StatusBuilder().withCode(code).build()))).isEqualTo(trouble);
  }

  @Test
  void trouble_ofOtherFailures_goesByTheirKind() {
    assertThat(Trouble.of(new IOException("reset"))).isEqualTo(Trouble.UNREACHABLE);
    assertThat(Trouble.of(new NullPointerException())).isEqualTo(Trouble.UNEXPECTED);
  }
}
