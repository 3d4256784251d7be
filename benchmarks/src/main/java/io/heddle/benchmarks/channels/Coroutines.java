package io.heddle.benchmarks.channels;

import static io.heddle.benchmarks.channels.Values.value;

import java.util.concurrent.atomic.AtomicLong;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.GlobalScope;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.channels.Channel;
import org.jspecify.annotations.Nullable;

/** The coroutines that Kotlin's workloads consist of. */
@SuppressWarnings("serial") // see Coroutine
final class Coroutines {
  private Coroutines() {}

  /** Something to receive from: a suspending function. */
  @FunctionalInterface
  interface Source {
    @Nullable Object receive(Continuation<? super Integer> continuation);
  }

  static final class Sender extends Coroutine {
    private final AtomicLong balance;
    private final Channel<Integer> channel;
    private final int values;
    private int i;
    private long sent;

    Sender(Continuation<?> completion, AtomicLong balance, Channel<Integer> channel, int values) {
      super(completion);
      this.balance = balance;
      this.channel = channel;
      this.values = values;
    }

    @Override
    @Nullable Object step(@Nullable Object result) {
      if (i == values) {
        balance.addAndGet(-sent);
        return END;
      }
      Integer value = value(i++);
      sent += value;
      return channel.send(value, this.continuation());
    }
  }

  static final class Receiver extends Coroutine {
    private final AtomicLong balance;
    private final Source source;
    private final int values;
    private int i;
    private long received;

    Receiver(Continuation<?> completion, AtomicLong balance, Source source, int values) {
      super(completion);
      this.balance = balance;
      this.source = source;
      this.values = values;
    }

    @Override
    @Nullable Object step(@Nullable Object result) {
      if (result instanceof Integer value) {
        received += value;
      }
      if (i++ == values) {
        balance.addAndGet(received);
        return END;
      }
      return source.receive(this.continuation());
    }
  }

  static final class Forwarder extends Coroutine {
    private final Channel<Integer> in;
    private final Channel<Integer> out;
    private int left;

    Forwarder(Continuation<?> completion, Channel<Integer> in, Channel<Integer> out, int values) {
      super(completion);
      this.in = in;
      this.out = out;
      this.left = values;
    }

    @Override
    @Nullable Object step(@Nullable Object result) {
      if (result instanceof Integer value) {
        return out.send(value, this.continuation());
      }
      return left-- == 0 ? END : in.receive(this.continuation());
    }
  }

  static final class Pinger extends Coroutine {
    private final AtomicLong balance;
    private final Channel<Integer> there;
    private final Channel<Integer> back;
    private final int trips;
    private int i;
    private boolean waiting;
    private long difference;

    Pinger(Continuation<?> completion, AtomicLong balance, Channel<Integer> there, Channel<Integer> back, int trips) {
      super(completion);
      this.balance = balance;
      this.there = there;
      this.back = back;
      this.trips = trips;
    }

    @Override
    @Nullable Object step(@Nullable Object result) {
      if (waiting) {
        waiting = false;
        return back.receive(this.continuation());
      }
      if (result instanceof Integer value) {
        difference += value;
      }
      if (i == trips) {
        balance.addAndGet(difference);
        return END;
      }
      waiting = true;
      Integer value = value(i++);
      difference -= value;
      return there.send(value, this.continuation());
    }
  }

  /** Launches empty coroutines, a batch at a time, and joins each of them. */
  static final class Starter extends Coroutine {
    private final Job[] jobs;
    private int batches;
    private int next;

    Starter(Continuation<?> completion, int batch, int batches) {
      super(completion);
      this.jobs = new Job[batch];
      this.batches = batches;
      this.next = batch;
    }

    @Override
    @Nullable Object step(@Nullable Object result) {
      if (next == jobs.length) {
        if (batches-- == 0) {
          return END;
        }
        for (int i = 0; i < jobs.length; i++) {
          jobs[i] = CoroutineWorkload.launch(GlobalScope.INSTANCE, Nothing::new);
        }
        next = 0;
      }
      return jobs[next++].join(this.continuation());
    }
  }

  static final class Nothing extends Coroutine {
    Nothing(Continuation<?> completion) {
      super(completion);
    }

    @Override
    Object step(@Nullable Object result) {
      return END;
    }
  }
}
