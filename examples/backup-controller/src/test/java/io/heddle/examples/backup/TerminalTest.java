package io.heddle.examples.backup;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Map;
import org.junit.jupiter.api.Test;

class TerminalTest {
  private static String rendered(Charset charset, Map<String, String> environment, boolean interactive) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    Terminal terminal = Terminal.of(new PrintStream(bytes, true, charset), environment, interactive);
    terminal.title("A title", "and what it says, ".repeat(12));
    terminal.act(1, "an act");
    terminal.command("kubectl get bk");
    terminal.event(Duration.ofMillis(1_234), "pod/photos-0", "Running", "Succeeded");
    terminal.proven("it holds");
    terminal.disproven("it does not");
    return bytes.toString(charset);
  }

  @Test
  void of_aPerson_hasColour() {
    assertThat(rendered(StandardCharsets.UTF_8, Map.of("TERM", "xterm"), true)).contains("\u001b[32m✓\u001b[0m it holds", "\u001b[32mSucceeded");
  }

  @Test
  void of_aFile_isPlain() {
    assertThat(rendered(StandardCharsets.UTF_8, Map.of(), false)).doesNotContain("\u001b").contains("  1.234 s  pod/photos-0      Running → Succeeded");
  }

  @Test
  void of_aPersonWhoWantsNoColour_isPlain() {
    assertThat(rendered(StandardCharsets.UTF_8, Map.of("NO_COLOR", "1"), true)).doesNotContain("\u001b");
    assertThat(rendered(StandardCharsets.UTF_8, Map.of("TERM", "dumb"), true)).doesNotContain("\u001b");
  }

  @Test
  void of_aStreamThatKnowsAsciiOnly_hasNothingElse() {
    assertThat(rendered(StandardCharsets.US_ASCII, Map.of(), false)).contains("Running -> Succeeded", "ok it holds", "FAILED: it does not").doesNotContain("?");
  }

  @Test
  void title_aLongText_isWrapped() {
    assertThat(rendered(StandardCharsets.UTF_8, Map.of(), false).lines()).allMatch(line -> line.length() <= 94);
  }
}
