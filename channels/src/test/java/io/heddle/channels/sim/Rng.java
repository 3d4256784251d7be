package io.heddle.channels.sim;

/** SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): one long of state, good from the first draw whatever the seed. */
final class Rng {
  private long state;

  Rng(long seed) {
    state = seed;
  }

  long nextLong() {
    long z = state += 0x9E3779B97F4A7C15L;
    z = (z ^ (z >>> 30)) * 0xBF58476D1CE4E5B9L;
    z = (z ^ (z >>> 27)) * 0x94D049BB133111EBL;
    return z ^ (z >>> 31);
  }

  int nextInt(int bound) {
    return (int) (((nextLong() >>> 32) * bound) >>> 32);
  }

  boolean oneIn(int n) {
    return nextInt(n) == 0;
  }
}
