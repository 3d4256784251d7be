package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Param;

class SuiteTest {
  static Stream<Suite> suites() {
    return Suite.all().stream();
  }

  @ParameterizedTest
  @MethodSource("suites")
  void rows_each_setAllParametersOfAClassWithOneBenchmark(Suite suite) {
    assertThat(suite.rows()).allSatisfy(row -> {
      Set<String> params = Arrays.stream(row.benchmark().getFields())
          .filter(field -> field.isAnnotationPresent(Param.class))
          .map(field -> field.getName())
          .filter(name -> !name.equals("peer"))
          .collect(Collectors.toSet());
      assertThat(row.params().keySet()).as(row.workload()).isEqualTo(params);
      assertThat(Arrays.stream(row.benchmark().getMethods())
              .filter(method -> method.isAnnotationPresent(Benchmark.class)))
          .as(row.workload())
          .hasSize(1);
    });
  }

  @ParameterizedTest
  @MethodSource("suites")
  void rows_all_haveNamesOfTheirOwnAndHeddleFirst(Suite suite) {
    assertThat(suite.rows()).extracting(Row::workload).doesNotHaveDuplicates();
    assertThat(suite.rows()).allSatisfy(row -> assertThat(row.peers()).startsWith("heddle"));
    assertThat(suite.rows()).extracting(Row::workload).allSatisfy(name -> assertThat(name).matches("[a-z0-9/-]+"));
  }
}
