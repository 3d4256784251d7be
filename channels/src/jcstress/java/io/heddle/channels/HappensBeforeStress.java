package io.heddle.channels;

import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/** Each happens-before edge that the channels promise: what one thread wrote to a plain field before its step is seen by the other after the step that answers it. */
public final class HappensBeforeStress {
  private HappensBeforeStress() {}

  /** An actor may throw nothing checked, and nobody interrupts one. */
  private static void uninterrupted(Task task) {
    try {
      task.run();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
  }

  /** A send, and the receive of its value from the buffer. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing received, nothing seen")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "nothing received, the write seen all the same")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "received, and the write before the send seen")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "received, but the write before the send not seen")
  public static class SendToBufferedReceive {
    private final Channel<Integer> channel = Channel.buffered(2);
    private int written;

    @Actor
    public void sender() {
      written = 1;
      channel.trySend(1);
    }

    @Actor
    public void receiver(II_Result result) {
      result.r1 = channel.tryReceive() instanceof Received.Value<Integer> ? 1 : 0;
      result.r2 = written;
    }
  }

  /** A hand-off without a buffer orders both sides, whoever came first. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "each sees what the other wrote before")
  @Outcome(expect = FORBIDDEN, desc = "a write before the hand-off was not seen")
  public static class UnbufferedHandOff {
    private final Channel<Integer> channel = Channel.unbuffered();
    private int writtenBySender;
    private int writtenByReceiver;

    @Actor
    public void sender(II_Result result) {
      writtenBySender = 1;
      uninterrupted(() -> channel.send(1));
      result.r1 = writtenByReceiver;
    }

    @Actor
    public void receiver(II_Result result) {
      writtenByReceiver = 1;
      uninterrupted(channel::receive);
      result.r2 = writtenBySender;
    }
  }

  /** The k-th receive, and the send that it made room for: capacity 1, filled beforehand. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "no room, nothing seen")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "no room, the write seen all the same")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "sent, and the write before the receive seen")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "sent, but the write before the receive not seen")
  public static class ReceiveToSendThatNeedsItsRoom {
    private final Channel<Integer> channel = Channel.buffered(1);
    private int written;

    public ReceiveToSendThatNeedsItsRoom() {
      channel.trySend(0);
    }

    @Actor
    public void receiver() {
      written = 1;
      channel.tryReceive();
    }

    @Actor
    public void sender(II_Result result) {
      result.r1 = channel.trySend(1) ? 1 : 0;
      result.r2 = written;
    }
  }

  /** The same, with a sender that waits for the room. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the write before the receive seen")
  @Outcome(id = "0", expect = FORBIDDEN, desc = "the write before the receive not seen")
  public static class ReceiveToWaitingSend {
    private final Channel<Integer> channel = Channel.buffered(1);
    private int written;

    public ReceiveToWaitingSend() {
      channel.trySend(0);
    }

    @Actor
    public void receiver() {
      written = 1;
      channel.tryReceive();
    }

    @Actor
    public void sender(I_Result result) {
      uninterrupted(() -> channel.send(1));
      result.r1 = written;
    }
  }

  /** A close, and the receive that learns of it. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "open, nothing seen")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "open, the write seen all the same")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "closed, and the write before the close seen")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "closed, but the write before the close not seen")
  public static class CloseToReceive {
    private final Channel<Integer> channel = Channel.buffered(1);
    private int written;

    @Actor
    public void closer() {
      written = 1;
      channel.close();
    }

    @Actor
    public void receiver(II_Result result) {
      result.r1 = channel.tryReceive() instanceof Received.Closed<Integer> ? 1 : 0;
      result.r2 = written;
    }
  }

  /** A send, and the select that receives its value. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the write before the send seen")
  @Outcome(id = "0", expect = FORBIDDEN, desc = "the write before the send not seen")
  public static class SendToSelect {
    private final Channel<Integer> quiet = Channel.unbuffered();
    private final Channel<Integer> channel = Channel.unbuffered();
    private int written;

    @Actor
    public void sender() {
      written = 1;
      uninterrupted(() -> channel.send(1));
    }

    @Actor
    public void selector(I_Result result) {
      uninterrupted(() -> result.r1 = select(receive(quiet, value -> 0), receive(channel, value -> written)));
    }
  }

  /** The last done, and the return of await. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the write before done() seen")
  @Outcome(id = "0", expect = FORBIDDEN, desc = "the write before done() not seen")
  public static class DoneToAwait {
    private final WaitGroup group = new WaitGroup();
    private int written;

    public DoneToAwait() {
      group.add(1);
    }

    @Actor
    public void worker() {
      written = 1;
      group.done();
    }

    @Actor
    public void waiter(I_Result result) {
      uninterrupted(group::await);
      result.r1 = written;
    }
  }

  /** A cancel, and whoever sees it, by asking and by waiting. */
  @JCStressTest
  @State
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "asked too early; after the wait the write seen")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "both saw the write before the cancel")
  @Outcome(expect = FORBIDDEN, desc = "cancelled, but the write before the cancel not seen")
  public static class CancelToDone {
    private final CancelContext context = Context.background().withCancel();
    private int written;

    @Actor
    public void canceller() {
      written = 1;
      context.cancel();
    }

    @Actor
    public void waiter(II_Result result) {
      boolean cancelled = context.isCancelled();
      int seen = written;
      result.r1 = !cancelled ? 0 : seen == 1 ? 1 : -1;
      if (context.done().iterator().hasNext()) {
        throw new AssertionError("a done channel carries no values");
      }
      result.r2 = written;
    }
  }

  /** A cancel, and what runs after it. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the function saw the write before the cancel")
  @Outcome(expect = FORBIDDEN, desc = "the function did not see it")
  public static class CancelToAfterFunc {
    private final CancelContext context = Context.background().withCancel();
    private final Channel<Integer> seen = Channel.buffered(1);
    private int written;

    public CancelToAfterFunc() {
      context.afterFunc(() -> seen.trySend(written));
    }

    @Actor
    public void canceller() {
      written = 1;
      context.cancel();
    }

    @Actor
    public void reader(I_Result result) {
      uninterrupted(() -> result.r1 = seen.receive());
    }
  }

  /** The end of a goroutine in a scope, and the scope's join. */
  @JCStressTest
  @State
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "what both goroutines did was seen")
  @Outcome(expect = FORBIDDEN, desc = "a write was not seen after the join")
  public static class ScopeToJoin {
    private int one;
    private int two;

    @Actor
    public void owner(I_Result result) {
      uninterrupted(() -> {
        try (Scope scope = Scope.open("both")) {
          scope.go("one", () -> one = 1);
          scope.go("two", () -> two = 1);
          scope.join();
        }
        result.r1 = one + two;
      });
    }
  }

  /** A thread's second wait uses what its first one used, while the partner of the first may be late. */
  @JCStressTest
  @State
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "each wait got its own value, and saw what was written before it was sent")
  @Outcome(expect = FORBIDDEN, desc = "a wait got what was meant for another, or did not see the write before it")
  public static class WaiterUsedAgain {
    private final Channel<int[]> first = Channel.unbuffered();
    private final Channel<int[]> second = Channel.unbuffered();

    @Actor
    public void sender() {
      uninterrupted(() -> first.send(new int[] {1}));
    }

    @Actor
    public void otherSender() {
      uninterrupted(() -> second.send(new int[] {2}));
    }

    @Actor
    public void receiver(II_Result result) {
      uninterrupted(() -> {
        result.r1 = first.receive()[0];
        result.r2 = second.receive()[0];
      });
    }
  }

  /** The start of a goroutine and its end. */
  @JCStressTest
  @State
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "the goroutine saw what came before it, the joiner what it did")
  @Outcome(expect = FORBIDDEN, desc = "a write was not seen")
  public static class GoAndJoin {
    private int before;
    private int seenInside;

    @Actor
    public void starter(II_Result result) {
      before = 1;
      uninterrupted(() -> Go.go("inside", () -> seenInside = before).join());
      result.r1 = seenInside;
    }

    @Actor
    public void other(II_Result result) {
      result.r2 = 1;
    }
  }

  /** The lock under it all keeps two out of one section. */
  @JCStressTest
  @State
  @Outcome(id = "2", expect = ACCEPTABLE, desc = "both counted")
  @Outcome(expect = FORBIDDEN, desc = "an update was lost")
  public static class LockExcludes {
    private static final class Lock extends SpinLock {}

    private final Lock lock = new Lock();
    private int count;

    private void add() {
      lock.lock();
      try {
        count++;
      } finally {
        lock.unlock(/* changed= */ true);
      }
    }

    @Actor
    public void first() {
      add();
    }

    @Actor
    public void second() {
      add();
    }

    @Arbiter
    public void arbiter(I_Result result) {
      result.r1 = count;
    }
  }
}
