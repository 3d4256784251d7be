package io.heddle.benchmarks;

import java.util.List;
import java.util.Locale;

/**
 * The comparison as a picture: for each workload a bar for each peer, as long as its time is a multiple of Heddle's, on a scale of
 * powers of two with the line at 1 in its middle. Bars to the right are slower than Heddle, bars to the left faster.
 */
final class ComparisonChart {
  private static final List<String> COLOURS = List.of("#4e79a7", "#b07aa1", "#f28e2b", "#59a14f", "#e15759", "#76b7b2");

  /** Powers of two shown on each side of 1; what lies beyond is cut off, and its bar says so in words. */
  private static final int POWERS = 4;

  private static final int LABELS = 220;
  private static final int POWER_WIDTH = 80;
  private static final int BAR = 9;
  private static final int GAP = 9;
  private static final int TOP = 70;

  /** The width of a letter of the legend, rather more than less. */
  private static final int LETTER = 7;

  private static final int MIDDLE = LABELS + POWERS * POWER_WIDTH;
  private static final int WIDTH = MIDDLE + POWERS * POWER_WIDTH + 110;

  private final Comparison comparison;
  private final StringBuilder svg = new StringBuilder();

  private ComparisonChart(Comparison comparison) {
    this.comparison = comparison;
  }

  /** A chart of the rows in which Heddle and some other were measured. */
  static String of(Comparison comparison) {
    return new ComparisonChart(comparison).draw();
  }

  private String draw() {
    int y = TOP;
    for (Row row : comparison.rows()) {
      y = bars(row, y);
    }
    String bars = svg.toString();
    svg.setLength(0);
    svg.append(String.format(
        Locale.ROOT,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%d\" height=\"%d\" font-family=\"sans-serif\" font-size=\"12\">%n"
            + "<rect width=\"100%%\" height=\"100%%\" fill=\"white\"/>%n",
        WIDTH,
        y + 10));
    text(10, 20, "start", "An operation's time (or what stands behind its name) as a multiple of Heddle's: right of the line Heddle is ahead, left behind");
    legend();
    scale(y);
    return svg.append(bars).append("</svg>\n").toString();
  }

  private int bars(Row row, int top) {
    int y = top;
    for (String peer : comparison.others()) {
      double ratio = comparison.ratio(row, peer);
      if (!Double.isNaN(ratio)) {
        bar(colour(peer), ratio, y);
        y += BAR;
      }
    }
    if (y == top) {
      return top;
    }
    text(LABELS - 36, (top + y) / 2 + 4, "end", row.title());
    return y + GAP;
  }

  private void bar(String colour, double ratio, int y) {
    double powers = Math.log(ratio) / Math.log(2);
    double shown = Math.max(-POWERS, Math.min(POWERS, powers));
    double length = Math.abs(shown) * POWER_WIDTH;
    svg.append(String.format(
        Locale.ROOT,
        "<rect x=\"%.1f\" y=\"%d\" width=\"%.1f\" height=\"%d\" fill=\"%s\"/>%n",
        shown < 0 ? MIDDLE - length : MIDDLE,
        y,
        Math.max(1, length),
        BAR - 1,
        colour));
    svg.append(String.format(
        Locale.ROOT,
        "<text x=\"%.1f\" y=\"%d\" font-size=\"9\" text-anchor=\"%s\">%.2f</text>%n",
        shown < 0 ? MIDDLE - length - 4 : MIDDLE + length + 4,
        y + BAR - 1,
        shown < 0 ? "end" : "start",
        ratio));
  }

  private void legend() {
    int x = LABELS;
    for (String peer : comparison.others()) {
      if (comparison.rows().stream().allMatch(row -> Double.isNaN(comparison.ratio(row, peer)))) {
        continue;
      }
      svg.append(String.format(
          Locale.ROOT, "<rect x=\"%d\" y=\"32\" width=\"12\" height=\"12\" fill=\"%s\"/>%n", x, colour(peer)));
      text(x + 17, 42, "start", peer);
      x += 45 + LETTER * peer.length();
    }
  }

  private void scale(int bottom) {
    for (int power = -POWERS; power <= POWERS; power++) {
      int x = MIDDLE + power * POWER_WIDTH;
      svg.append(String.format(
          Locale.ROOT,
          "<line x1=\"%d\" y1=\"%d\" x2=\"%d\" y2=\"%d\" stroke=\"%s\"/>%n",
          x,
          TOP - 5,
          x,
          bottom,
          power == 0 ? "black" : "#dddddd"));
      text(x, TOP - 8, "middle", power < 0 ? "1/" + (1 << -power) : String.valueOf(1 << power));
    }
  }

  /** Names and headings are ours, and hold nothing that XML would take for markup. */
  private void text(int x, int y, String anchor, String words) {
    svg.append(String.format("<text x=\"%d\" y=\"%d\" text-anchor=\"%s\">%s</text>%n", x, y, anchor, words));
  }

  private String colour(String peer) {
    return COLOURS.get(comparison.others().indexOf(peer) % COLOURS.size());
  }
}
