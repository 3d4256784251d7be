package io.heddle.examples.programs;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;

import io.heddle.channels.Channel;
import io.heddle.channels.Scope;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** A pool of workers between two channels, and a select with a timeout over what comes out: the program in the README. */
public final class Squares {
  private Squares() {}

  /** Prints the sum of the first hundred squares. */
  public static void main(String[] args) throws InterruptedException {
    System.out.println(squares(100).stream().mapToInt(Integer::intValue).sum());
  }

  /** The squares of 1 to {@code count}, in the order in which four workers had them. */
  // region squares
  static List<Integer> squares(int count) throws InterruptedException {
    Channel<Integer> numbers = Channel.buffered(16);
    Channel<Integer> squares = Channel.unbuffered();
    List<Integer> found = new ArrayList<>();
    try (Scope scope = Scope.open("squares")) {           // no goroutine outlives this block
      scope.go("numbers", () -> {
        for (int n = 1; n <= count; n++) {
          numbers.send(n);                                // waits while the buffer is full
        }
        numbers.close();
      });
      for (int i = 0; i < 4; i++) {
        scope.go("worker-" + i, () -> {
          for (int n : numbers) {                         // until numbers is closed and drained
            squares.send(n * n);                          // waits for the receive below
          }
        });
      }
      while (found.size() < count) {
        found.add(select(
            receive(squares, square -> square),
            after(Duration.ofSeconds(5), () -> { throw new IllegalStateException("no square for 5 s"); })));
      }
    }
    return found;
  }
  // end
}
