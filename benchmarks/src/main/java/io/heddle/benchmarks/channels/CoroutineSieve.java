package io.heddle.benchmarks.channels;

import java.util.List;
import java.util.concurrent.atomic.AtomicLong;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.channels.Channel;
import org.jspecify.annotations.Nullable;

/** The {@link Sieve} as coroutines; this one starts the others and counts the primes they report. */
@SuppressWarnings("serial") // see Coroutine
final class CoroutineSieve extends Coroutine {
  private final AtomicLong balance;
  private final Integer[] numbers;
  private final int primes;
  private final Channel<Integer> found = Kotlin.channel(0);
  private int count = -1;

  CoroutineSieve(Continuation<?> completion, AtomicLong balance, int primes) {
    super(completion);
    this.balance = balance;
    this.primes = primes;
    this.numbers = Sieve.numbers(primes);
  }

  @Override
  @Nullable Object step(@Nullable Object result) {
    if (count < 0) {
      Channel<Integer> first = Kotlin.channel(0);
      Channel<Integer> quiet = Kotlin.channel(0);
      CoroutineWorkload.launch(GlobalScope.INSTANCE, completion -> new Source(completion, first, numbers));
      CoroutineWorkload.launch(GlobalScope.INSTANCE, completion -> new Filter(completion, first, quiet, found));
    }
    if (Sieve.END.equals(result)) {
      balance.addAndGet(count - primes);
      return END;
    }
    count++;
    return found.receive(this.continuation());
  }

  private static final class Source extends Coroutine {
    private final Channel<Integer> out;
    private final Integer[] numbers;
    private int i;

    Source(Continuation<?> completion, Channel<Integer> out, Integer[] numbers) {
      super(completion);
      this.out = out;
      this.numbers = numbers;
    }

    @Override
    @Nullable Object step(@Nullable Object result) {
      return i == numbers.length ? END : out.send(numbers[i++], this.continuation());
    }
  }

  /** Takes the first number for its prime, reports it, and hands on what that does not divide. */
  private static final class Filter extends Coroutine {
    private final List<Channel<Integer>> inOrQuiet;
    private final Channel<Integer> quiet;
    private final Channel<Integer> found;
    private final Channel<Integer> out = Kotlin.channel(0);
    private int prime = -1;
    private boolean over;

    Filter(Continuation<?> completion, Channel<Integer> in, Channel<Integer> quiet, Channel<Integer> found) {
      super(completion);
      this.inOrQuiet = List.of(in, quiet);
      this.quiet = quiet;
      this.found = found;
    }

    @Override
    @Nullable Object step(@Nullable Object result) {
      if (over) {
        return END;
      }
      if (result instanceof Integer number) {
        over = number.equals(Sieve.END);
        if (prime < 0) {
          prime = number;
          if (!over) {
            CoroutineWorkload.launch(GlobalScope.INSTANCE, completion -> new Filter(completion, out, quiet, found));
          }
          return found.send(number, this.continuation());
        }
        if (over || number % prime != 0) {
          return out.send(number, this.continuation());
        }
      }
      return Kotlin.select(inOrQuiet, this.continuation());
    }
  }
}
