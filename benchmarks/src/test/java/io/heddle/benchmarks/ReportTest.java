package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReportTest {
  private static final Row ROW = Row.of("one-to-one/16", "a value moves", 1);
  private static final Figures OURS = Figures.of(
      "one-to-one/16",
      "heddle",
      List.of(sample(1, List.of(50.0, 10.0, 40.0), List.of(90.0, 80.0, 70.0)), sample(3, List.of(60.0), List.of(80.0))),
      0);
  private static final List<String> PEERS = List.of("heddle", "jox", "go");
  private static final Figures THEIRS = new Figures("one-to-one/16", "go", 90, 80, 100, 0, 90, 9, 9, Double.NaN);

  private static Sample sample(double bytes, List<Double> nanos, List<Double> cpu) {
    return new Sample(nanos, bytes, cpu, List.of());
  }

  @Test
  void figures_severalSamples_areMediansAndBoundsOfAllIterations() {
    assertThat(OURS).isEqualTo(new Figures("one-to-one/16", "heddle", 45, 10, 60, 2, 80, 4, 4, Double.NaN));
  }

  @Test
  void figures_processorsFarInSome_areOfTheOthers() {
    List<Sample> samples = List.of(
        new Sample(List.of(10.0, 30.0, 12.0, 31.0), 0, List.of(20.0, 60.0, 24.0, 62.0), List.of(46.0, 430.0, 92.0, 110.0)),
        new Sample(List.of(14.0, 11.0, 13.0), 0, List.of(28.0, 22.0, 26.0), List.of(50.0, 60.0, 70.0)));
    assertThat(Figures.near(samples)).isEqualTo(92);
    assertThat(Figures.of("x", "heddle", samples, 92)).isEqualTo(new Figures("x", "heddle", 12, 10, 31, 0, 24, 5, 7, 30.5));
  }

  @Test
  void figures_processorsNearInTooFew_areOfAll() {
    List<Sample> samples = List.of(new Sample(List.of(10.0, 30.0, 20.0), 0, List.of(2.0, 6.0, 4.0), List.of(46.0, 430.0, 46.0)));
    assertThat(Figures.of("x", "heddle", samples, 92)).isEqualTo(new Figures("x", "heddle", 20, 10, 30, 0, 4, 2, 3, 30));
  }

  @Test
  void near_oneMeasuredByChanceAsNearer_isOfTheNearestTwentieth() {
    List<Double> apart = new ArrayList<>(Collections.nCopies(39, 50.0));
    apart.add(9.0);
    List<Double> any = Collections.nCopies(40, 1.0);
    assertThat(Figures.near(List.of(new Sample(any, 0, any, apart)))).isEqualTo(100);
  }

  @Test
  void near_processorsNotMeasured_areNeverFar() {
    List<Double> any = Collections.nCopies(4, 1.0);
    List<Sample> samples = List.of(new Sample(any, 0, any, Collections.nCopies(4, 0.0)));
    assertThat(Figures.of("x", "heddle", samples, Figures.near(samples)).wasFar()).isFalse();
  }

  private static final Comparison COMPARISON = new Comparison(List.of(ROW), PEERS, List.of(OURS, THEIRS));

  @Test
  void table_peerTwiceAsSlow_saysTwo() {
    String table = ComparisonTable.of(COMPARISON);
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
              {"workload": "one-to-one/16", "peer": "heddle", "nanosPerOp": 45.000, "min": 10.000, "max": 60.000, "bytesPerOp": 2.000, "cpuNanosPerOp": 80.000, "near": 4, "iterations": 4},
              {"workload": "one-to-one/16", "peer": "go", "nanosPerOp": 90.000, "min": 80.000, "max": 100.000, "bytesPerOp": 0.000, "cpuNanosPerOp": 90.000, "near": 9, "iterations": 9}
            ]
            """);
  }

  @Test
  void chart_peerTwiceAsSlow_hasABarOnePowerToTheRight() {
    String chart = ComparisonChart.of(COMPARISON);
    assertThat(chart).contains("<rect x=\"540.0\" y=\"70\" width=\"80.0\"").contains(">2.00</text>").contains(">one-to-one/16</text>");
    assertThat(chart).startsWith("<svg ").endsWith("</svg>\n");
  }

  @Test
  void table_rowComparedByMemory_holdsBytesAgainstBytes() {
    Row bytes = ROW.by(Compared.BYTES);
    Figures more = new Figures("one-to-one/16", "go", 1, 1, 1, 6, 1, 1, 1, Double.NaN);
    assertThat(ComparisonTable.of(new Comparison(List.of(bytes), PEERS, List.of(OURS, more))).lines().toList().get(1).split(" +"))
        .containsExactly("one-to-one/16", "(B)", "2.0", "2.0", "80", "-", "6.0", "3.00x");
  }

  @Test
  void verdicts_wonAndLost_nameTheLostOnesWorstFirst() {
    List<Row> rows = List.of(Row.of("a", "", 1), Row.of("b", "", 1), Row.of("c", "", 1));
    List<Figures> figures = List.of(nanos("a", "heddle", 10), nanos("a", "go", 8), nanos("b", "heddle", 10), nanos("b", "go", 20),
        nanos("c", "heddle", 10), nanos("c", "go", 5));
    assertThat(new Comparison(rows, PEERS, figures).verdicts(9))
        .containsExactly("ahead of go in 1 of 3 rows, behind in c (0.50x), a (0.80x)");
    assertThat(new Comparison(rows, PEERS, figures).verdicts(1))
        .containsExactly("ahead of go in 1 of 3 rows, behind in c (0.50x) and 1 more");
  }

  @Test
  void markdown_peerFaster_isBold() {
    Comparison lost = new Comparison(List.of(ROW), PEERS, List.of(OURS, nanos("one-to-one/16", "go", 9)));
    BenchOptions options = BenchOptions.parse(new String[] {"--suite", "channels", "--quick", "true", "--rows", "16"});
    String markdown = ComparisonMarkdown.of(lost, options, Map.of("go", "Go, of some version"), List.of("x of go failed: hung; see a/b"));
    assertThat(markdown)
        .contains("| one-to-one/16 | 45 |  | **9.0 (0.20x)** |")
        .contains("with `mvn -q -Pbench -Dbench=channels -Dbench.quick -Dbench.args=\"--rows 16\"`")
        .contains("- **go**: Go, of some version\n")
        .contains("- Not measured: x of go failed: hung.")
        .contains("- `one-to-one/16`: a value moves\n")
        .contains("a figure is the median of all iterations.")
        .doesNotContain("Near and far");
  }

  @Test
  void markdown_processorsFarInSome_saysInHowManyAndTheFigure() {
    Figures some = new Figures("one-to-one/16", "go", 9, 8, 99, 0, 9, 11, 15, 98);
    BenchOptions options = BenchOptions.parse(new String[] {"--suite", "channels"});
    assertThat(ComparisonMarkdown.of(new Comparison(List.of(ROW), PEERS, List.of(OURS, some)), options, Map.of(), List.of()))
        .contains("the iterations that count, see [Near and far](#near-and-far).")
        .contains("| one-to-one/16 | 4 of 4 |  | 11 of 15; 98 |");
  }

  private static Figures nanos(String workload, String peer, double nanos) {
    return new Figures(workload, peer, nanos, nanos, nanos, 0, nanos, 1, 1, Double.NaN);
  }

  @Test
  void number_ofAnySize_keepsTheDigitsThatCount() {
    assertThat(List.of(0.04, 9.94, 9.96, 123.4, 1_234_567.0).stream().map(Comparison::number))
        .containsExactly("0.0", "9.9", "10", "123", "1,234,567");
  }
}
