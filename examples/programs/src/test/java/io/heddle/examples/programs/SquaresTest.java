package io.heddle.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class SquaresTest {
  @Test
  void squares_severalWorkers_areAllThereOnce() throws InterruptedException {
    List<Integer> expected = IntStream.rangeClosed(1, 500).map(n -> n * n).boxed().toList();
    assertThat(Squares.squares(500)).containsExactlyInAnyOrderElementsOf(expected);
  }

  @Test
  void squares_none_isEmpty() throws InterruptedException {
    assertThat(Squares.squares(0)).isEmpty();
  }
}
