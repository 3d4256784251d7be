package io.heddle.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.Test;

class PrimeSieveTest {
  @Test
  void primes_first_areThePrimes() throws InterruptedException {
    assertThat(PrimeSieve.primes(12)).isEqualTo(List.of(2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37));
  }

  @Test
  void primes_aHundredGoroutines_endsWithThe100thPrime() throws InterruptedException {
    assertThat(PrimeSieve.primes(100)).endsWith(541).hasSize(100);
  }
}
