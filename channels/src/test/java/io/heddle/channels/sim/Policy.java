package io.heddle.channels.sim;

import org.jspecify.annotations.Nullable;

/**
 * How one schedule picks who goes on, drawn from its seed. No single way finds every bug: rare switches find those that need one goroutine to run far while another stands still
 * between two instructions, frequent ones those that need many exchanges, and priorities (PCT: Burckhardt et al., ASPLOS 2010) those of a fixed small depth.
 */
final class Policy {
  private final Rng rng;
  private final boolean priorities;
  private final int switchOneIn;
  private final boolean spurious;
  /** Whether plain fields and array elements are switch points too. */
  final boolean fine;

  private int nextChange;
  private int changeEvery;
  private int lowest;

  Policy(Rng rng) {
    this.rng = rng;
    priorities = rng.oneIn(4);
    switchOneIn = 2 << rng.nextInt(4);
    spurious = rng.oneIn(8);
    fine = rng.oneIn(4);
    changeEvery = 4 << rng.nextInt(5);
    nextChange = rng.nextInt(changeEvery) + 1;
  }

  /** A new goroutine's priority; higher runs first. */
  int newPriority() {
    return rng.nextInt(1 << 20);
  }

  /** Whether the running goroutine may be switched away from here. */
  boolean switchHere() {
    return priorities || rng.oneIn(switchOneIn);
  }

  boolean wakeSpuriously() {
    return spurious && rng.oneIn(8);
  }

  /**
   * The index of who runs next.
   *
   * @param running the goroutine that could simply go on, or null at the end of its turn; if not null it is not among the ready ones, and {@code size} stands for it
   */
  int choose(Goroutine[] ready, int size, @Nullable Goroutine running) {
    int n = running == null ? size : size + 1;
    if (n == 1) {
      return 0;
    }
    if (!priorities) {
      return rng.nextInt(n);
    }
    if (running != null && --nextChange == 0) {
      nextChange = rng.nextInt(changeEvery) + 1;
      changeEvery *= 2;
      demote(running);
    }
    int best = 0;
    int bestPriority = Integer.MIN_VALUE;
    for (int i = 0; i < n; i++) {
      Goroutine g = i < size ? ready[i] : running;
      if (g != null && g.priority > bestPriority) {
        best = i;
        bestPriority = g.priority;
      }
    }
    return best;
  }

  /** Puts a goroutine behind all others: one that spins waits for someone, and must not keep that one from running. */
  void demote(Goroutine g) {
    g.priority = --lowest;
  }
}
