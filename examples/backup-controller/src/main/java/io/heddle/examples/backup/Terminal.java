package io.heddle.examples.backup;

import java.io.Console;
import java.io.PrintStream;
import java.time.Duration;
import java.util.Locale;
import java.util.Map;

/**
 * How the scene looks: a few kinds of lines, with colour where someone looks at a terminal and without where not. Not for use by several
 * threads at once.
 */
final class Terminal {
  private static final int WIDTH = 92;

  private final PrintStream out;
  private final boolean colour;
  private final boolean unicode;

  private Terminal(PrintStream out, boolean colour) {
    this.out = out;
    this.colour = colour;
    this.unicode = out.charset().newEncoder().canEncode("✓✗→·");
  }

  /** The terminal behind standard output. */
  static Terminal standard() {
    return of(System.out, System.getenv(), isInteractive());
  }

  /**
   * A terminal that writes to a stream.
   *
   * @param environment where {@code NO_COLOR} and {@code TERM} are looked up
   * @param interactive whether a person looks at it
   */
  static Terminal of(PrintStream out, Map<String, String> environment, boolean interactive) {
    boolean unwanted = !environment.getOrDefault("NO_COLOR", "").isEmpty() || environment.getOrDefault("TERM", "").equals("dumb");
    return new Terminal(out, interactive && !unwanted);
  }

  @SuppressWarnings("SystemConsoleNull") // it is null without a terminal up to Java 21; from 22 on isTerminal tells
  private static boolean isInteractive() {
    Console console = System.console();
    if (console == null) {
      return false;
    }
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (ReflectiveOperationException e) {
      return true;
    }
  }

  /** The name of the piece, and what it is about. */
  void title(String title, String subtitle) {
    out.println();
    out.println("  " + paint("1", title));
    paragraph("2", "  ", subtitle);
  }

  /** The beginning of an act: what happens in it. */
  void act(int number, String title) {
    out.println();
    out.println("  " + paint("1;36", number + "  " + title));
  }

  /** What the person at the keyboard does. */
  void command(String command) {
    out.println("     " + paint("2", "$") + " " + command);
  }

  /** What the server answers to that, if it is worth telling: its words, as they are. */
  void answer(String words) {
    for (String line : words.split("\n", -1)) {
      paragraph("33", "       ", line);
    }
  }

  /** What the server tells those who watch. */
  void event(Duration time, String object, String before, String now) {
    String arrow = before.isEmpty() ? "" : before + (unicode ? " → " : " -> ");
    String stamp = String.format(Locale.ROOT, "%7.3f s", time.toMillis() / 1000.0);
    out.println("     " + paint("2", stamp) + "  " + String.format(Locale.ROOT, "%-18s", object) + paint("2", arrow) + state(now));
  }

  /** What was found to be so, by asking the server. */
  void proven(String claim) {
    out.println("   " + paint("32", unicode ? "✓" : "ok") + " " + claim);
  }

  /** What should have been so, and is not. */
  void disproven(String claim) {
    out.println("   " + paint("31", unicode ? "✗" : "FAILED:") + " " + claim);
  }

  /** A closing word. */
  void say(String text) {
    out.println();
    paragraph("0", "  ", text);
  }

  /** Something that only some will want to know. */
  void hint(String text) {
    out.println("  " + paint("2", text));
  }

  /** The end. */
  void end() {
    out.println();
    out.flush();
  }

  private String state(String state) {
    return switch (state) {
      case "Succeeded" -> paint("32", state);
      case "Failed" -> paint("31", state);
      default -> state;
    };
  }

  private void paragraph(String style, String indent, String text) {
    StringBuilder line = new StringBuilder(indent);
    for (String word : text.split(" ", -1)) {
      if (line.length() + word.length() > WIDTH && line.length() > indent.length()) {
        out.println(paint(style, line.toString().stripTrailing()));
        line = new StringBuilder(indent);
      }
      line.append(word).append(' ');
    }
    out.println(paint(style, line.toString().stripTrailing()));
  }

  private String paint(String style, String text) {
    return colour && !style.equals("0") ? "\u001b[" + style + "m" + text + "\u001b[0m" : text;
  }
}
