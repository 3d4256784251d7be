package io.heddle.benchmarks.channels;

import io.heddle.benchmarks.Crew;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;

/**
 * Finds primes with a chain of threads: each takes the first number it receives for its prime and hands on what that does not
 * divide. Every receive is a select beside a channel that stays quiet. A zero ends the chain.
 */
final class Sieve implements Crew.Member {
  /** What ends the chain; no prime. */
  static final Integer END = 0;

  private final Kit kit;
  private final int primes;

  /** The numbers to try and their end, boxed before the measuring begins. */
  private final Integer[] numbers;

  Sieve(Kit kit, int primes) {
    this.kit = kit;
    this.primes = primes;
    this.numbers = numbers(primes);
  }

  /** The numbers up to the last of so many primes, and what ends the chain. */
  static Integer[] numbers(int primes) {
    return IntStream.concat(IntStream.rangeClosed(2, prime(primes)), IntStream.of(END)).boxed().toArray(Integer[]::new);
  }

  /** @return how far the number of primes found is from what was asked for */
  @Override
  public long work() throws InterruptedException {
    Pipe quiet = kit.pipe(0);
    Pipe found = kit.pipe(0);
    Pipe first = kit.pipe(0);
    start(() -> {
      for (Integer number : numbers) {
        first.send(number);
      }
    });
    start(() -> filter(first, quiet, found));
    long count = 0;
    while (!found.receive().equals(END)) {
      count++;
    }
    return count - primes;
  }

  private void filter(Pipe in, Pipe quiet, Pipe found) throws InterruptedException {
    Chooser chooser = kit.firstOf(List.of(in, quiet));
    Integer prime = chooser.receive();
    found.send(prime);
    if (prime.equals(END)) {
      return;
    }
    Pipe out = kit.pipe(0);
    start(() -> filter(out, quiet, found));
    Integer number;
    do {
      number = chooser.receive();
      if (number % prime != 0 || number.equals(END)) {
        out.send(number);
      }
    } while (!number.equals(END));
  }

  private interface Task {
    void run() throws InterruptedException;
  }

  private static void start(Task task) {
    Thread.startVirtualThread(() -> {
      try {
        task.run();
      } catch (InterruptedException e) {
        throw new IllegalStateException("nobody interrupts a filter", e);
      }
    });
  }

  /** The n-th prime, by division. */
  private static int prime(int n) {
    int[] found = new int[n];
    int count = 0;
    for (int i = 2; count < n; i++) {
      int candidate = i;
      if (Arrays.stream(found, 0, count).noneMatch(prime -> candidate % prime == 0)) {
        found[count++] = i;
      }
    }
    return found[n - 1];
  }
}
