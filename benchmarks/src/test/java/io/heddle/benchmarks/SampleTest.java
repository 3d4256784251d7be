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
    Sample sample = new Sample(List.of(1.5, 1_000_000.0), 24, List.of(0.125, 3.0), List.of(46.0, 430.5));
    assertThat(sample.toLine()).isEqualTo("nanos 1.500 1000000.000 bytes 24.000 cpu 0.125 3.000 apart 46.000 430.500");
    assertThat(Sample.parse(sample.toLine())).isEqualTo(sample);
  }

  @Test
  void parse_timesThatTheWorkloadFound_areAsManyAsItSays() throws IOException {
    Sample sample = new Sample(List.of(1.5, 2.5, 3.5), 0, List.of(0.125), List.of());
    assertThat(sample.toLine()).isEqualTo("nanos 1.500 2.500 3.500 bytes 0.000 cpu 0.125 apart");
    assertThat(Sample.parse(sample.toLine())).isEqualTo(sample);
  }

  @ParameterizedTest
  @ValueSource(strings = {
    "failed: lost a value", "", "nanos bytes 1 cpu 2 apart 3", "nanos 1 bytes 2 cpu", "nanos 1 bytes 2 cpu apart 3", "nanos 1 bytes 2 cpu 3",
    "nanos 1 cpu 2 bytes 3 apart 4", "nanos x bytes 2 cpu 3 apart 4", "nanos 1 bytes 2 cpu 3 apart 4 5", "nanos 1 2 bytes 2 cpu 3 apart 4"})
  void parse_somethingElse_throwsWhatItSays(String line) {
    assertThatThrownBy(() -> Sample.parse(line)).isInstanceOf(IOException.class).hasMessage(line);
  }
}
