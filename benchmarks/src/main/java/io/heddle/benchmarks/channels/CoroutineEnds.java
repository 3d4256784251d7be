package io.heddle.benchmarks.channels;

import static io.heddle.benchmarks.channels.Values.value;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import kotlin.Unit;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.YieldKt;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.ChannelIterator;
import org.jspecify.annotations.Nullable;

/** The coroutines of those of Kotlin's workloads in which a channel is closed. */
@SuppressWarnings("serial") // see Coroutine
final class CoroutineEnds {
  private CoroutineEnds() {}

  /** Sends, and closes the channel. */
  static final class ClosingSender extends Coroutine {
    private final AtomicLong balance;
    private final Channel<Integer> channel;
    private final int values;
    private int i;
    private long sent;

    ClosingSender(Continuation<?> completion, AtomicLong balance, Channel<Integer> channel, int values) {
      super(completion);
      this.balance = balance;
      this.channel = channel;
      this.values = values;
    }

    @Override
    @Nullable Object step(@Nullable Object result) {
      if (i == values) {
        balance.addAndGet(-sent);
        channel.close(null);
        return END;
      }
      Integer value = value(i++);
      sent += value;
      return channel.send(value, this.continuation());
    }
  }

  /** Iterates over the channel until its end. */
  static final class Drainer extends Coroutine {
    private final AtomicLong balance;
    private final ChannelIterator<Integer> iterator;
    private final Runnable onArrival;
    private long received;

    Drainer(Continuation<?> completion, AtomicLong balance, Channel<Integer> channel, Runnable onArrival) {
      super(completion);
      this.balance = balance;
      this.iterator = channel.iterator();
      this.onArrival = onArrival;
    }

    @Override
    @Nullable Object step(@Nullable Object result) {
      if (result instanceof Unit) {
        onArrival.run();
      } else if (Boolean.TRUE.equals(result)) {
        received += iterator.next();
      } else {
        balance.addAndGet(received);
        return END;
      }
      return iterator.hasNext(this.continuation());
    }
  }

  /** Yields until all have arrived, and closes the channel. */
  static final class Closer extends Coroutine {
    private final Channel<Integer> channel;
    private final BooleanSupplier allArrived;

    Closer(Continuation<?> completion, Channel<Integer> channel, BooleanSupplier allArrived) {
      super(completion);
      this.channel = channel;
      this.allArrived = allArrived;
    }

    @Override
    @Nullable Object step(@Nullable Object result) {
      if (allArrived.getAsBoolean()) {
        channel.close(null);
        return END;
      }
      return YieldKt.yield(this.continuation());
    }
  }
}
