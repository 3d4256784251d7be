package io.heddle.examples.backup;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class CompletedIndexesTest {
  @ParameterizedTest
  @ValueSource(strings = {"", "0", "7", "0-1", "0-2,5", "1,3,5", "0-99", "1-3,98-99"})
  void parse_whatToStringWrites_isReadBack(String text) {
    assertThat(CompletedIndexes.parse(text)).hasToString(text);
  }

  @Test
  void parse_null_isEmpty() {
    assertThat(CompletedIndexes.parse(null).size()).isZero();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "-1", "1-", "0,", ",0", "1--2", "0 1", "100", "0-1000000000"})
  void parse_anythingElse_isRefusedByWhatItIs(String text) {
    assertThatThrownBy(() -> CompletedIndexes.parse(text)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("\"" + text + "\"");
  }

  @Test
  void plus_neighbours_joinRuns() {
    assertThat(CompletedIndexes.parse("0,2").plus(1)).hasToString("0-2");
  }

  @Test
  void plus_leavesTheOriginalAlone() {
    CompletedIndexes before = CompletedIndexes.parse("0");
    assertThat(before.plus(1)).isNotEqualTo(before);
    assertThat(before).hasToString("0");
  }

  @Test
  void below_dropsTheHigherOnes() {
    assertThat(CompletedIndexes.parse("0-2,5").below(2)).hasToString("0-1");
    assertThat(CompletedIndexes.parse("0-2,5").below(0)).hasToString("");
    assertThat(CompletedIndexes.parse("0-2,5").below(50)).hasToString("0-2,5");
  }

  @Test
  void contains_onlyTheMembers() {
    CompletedIndexes indexes = CompletedIndexes.parse("0-2,5");
    assertThat(indexes.contains(2)).isTrue();
    assertThat(indexes.contains(3)).isFalse();
    assertThat(indexes.size()).isEqualTo(4);
  }
}
