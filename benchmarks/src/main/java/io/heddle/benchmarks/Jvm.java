package io.heddle.benchmarks;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A Java to measure on.
 *
 * @param java the executable
 * @param version what it says of itself, in one line
 */
record Jvm(String java, String version) {
  private static final Pattern FEATURE = Pattern.compile("[0-9]+");

  /** @throws IllegalArgumentException if that is no java that runs, with a sentence for whoever named it */
  static Jvm at(String java) throws InterruptedException {
    try {
      Process process = new ProcessBuilder(java, "--version").redirectErrorStream(true).start();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0 || said.isBlank()) {
        throw new IllegalArgumentException("\"" + java + " --version\" failed: " + said.strip());
      }
      return new Jvm(java, said.lines().findFirst().orElseThrow());
    } catch (IOException e) {
      throw new IllegalArgumentException(java + " is no java that can be run; name the executable, as in .../bin/java", e);
    }
  }

  /** The number by which its release is known, such as 21. */
  String feature() {
    Matcher number = FEATURE.matcher(version);
    return number.find() ? number.group() : "other";
  }
}
