package io.heddle.controller;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.heddle.kubernetes.ApiException;
import java.io.IOException;
import java.io.UncheckedIOException;
import org.junit.jupiter.api.Test;

class LogTextTest {

  @Test
  void oneLine_controlCharacters_cannotForgeALine() {
    assertThat(LogText.oneLine("refused\r\n12:00 INFO all is well\u2028\u001b[31m")).isEqualTo("refused  12:00 INFO all is well  [31m");
  }

  @Test
  void oneLine_longText_isCut() {
    assertThat(LogText.oneLine("x".repeat(10_000))).hasSize(4_099).endsWith("x...");
  }

  @Test
  void of_serversWords_standAlone() {
    ApiException refusal = new ApiException("POST /api/v1/pods", new StatusBuilder().withCode(403).withMessage("pods \"a\" is forbidden").build());

    assertThat(LogText.of(refusal)).isEqualTo("pods \"a\" is forbidden (POST /api/v1/pods)");
    assertThat(LogText.of(new IOException("no route to 10.0.0.1"))).isEqualTo("no route to 10.0.0.1");
  }

  @Test
  void of_other_saysWhatKind() {
    assertThat(LogText.of(new UncheckedIOException("disk", new IOException("full")))).isEqualTo("UncheckedIOException: disk");
    assertThat(LogText.of(new StackOverflowError())).isEqualTo("StackOverflowError");
  }
}
