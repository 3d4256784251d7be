package io.heddle.benchmarks;

import java.util.List;

/** A workload of virtual threads whose shares of a round add up to zero if no value was lost or doubled. */
public final class CrewWorkload implements Workload {
  private final Crew crew;

  /** The crew starts, and waits for the first round. */
  public CrewWorkload(List<? extends Crew.Member> members) {
    crew = new Crew(members);
  }

  @Override
  public void round() throws InterruptedException {
    long balance = crew.round();
    if (balance != 0) {
      throw new IllegalStateException("what was received differs by " + balance + " from what was sent");
    }
  }

  @Override
  public void end() throws InterruptedException {
    crew.end();
  }
}
