package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The checker is checked: jcstress finds what is wrong with {@link PlantedStress}. */
class PlantedStressTest {
  private static final int LIMIT_SECONDS = 300;

  @Test
  void whatIsWrong_isFound(@TempDir Path folder) throws Exception {
    Path output = folder.resolve("output.txt");
    String classPath = System.getProperty("surefire.test.class.path", System.getProperty("java.class.path"));
    Process process = new ProcessBuilder(Path.of(System.getProperty("java.home"), "bin", "java").toString(), "-cp", classPath, "org.openjdk.jcstress.Main",
        "-m", "quick", "-sc", "false", "-jvmArgs", "-Xmx256m", "-t", PlantedStress.class.getSimpleName(), "-r", folder.toString())
        .directory(folder.toFile()).redirectErrorStream(true).redirectOutput(output.toFile()).start();
    boolean ended = process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS);
    if (!ended) {
      process.destroyForcibly();
    }
    String printed = Files.readString(output);
    assertThat(ended).as(printed).isTrue();
    assertThat(process.exitValue()).as(printed).isNotZero();
    assertThat(printed).contains("2 failed, 0 soft errs, 0 hard errs");
  }
}
