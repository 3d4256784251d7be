package io.heddle.channels;

import static io.heddle.channels.Select.on;
import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.send;
import static org.openjdk.jcstress.annotations.Expect.ACCEPTABLE;
import static org.openjdk.jcstress.annotations.Expect.FORBIDDEN;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.openjdk.jcstress.annotations.Actor;
import org.openjdk.jcstress.annotations.Arbiter;
import org.openjdk.jcstress.annotations.JCStressTest;
import org.openjdk.jcstress.annotations.Outcome;
import org.openjdk.jcstress.annotations.State;
import org.openjdk.jcstress.infra.results.II_Result;
import org.openjdk.jcstress.infra.results.I_Result;

/**
 * Each happens-before edge that the channels promise: what one thread wrote to a plain field before its step is seen by the other after the step that answers it. Two actors each: a test
 * of three would be left out, without a word, on two processors.
 */
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

  /** The same with room for one value. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing received, nothing seen")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "nothing received, the write seen all the same")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "received, and the write before the send seen")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "received, but the write before the send not seen")
  public static class SendToReceiveAtCapacityOne {
    private final Channel<Integer> channel = Channel.buffered(1);
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

  /** The same without a limit. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing received, nothing seen")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "nothing received, the write seen all the same")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "received, and the write before the send seen")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "received, but the write before the send not seen")
  public static class SendToUnlimitedReceive {
    private final Channel<Integer> channel = Channel.unlimited();
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

  /** The same where a value may replace another. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "nothing received, nothing seen")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "nothing received, the write seen all the same")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "received, and the write before the send seen")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "received, but the write before the send not seen")
  public static class SendToConflatedReceive {
    private final Channel<Integer> channel = Channel.conflated();
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

  /** A batch, and the receive of its values, some from the buffer and some from the sender that waits. */
  @JCStressTest
  @State
  @Outcome(id = "3, 1", expect = ACCEPTABLE, desc = "all received, and the write before the batch seen with the first")
  @Outcome(expect = FORBIDDEN, desc = "a value was lost, or the write before the batch not seen")
  public static class SendAllToReceiveMany {
    private final Channel<Integer> channel = Channel.buffered(1);
    private int written;

    @Actor
    public void sender() {
      written = 1;
      uninterrupted(() -> channel.sendAll(List.of(1, 2, 3)));
    }

    @Actor
    public void receiver(II_Result result) {
      uninterrupted(() -> {
        int received = channel.receiveMany(3).size();
        result.r2 = written;
        while (received < 3) {
          received += channel.receiveMany(3 - received).size();
        }
        result.r1 = received;
      });
    }
  }

  /** A send and a receive that both run out of time: they agree on whether they met. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "they did not meet")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "they met")
  @Outcome(expect = FORBIDDEN, desc = "one of them has met nobody")
  public static class TimedHandOff {
    private static final Duration SHORT = Duration.ofNanos(1_000);
    private final Channel<Integer> channel = Channel.unbuffered();

    @Actor
    public void sender(II_Result result) {
      uninterrupted(() -> result.r1 = channel.send(1, SHORT) ? 1 : 0);
    }

    @Actor
    public void receiver(II_Result result) {
      uninterrupted(() -> result.r2 = channel.receive(SHORT) instanceof Received.Value<Integer> ? 1 : 0);
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

  /** The same at capacity 2, where the room that the first receive makes is for the third send. */
  @JCStressTest
  @State
  @Outcome(id = "0, 0", expect = ACCEPTABLE, desc = "no room, nothing seen")
  @Outcome(id = "0, 1", expect = ACCEPTABLE, desc = "no room, the write seen all the same")
  @Outcome(id = "1, 1", expect = ACCEPTABLE, desc = "sent, and the write before the receive seen")
  @Outcome(id = "1, 0", expect = FORBIDDEN, desc = "sent, but the write before the receive not seen")
  public static class FirstReceiveToThirdSend {
    private final Channel<Integer> channel = Channel.buffered(2);
    private int written;

    public FirstReceiveToThirdSend() {
      channel.trySend(1);
      channel.trySend(2);
    }

    @Actor
    public void receiver() {
      written = 1;
      channel.tryReceive();
    }

    @Actor
    public void sender(II_Result result) {
      result.r1 = channel.trySend(3) ? 1 : 0;
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

  /** A close, and the iteration that it ends. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the write before seen")
  @Outcome(expect = FORBIDDEN, desc = "the write before not seen")
  public static class CloseToWaitingReceive {
    private final Channel<Integer> channel = Channel.unbuffered();
    private int written;

    @Actor
    public void closer() {
      written = 1;
      channel.close();
    }

    @Actor
    public void receiver(I_Result result) {
      if (channel.iterator().hasNext()) {
        throw new AssertionError("nothing was sent");
      }
      result.r1 = written;
    }
  }

  /** A close, and the send that it refuses. */
  @JCStressTest
  @State
  @Outcome(id = "0", expect = ACCEPTABLE, desc = "sent before the close")
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "refused, and the write before the close seen")
  @Outcome(expect = FORBIDDEN, desc = "refused, but the write before the close not seen")
  public static class CloseToSend {
    private final Channel<Integer> channel = Channel.buffered(1);
    private int written;

    @Actor
    public void closer() {
      written = 1;
      channel.close();
    }

    @Actor
    public void sender(I_Result result) {
      try {
        channel.trySend(1);
      } catch (ChannelClosedException e) {
        result.r1 = written == 1 ? 1 : -1;
      }
    }
  }

  /** A close, and the select that it ends. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the write before seen")
  @Outcome(expect = FORBIDDEN, desc = "the write before not seen")
  public static class CloseToSelect {
    private final Channel<Integer> quiet = Channel.unbuffered();
    private final Channel<Integer> channel = Channel.unbuffered();
    private int written;

    @Actor
    public void closer() {
      written = 1;
      channel.close();
    }

    @Actor
    public void selector(I_Result result) {
      uninterrupted(() -> result.r1 = select(receive(quiet, value -> -1), receive(channel, value -> -1, () -> written)));
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

  /** A receive without a buffer, and the select whose send it completes. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the write before seen")
  @Outcome(expect = FORBIDDEN, desc = "the write before not seen")
  public static class ReceiveToSelectedSend {
    private final Channel<Integer> quiet = Channel.unbuffered();
    private final Channel<Integer> channel = Channel.unbuffered();
    private int written;

    @Actor
    public void receiver() {
      written = 1;
      uninterrupted(channel::receive);
    }

    @Actor
    public void selector(I_Result result) {
      uninterrupted(() -> result.r1 = select(send(channel, 1, () -> written), receive(quiet, value -> -1)));
    }
  }

  /** A value moves from one channel to another, in that order: a select that could take it from either finds it, whenever it looks. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the value was found")
  @Outcome(expect = FORBIDDEN, desc = "the default was taken though a case was ready at every instant")
  public static class DefaultAtOneInstant {
    private final Channel<Integer> from = Channel.buffered(1);
    private final Channel<Integer> to = Channel.buffered(1);

    public DefaultAtOneInstant() {
      from.trySend(1);
    }

    @Actor
    public void mover() {
      to.trySend(1);
      from.tryReceive();
    }

    @Actor
    public void selector(I_Result result) {
      uninterrupted(() -> result.r1 = select(receive(from, value -> 1), receive(to, value -> 1), orDefault(() -> 0)));
    }
  }

  /** The completion of a future, and the select on it. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the write before seen")
  @Outcome(expect = FORBIDDEN, desc = "the write before not seen")
  public static class FutureToSelect {
    private final Channel<Integer> quiet = Channel.unbuffered();
    private final CompletableFuture<Integer> future = new CompletableFuture<>();
    private final Selectable<CompletableFuture<Integer>> completed = Selectable.completed(future);
    private int written;

    @Actor
    public void completer() {
      written = 1;
      future.complete(1);
    }

    @Actor
    public void selector(I_Result result) {
      uninterrupted(() -> result.r1 = select(receive(quiet, value -> -1), on(completed, value -> written)));
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

  /** The last done, and the select on the group. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the write before done() seen")
  @Outcome(expect = FORBIDDEN, desc = "the write before done() not seen")
  public static class DoneToSelect {
    private final Channel<Integer> quiet = Channel.unbuffered();
    private final WaitGroup group = new WaitGroup();
    private int written;

    public DoneToSelect() {
      group.add(1);
    }

    @Actor
    public void worker() {
      written = 1;
      group.done();
    }

    @Actor
    public void selector(I_Result result) {
      uninterrupted(() -> result.r1 = select(receive(quiet, value -> -1), on(Selectable.done(group), done -> written)));
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

  /** A cancel, and whoever sees it in a context made of the one that was cancelled, and the cause with it. */
  @JCStressTest
  @State
  @Outcome(id = "1", expect = ACCEPTABLE, desc = "the write before the cancel and its cause seen")
  @Outcome(expect = FORBIDDEN, desc = "the write before the cancel, or its cause, not seen")
  public static class CancelToChild {
    private final IllegalStateException cause = new IllegalStateException();
    private final CancelContext parent = Context.background().withCancel();
    private final Context child = parent.withCancel();
    private int written;

    @Actor
    public void canceller() {
      written = 1;
      parent.cancel(cause);
    }

    @Actor
    public void waiter(I_Result result) {
      if (child.done().iterator().hasNext()) {
        throw new AssertionError("a done channel carries no values");
      }
      result.r1 = child.cause().filter(cause::equals).isPresent() ? written : -1;
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

  /** A thread's second wait uses what its first one used, while the partner of the first, who has served it, may not yet have woken it. */
  @JCStressTest
  @State
  @Outcome(id = "1, 2", expect = ACCEPTABLE, desc = "each wait got its own value, and saw what was written before it was sent")
  @Outcome(expect = FORBIDDEN, desc = "a wait got what was meant for another, or did not see the write before it")
  public static class WaiterUsedAgain {
    private final Channel<int[]> first = Channel.unbuffered();
    private final Channel<int[]> second = Channel.unbuffered();

    @Actor
    public void sender() {
      uninterrupted(() -> {
        first.send(new int[] {1});
        second.send(new int[] {2});
      });
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
