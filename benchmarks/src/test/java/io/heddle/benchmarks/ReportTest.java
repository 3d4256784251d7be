package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Row ROW = new Row("one-to-one/16", ReportTest.class, Map.of(), List.of("heddle", "go"));
  private static final Figures OURS = Figures.of(
      "one-to-one/16", "heddle", List.of(new Sample(List.of(50.0, 10.0, 40.0), 1, 90), new Sample(List.of(60.0), 3, 70)));
  private static final Figures THEIRS = new Figures("one-to-one/16", "go", 90, 80, 100, 0, 90);

  @Test
  void figures_severalSamples_areMediansAndBoundsOfAllIterations() {
    assertThat(OURS).isEqualTo(new Figures("one-to-one/16", "heddle", 45, 10, 60, 2, 80));
  }

  @Test
  void table_peerTwiceAsSlow_saysTwo() {
    String table = ComparisonTable.of(List.of(ROW), List.of("heddle", "jox", "go"), List.of(OURS, THEIRS));
    assertThat(table.lines().toList().get(0).split(" +")).containsExactly("workload", "heddle", "B/op", "cpu", "ns", "jox", "go");
    assertThat(table.lines().toList().get(1).split(" +"))
        .containsExactly("one-to-one/16", "45", "2.0", "80", "-", "90", "2.00x");
  }

  @Test
  void json_figures_isAnArrayOfObjects() {
    assertThat(ComparisonJson.of(List.of(OURS, THEIRS)))
        .isEqualTo(
            """
            [
              {"workload": "one-to-one/16", "peer": "heddle", "nanosPerOp": 45.000, "min": 10.000, "max": 60.000, "bytesPerOp": 2.000, "cpuNanosPerOp": 80.000},
              {"workload": "one-to-one/16", "peer": "go", "nanosPerOp": 90.000, "min": 80.000, "max": 100.000, "bytesPerOp": 0.000, "cpuNanosPerOp": 90.000}
            ]
            """);
  }

  @Test
  void chart_peerTwiceAsSlow_hasABarOnePowerToTheRight() {
    String chart = ComparisonChart.of(List.of(ROW), List.of("heddle", "jox", "go"), List.of(OURS, THEIRS));
    assertThat(chart).contains("<rect x=\"540.0\" y=\"70\" width=\"80.0\"").contains(">2.00</text>").contains(">one-to-one/16</text>");
    assertThat(chart).startsWith("<svg ").endsWith("</svg>\n");
  }

  @Test
  void number_ofAnySize_keepsTheDigitsThatCount() {
    assertThat(List.of(0.04, 9.94, 9.96, 123.4, 1_234_567.0).stream().map(ComparisonTable::number))
        .containsExactly("0.0", "9.9", "10", "123", "1,234,567");
  }
}
