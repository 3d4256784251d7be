package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;
import static org.junit.jupiter.params.provider.Arguments.arguments;

import java.io.IOException;
import java.nio.file.Path;
import java.util.OptionalDouble;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

class SuiteTest {
  /** A round of a test is so much smaller than one that is measured. */
  private static final int SMALLER = 50;

  static Stream<Suite> suites() {
    return Suite.all().stream();
  }

  static Stream<Arguments> workloads() {
    return suites().flatMap(suite -> suite.rows().stream()
        .flatMap(row -> row.onJvm().keySet().stream().map(peer -> arguments(suite.name(), row.workload(), peer))));
  }

  /** A round that loses or doubles a value throws. */
  @ParameterizedTest(name = "{0}: {1} of {2}")
  @MethodSource("workloads")
  void round_repeated_losesAndDoublesNothing(String suite, String workload, String peer) throws InterruptedException {
    Row row = Suite.named(suite).orElseThrow().row(workload);
    Workload running = row.setUp(peer, Math.max(Math.min(row.ops(), 2_000), row.ops() / SMALLER));
    try {
      for (int i = 0; i < 3; i++) {
        running.round();
      }
      OptionalDouble retained = running.retainedBytesPerOp();
      assertThat(retained.orElse(1)).isBetween(1.0, 5_000.0);
    } finally {
      running.end();
    }
  }

  /** Go's own channels need nothing from the network, unlike other Go programs. */
  @Test
  void goProgram_ofTheChannels_knowsEveryRow(@TempDir Path folder) throws IOException, InterruptedException {
    assumeTrue(GoContestant.installed());
    Contestant go = new GoContestant("go", GoContestant.build(Path.of("go"), "channels", folder, folder), folder);
    for (Row row : Suite.named("channels").orElseThrow().rows().stream().filter(go::takesPart).toList()) {
      assertThat(go.measure(row, 1, new Timing(0, 1, 1, 1), 0).nanosPerOp()).as(row.workload()).hasSize(1).allSatisfy(nanos -> assertThat(nanos).isPositive());
    }
  }

  @ParameterizedTest
  @MethodSource("suites")
  void rows_all_haveNamesOfTheirOwnAndPeersOfTheSuite(Suite suite) {
    assertThat(suite.peers().keySet()).startsWith(Suite.OURS);
    assertThat(suite.peers().keySet()).containsAll(suite.goPrograms().keySet());
    assertThat(suite.rows()).extracting(Row::workload).doesNotHaveDuplicates();
    assertThat(suite.rows()).allSatisfy(row -> {
      assertThat(row.workload()).matches("[a-z0-9/-]+");
      assertThat(row.ops()).isPositive();
      assertThat(row.onJvm().keySet()).isSubsetOf(suite.peers().keySet()).doesNotContainAnyElementsOf(suite.goPrograms().keySet());
      assertThat(row.inGo()).isSubsetOf(suite.goPrograms().keySet());
      assertThat(row.onJvm()).isNotEmpty();
    });
  }

  @Test
  void row_unknown_isNamed() {
    Suite channels = Suite.named("channels").orElseThrow();
    assertThatThrownBy(() -> channels.row("one-to-two"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("no workload \"one-to-two\" in channels");
    assertThatThrownBy(() -> channels.row("close/10000").setUp("jdk", 1))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("close/10000 is not for \"jdk\", only for [heddle, jox, kotlin]");
  }

  @Test
  void version_ofALibrary_isThatOfItsJar() {
    assertThat(Suite.version(Test.class)).matches("[0-9]+\\.[0-9].*");
    assertThat(Suite.version(SuiteTest.class)).isEqualTo("of this build");
  }
}
