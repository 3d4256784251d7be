package io.heddle.examples.programs;

import io.heddle.channels.Channel;
import io.heddle.channels.ReceiveChannel;
import io.heddle.channels.Scope;
import java.util.ArrayList;
import java.util.List;

/** The concurrent prime sieve, the classic of Go: a goroutine for each prime, which hands on what its prime does not divide. */
public final class PrimeSieve {
  private PrimeSieve() {}

  /** Prints the first hundred primes. */
  public static void main(String[] args) throws InterruptedException {
    System.out.println(primes(100));
  }

  /** The first {@code count} primes. */
  static List<Integer> primes(int count) throws InterruptedException {
    List<Integer> primes = new ArrayList<>();
    try (Scope scope = Scope.open("sieve")) {
      ReceiveChannel<Integer> numbers = from2(scope);
      while (primes.size() < count) {
        int prime = numbers.receive();
        primes.add(prime);
        numbers = withoutMultiples(scope, numbers, prime);
      }
    }
    return primes;
  }

  private static ReceiveChannel<Integer> from2(Scope scope) {
    Channel<Integer> numbers = Channel.unbuffered();
    scope.go("from-2", () -> {
      for (int n = 2; ; n++) {
        numbers.send(n);
      }
    });
    return numbers;
  }

  private static ReceiveChannel<Integer> withoutMultiples(Scope scope, ReceiveChannel<Integer> numbers, int prime) {
    Channel<Integer> rest = Channel.unbuffered();
    scope.go("filter-" + prime, () -> {
      for (int n : numbers) {
        if (n % prime != 0) {
          rest.send(n);
        }
      }
    });
    return rest;
  }
}
