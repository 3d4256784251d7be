package io.heddle.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class PipelineTest {
  @Test
  void firstSquare_found_endsTheStagesBeforeTheirEnd() throws InterruptedException {
    assertThat(Pipeline.firstSquare(square -> square > 1_000, Integer.MAX_VALUE)).contains(1_024);
  }

  @Test
  void firstSquare_none_isEmptyAfterTheLast() throws InterruptedException {
    assertThat(Pipeline.firstSquare(square -> square > 1_000, 30)).isEmpty();
  }
}
