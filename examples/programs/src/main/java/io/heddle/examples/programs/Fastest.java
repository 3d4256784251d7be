package io.heddle.examples.programs;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;

import io.heddle.channels.Channel;
import io.heddle.channels.Scope;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;

/** Asks several at once and takes the first answer; closing the scope interrupts those who are still at it. */
public final class Fastest {
  private Fastest() {}

  /** Asks three made-up mirrors and prints what the fastest says. */
  public static void main(String[] args) throws InterruptedException {
    Map<String, Callable<String>> mirrors = Map.of(
        "near", () -> answer("near", Duration.ofMillis(20)),
        "far", () -> answer("far", Duration.ofMillis(200)),
        "moon", () -> answer("moon", Duration.ofMillis(2_600)));
    System.out.println(fastest(mirrors, Duration.ofSeconds(1)).orElse("nobody answered"));
  }

  /**
   * The first answer, or empty if there was none in time. When this returns, nobody is being asked any more.
   *
   * @param mirrors whom to ask, by name; one that fails has no answer
   */
  static Optional<String> fastest(Map<String, Callable<String>> mirrors, Duration timeout) throws InterruptedException {
    Channel<String> answers = Channel.unbuffered();
    try (Scope scope = Scope.open("fastest")) {
      mirrors.forEach((name, mirror) -> scope.go("ask-" + name, () -> {
        try {
          answers.send(mirror.call());
        } catch (InterruptedException e) {
          throw e;
        } catch (Exception unreachable) {
          System.getLogger(Fastest.class.getName()).log(System.Logger.Level.DEBUG, name, unreachable);
        }
      }));
      return select(receive(answers, Optional::of), after(timeout, Optional::empty));
    }
  }

  private static String answer(String name, Duration time) throws InterruptedException {
    Thread.sleep(time);
    return name + " answered after " + time.toMillis() + " ms";
  }
}
