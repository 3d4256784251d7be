package io.heddle.examples.programs;

import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.send;

import io.heddle.channels.CancelContext;
import io.heddle.channels.Channel;
import io.heddle.channels.Context;
import io.heddle.channels.ReceiveChannel;
import io.heddle.channels.WaitGroup;
import java.util.Optional;
import java.util.function.IntPredicate;

/**
 * A pipeline whose end stops its beginning: when what was sought is found, the context is cancelled, and every stage, which selects
 * over its channel and the context, ends.
 */
public final class Pipeline {
  private Pipeline() {}

  /** Prints the first square above a thousand. */
  public static void main(String[] args) throws InterruptedException {
    System.out.println(firstSquare(square -> square > 1_000, 1_000).orElseThrow());
  }

  /** The first square of 1 to {@code last} for which the condition holds, if there is one. All stages have ended when this returns. */
  static Optional<Integer> firstSquare(IntPredicate condition, int last) throws InterruptedException {
    WaitGroup stages = new WaitGroup();
    try (CancelContext context = Context.background().withCancel()) {
      for (int square : squares(context, stages, numbers(context, stages, last))) {
        if (condition.test(square)) {
          return Optional.of(square);
        }
      }
      return Optional.empty();
    } finally {
      stages.await();
    }
  }

  private static ReceiveChannel<Integer> numbers(Context context, WaitGroup stages, int last) {
    Channel<Integer> numbers = Channel.unbuffered();
    stages.go("numbers", () -> {
      for (int n = 1; n <= last && sent(context, numbers, n); n++) {}
      numbers.close();
    });
    return numbers;
  }

  private static ReceiveChannel<Integer> squares(Context context, WaitGroup stages, ReceiveChannel<Integer> numbers) {
    Channel<Integer> squares = Channel.unbuffered();
    stages.go("squares", () -> {
      for (int n : numbers) {
        if (!sent(context, squares, n * n)) {
          break;
        }
      }
      squares.close();
    });
    return squares;
  }

  /** Sends, unless the context is cancelled first. */
  private static boolean sent(Context context, Channel<Integer> channel, int value) throws InterruptedException {
    return select(send(channel, value, () -> true), receive(context.done(), never -> false, () -> false));
  }
}
