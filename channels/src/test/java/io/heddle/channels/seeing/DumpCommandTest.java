package io.heddle.channels.seeing;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The command from outside, on JVMs of their own. */
@Timeout(value = 3, unit = TimeUnit.MINUTES)
class DumpCommandTest {
  @Test
  void trackedJvm_givesItsDump() throws Exception {
    String dump = dumpOfIdlers("-Dheddle.track=true");
    assertThat(dump)
        .contains("goroutine 'worker' [receive from channel 'jobs' (unbuffered, receivers waiting: 1), ", "    io.heddle.channels.seeing.Idlers.", "    started by 'main' at io.heddle.channels.seeing.Idlers.main(Idlers.java:")
        .doesNotContain("not tracked");
  }

  @Test
  void untrackedJvm_isAskedForItsThreads() throws Exception {
    assertThat(dumpOfIdlers()).contains("goroutine 'worker' [waiting in Channel.receive]", "    io.heddle.channels.seeing.Idlers.", "-Dheddle.track=true");
  }

  /** Flight recorder, JMX and attach are extras: the library runs where they are not. */
  @Test
  void jvmWithoutTheModules_runsAndDumpsWhatIsTracked() throws Exception {
    Process idlers = java(List.of("--limit-modules", "java.base", "-Dheddle.track=true"), Idlers.class.getName(), home(Channel.class), home(Idlers.class));
    try (BufferedReader output = idlers.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
      idlers.getOutputStream().close();
      assertThat(output.readLine()).isEqualTo("ended");
    } finally {
      idlers.destroyForcibly();
    }
  }

  @Test
  void wrongUse_isExplained() throws Exception {
    assertThat(command(2)).contains("Usage: java -cp heddle-channels.jar io.heddle.channels.Dump PID");
    assertThat(command(2, "all")).contains("Usage:");
    assertThat(command(1, "2147483647")).contains("No dump of process 2147483647", "of the same user");
  }

  private static String dumpOfIdlers(String... options) throws Exception {
    Process idlers = java(List.of(options), Idlers.class.getName(), home(Channel.class), home(Idlers.class));
    try (BufferedReader output = idlers.inputReader()) {
      assertThat(output.readLine()).isEqualTo("ready");
      String dump = command(0, Long.toString(idlers.pid()));
      idlers.getOutputStream().close();
      assertThat(output.readLine()).isEqualTo("ended");
      return dump;
    } finally {
      idlers.destroyForcibly();
    }
  }

  /** Runs the command with nothing but the library on its class path. */
  private static String command(int exitValue, String... arguments) throws Exception {
    Process command = java(List.of(), "io.heddle.channels.Dump", List.of(arguments), home(Channel.class));
    try (BufferedReader output = command.inputReader()) {
      String printed = output.lines().collect(Collectors.joining("\n"));
      assertThat(command.waitFor()).as(printed).isEqualTo(exitValue);
      return printed;
    } finally {
      command.destroyForcibly();
    }
  }

  private static Process java(List<String> options, String program, String... classPath) throws IOException {
    return java(options, program, List.of(), classPath);
  }

  private static Process java(List<String> options, String program, List<String> arguments, String... classPath) throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(options);
    command.addAll(List.of("-cp", String.join(File.pathSeparator, classPath), program));
    command.addAll(arguments);
    return new ProcessBuilder(command).redirectErrorStream(true).start();
  }

  private static String home(Class<?> type) throws URISyntaxException {
    return Path.of(type.getProtectionDomain().getCodeSource().getLocation().toURI()).toString();
  }
}
