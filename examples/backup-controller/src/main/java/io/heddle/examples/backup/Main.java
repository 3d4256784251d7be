package io.heddle.examples.backup;

import io.heddle.examples.backup.Arguments.UsageException;
import java.io.PrintStream;

/** The program: reads the command line, does what it asks for, and answers with an exit code. {@link Arguments#HELP} says what there is. */
public final class Main {
  /** How the program calls itself in messages. */
  static final String NAME = "backup-controller";

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
    return 0;
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
