package io.heddle.benchmarks;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS) // its JVMs that misbehave are shell scripts
class BenchTest {
  private final ByteArrayOutputStream printed = new ByteArrayOutputStream();

  @TempDir
  Path output;

  @Test
  void run_oneRow_writesTheComparison() throws Exception {
    assertThat(run("--rows", "^uncontended/16$", "--peers", "jdk")).isTrue();
    assertThat(output.resolve("comparison.json")).content().contains("\"workload\": \"uncontended/16\", \"peer\": \"heddle\"", "\"peer\": \"jdk\"");
    assertThat(output.resolve("comparison.svg")).content().contains("uncontended/16");
    assertThat(output.resolve("RESULTS.md")).content().contains("| uncontended/16 |");
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("channels: 1 workloads", "of 1 rows");
  }

  @Test
  void run_oneJvmFails_measuresTheOthersAndSaysSo() throws Exception {
    Path java = java("read order; echo 'failed lost a value'");
    assertThat(run("--rows", "^uncontended/16$", "--peers", "jdk", "--beside", java.toString())).isFalse();
    assertThat(printed.toString(StandardCharsets.UTF_8))
        .contains("heddle-99 failed")
        .contains("uncontended/16 of heddle-99 failed: failed lost a value; see " + output.resolve("logs"));
    assertThat(output.resolve("comparison.json")).content().contains("\"peer\": \"heddle\"", "\"peer\": \"jdk\"").doesNotContain("heddle-99");
  }

  @Test
  void run_oneJvmEnds_measuresTheOthersAndSaysSo() throws Exception {
    Path java = java("read order; exit 1");
    assertThat(run("--rows", "^uncontended/16$", "--peers", "jdk", "--beside", java.toString())).isFalse();
    assertThat(printed.toString(StandardCharsets.UTF_8)).contains("heddle-99 failed: ended without an answer; see ");
  }

  @Test
  void run_noSuchRow_namesThoseThereAre() {
    assertThatThrownBy(() -> run("--rows", "two-to-one"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("no workload of channels matches two-to-one; there are: one-to-one/0, ");
  }

  @Test
  void run_noSuchJava_saysSo() {
    assertThatThrownBy(() -> run("--jvm", "/no/java"))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage("/no/java is no java that can be run; name the executable, as in .../bin/java");
  }

  private boolean run(String... args) throws IOException, InterruptedException {
    String[] all = new String[args.length + 8];
    System.arraycopy(new String[] {"--suite", "channels", "--quick", "true", "--seconds", "1", "--output", output.toString()}, 0, all, 0, 8);
    System.arraycopy(args, 0, all, 8, args.length);
    return Bench.run(all, new PrintStream(printed, true, StandardCharsets.UTF_8));
  }

  /** A java of version 99 that does as the script says in place of measuring. */
  private Path java(String script) throws IOException {
    Path java = output.resolve("java");
    Files.writeString(java, "#!/bin/sh\nif [ \"$1\" = --version ]; then echo fake 99; exit; fi\n" + script + "\n");
    return Files.setPosixFilePermissions(java, PosixFilePermissions.fromString("rwx------"));
  }
}
