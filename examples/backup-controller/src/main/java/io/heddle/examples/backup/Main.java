package io.heddle.examples.backup;

import io.heddle.examples.backup.Arguments.UsageException;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.Duration;

/** The program: reads the command line, does what it asks for, and answers with an exit code. {@link Arguments#HELP} says what there is. */
public final class Main {
  /** How the program calls itself in messages. */
  static final String NAME = "backup-controller";

  /** How long an act of the scene stays: the whole takes about 15 seconds. */
  private static final Duration PACE = Duration.ofMillis(1_200);

  /** How long the scene waits for what should be so. */
  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private static final int WORKERS = 4;

  private final PrintStream out;
  private final PrintStream err;

  Main(PrintStream out, PrintStream err) {
    this.out = out;
    this.err = err;
  }

  /** Runs the program and ends the JVM. */
  public static void main(String[] args) throws InterruptedException {
    System.exit(new Main(System.out, System.err).run(args));
  }

  /** Runs the program and returns its exit code. */
  int run(String... args) throws InterruptedException {
    Arguments arguments;
    try {
      arguments = Arguments.parse(args);
    } catch (UsageException e) {
      return fail(2, e.getMessage() + "; --help lists what there is");
    }
    return switch (arguments) {
      case Arguments.Help help -> help();
      case Arguments.Scene scene -> scene();
      case Arguments.Run run -> run(run);
    };
  }

  private int help() {
    out.print(Arguments.HELP);
    return 0;
  }

  private int scene() throws InterruptedException {
    Terminal terminal = Terminal.standard();
    try {
      Path log = SceneCommand.logToFile();
      try {
        SceneCommand.play(terminal, PACE, PATIENCE, manager -> ControllerCommand.register(manager, WORKERS));
        terminal.hint("the controller's log: " + log);
        return 0;
      } catch (SceneFailed e) {
        terminal.disproven(String.valueOf(e.getMessage()));
        return fail(1, "the scene did not come out as it should; the controller's log is " + log);
      } finally {
        terminal.end();
      }
    } catch (IOException e) {
      return fail(1, "the scene cannot be played: " + e.getMessage());
    }
  }

  private int run(Arguments.Run arguments) throws InterruptedException {
    try (StopSignal signal = StopSignal.listen(err)) {
      ControllerCommand.run(arguments, signal.context());
      return 0;
    } catch (ControllerCommand.Failure e) {
      return fail(e.exitCode(), String.valueOf(e.getMessage()));
    }
  }

  private int fail(int exitCode, String message) {
    err.println(NAME + ": " + message);
    return exitCode;
  }
}
