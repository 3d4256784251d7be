package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SampleTest {
  @Test
  void parse_whatToLineWrote_isTheSame() throws IOException {
    Sample sample = new Sample(List.of(1.5, 2.25, 1_000_000.0), 24, 0.125);
    assertThat(sample.toLine()).isEqualTo("nanos 1.500 2.250 1000000.000 bytes 24.000 cpu 0.125");
    assertThat(Sample.parse(sample.toLine())).isEqualTo(sample);
  }

  @ParameterizedTest
  @ValueSource(strings = {"failed: lost a value", "", "nanos bytes 1 cpu 2", "nanos 1 bytes 2 cpu", "nanos 1 cpu 2 bytes 3", "nanos x bytes 2 cpu 3"})
  void parse_somethingElse_throwsWhatItSays(String line) {
    assertThatThrownBy(() -> Sample.parse(line)).isInstanceOf(IOException.class).hasMessage(line);
  }
}
