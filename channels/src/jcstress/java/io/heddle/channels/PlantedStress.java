package io.heddle.channels;

import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** The checker is checked: what is wrong here has to be found, or {@code -Pproof} fails. */
public final class PlantedStress {
  private PlantedStress() {}

  /** A value in a plain field and a plain flag for it, as if a channel had neither lock nor volatile field: either side may do its two accesses in the other order. */
  @JCStressTest
  @State
  @Outcome(id = {"0, 0", "0, 1", "1, 1"}, expect = ACCEPTABLE, desc = "in order")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "received, but the write before the send not seen")
  public static class ChannelWithoutALock {
    private int written;
    private int sent;

    @Actor
    public void sender() {
      written = 1;
      sent = 1;
    }

    @Actor
    public void receiver(II_Result result) {
      result.r1 = sent;
      result.r2 = written;
    }
  }

  /** Two who count, each with a lock of his own. */
  @JCStressTest
  @State
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "both counted")
  @Outcome(expect = FORBIDDEN, desc = "an update was lost")
  public static class LocksApart {
    private static final class Lock extends SpinLock {}

    private final Lock one = new Lock();
    private final Lock other = new Lock();
    private int count;

    private void add(Lock lock) {
      lock.lock();
      try {
        count++;
      } finally {
        lock.unlock(/* changed= */ true);
      }
    }

    @Actor
    public void first() {
      add(one);
    }

    @Actor
    public void second() {
      add(other);
    }

    @Arbiter
    public void arbiter(I_Result result) {
      result.r1 = count;
    }
  }
}
