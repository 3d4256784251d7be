package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class BenchOptionsTest {
  @Test
  void parse_unknownSuite_namesThoseThereAre() {
    assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--suite", "chanels"}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no benchmarks \"chanels\"; -Dbench can be: channels, workqueue");
  }

  @Test
  void parse_quick_staysBelowFourMinutes() {
    BenchOptions quick = parse("--quick", "true");
    assertThat(quick.budget()).isLessThan(Duration.ofMinutes(4));
    assertThat(quick.rounds()).isEqualTo(1);
  }

  @Test
  void parse_notQuick_staysBelowFortyMinutes() {
    BenchOptions full = parse("--quick", "false");
    assertThat(full.budget()).isLessThan(Duration.ofMinutes(40));
    assertThat(full.rounds()).isEqualTo(3);
  }

  @Test
  void parse_peers_heddleAlwaysTakesPart() {
    BenchOptions options = parse("--peers", "jox,go");
    assertThat(Stream.of("heddle", "jox", "jdk", "go").filter(options::takesPart))
        .containsExactly("heddle", "jox", "go");
  }

  @Test
  void parse_unknownPeer_namesThoseThereAre() {
    assertThatThrownBy(() -> parse("--peers", "jox,golang"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no peer \"golang\" in channels, only heddle, go, jox, kotlin, jdk");
  }

  @Test
  void parse_roundsThatAreNoNumber_saysSo() {
    assertThatThrownBy(() -> parse("--rounds", "many")).hasMessage("--rounds takes a number, not \"many\"");
    assertThatThrownBy(() -> parse("--rounds", "0")).hasMessage("--rounds takes a number from 1 on, not 0");
  }

  @Test
  void command_ofOptions_measuresTheSame() {
    assertThat(parse("--quick", "false").command()).isEqualTo("mvn -q -Pbench -Dbench=channels");
    assertThat(parse("--beside", "/x/java").command()).isEqualTo("mvn -q -Pbench -Dbench=channels -Dbench.args=\"--beside JAVA\"");
  }

  @Test
  void parse_help_isTheUsage() {
    assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--suite", "channels", "--help"}))
        .hasMessageStartingWith("mvn -q -Pbench [-Dbench=SUITE]");
  }

  @Test
  void parse_badPattern_saysSo() {
    assertThatThrownBy(() -> parse("--rows", "("))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--rows ( is no regular expression");
  }

  @Test
  void parse_optionWithoutValue_saysSo() {
    assertThatThrownBy(() -> BenchOptions.parse(new String[] {"--rows"}))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("--rows needs a value");
  }

  private static BenchOptions parse(String option, String value) {
    return BenchOptions.parse(new String[] {"--suite", "channels", option, value});
  }
}
