package io.heddle.benchmarks.channels;

import io.heddle.benchmarks.Workload;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.Job;
import kotlinx.coroutines.JobKt;
import kotlinx.coroutines.channels.BufferOverflow;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.ChannelKt;
import kotlinx.coroutines.selects.OnTimeoutKt;
import kotlinx.coroutines.selects.SelectImplementation;
import org.jspecify.annotations.Nullable;

/** The workloads as coroutines over the channels of kotlinx.coroutines, on its default dispatcher, as its users would write them. */
final class Kotlin {
  private Kotlin() {}

  static Channel<Integer> channel(int capacity) {
    if (capacity == Kit.UNLIMITED) {
      return channel(Channel.UNLIMITED);
    }
    return ChannelKt.Channel(capacity, BufferOverflow.SUSPEND, null);
  }

  /** Kotlin's {@code select}, which is inlined where it is called, over the receives of the channels. */
  static @Nullable Object select(List<Channel<Integer>> channels, Continuation<? super Integer> continuation) {
    SelectImplementation<Integer> select = new SelectImplementation<>(continuation.getContext());
    for (Channel<Integer> channel : channels) {
      select.invoke(channel.getOnReceive(), (received, inner) -> received);
    }
    return select.doSelect(continuation);
  }

  private static @Nullable Object selectWithin(
      List<Channel<Integer>> channels, Continuation<? super Integer> continuation) {
    SelectImplementation<Integer> select = new SelectImplementation<>(continuation.getContext());
    for (Channel<Integer> channel : channels) {
      select.invoke(channel.getOnReceive(), (received, inner) -> received);
    }
    OnTimeoutKt.onTimeout(select, Transfers.TIMEOUT.toMillis(), inner -> {
      throw new IllegalStateException("timed out");
    });
    return select.doSelect(continuation);
  }

  static Workload manyToMany(int pairs, int capacity, int values) {
    Channel<Integer> channel = channel(capacity);
    List<CoroutineWorkload.Member> members = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      members.add((completion, balance) -> new Coroutines.Sender(completion, balance, channel, values / pairs));
      members.add((completion, balance) -> new Coroutines.Receiver(completion, balance, channel::receive, values / pairs));
    }
    return new CoroutineWorkload(members);
  }

  static Workload pingPong(int trips) {
    Channel<Integer> there = channel(0);
    Channel<Integer> back = channel(0);
    return new CoroutineWorkload(List.of(
        (completion, balance) -> new Coroutines.Pinger(completion, balance, there, back, trips),
        (completion, balance) -> new Coroutines.Forwarder(completion, there, back, trips)));
  }

  static Workload chain(int threads, int capacity, int values) {
    List<CoroutineWorkload.Member> members = new ArrayList<>();
    Channel<Integer> first = channel(capacity);
    members.add((completion, balance) -> new Coroutines.Sender(completion, balance, first, values));
    Channel<Integer> last = first;
    for (int i = 1; i < threads; i++) {
      Channel<Integer> in = last;
      Channel<Integer> out = channel(capacity);
      members.add((completion, balance) -> new Coroutines.Forwarder(completion, in, out, values));
      last = out;
    }
    Channel<Integer> end = last;
    members.add((completion, balance) -> new Coroutines.Receiver(completion, balance, end::receive, values));
    return new CoroutineWorkload(members);
  }

  static Workload select(int cases, int capacity, int values, boolean within) {
    List<Channel<Integer>> channels = new ArrayList<>();
    List<CoroutineWorkload.Member> members = new ArrayList<>();
    for (int i = 0; i < cases; i++) {
      Channel<Integer> channel = channel(capacity);
      channels.add(channel);
      members.add((completion, balance) -> new Coroutines.Sender(completion, balance, channel, values / cases));
    }
    Coroutines.Source source =
        within ? continuation -> selectWithin(channels, continuation) : continuation -> select(channels, continuation);
    members.add((completion, balance) -> new Coroutines.Receiver(completion, balance, source, values / cases * cases));
    return new CoroutineWorkload(members);
  }

  static Workload starts(int batch, int batches) {
    return new CoroutineWorkload(List.of((completion, balance) -> new Coroutines.Starter(completion, batch, batches)));
  }

  static Workload sieve(int primes) {
    return new CoroutineWorkload(List.of((completion, balance) -> new CoroutineSieve(completion, balance, primes)));
  }

  /** Pairs of a sender and a receiver that selects over its channel and a shared one. */
  static Workload besideShared(int pairs, int capacity, int values) {
    Channel<Integer> shared = channel(0);
    List<CoroutineWorkload.Member> members = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      Channel<Integer> channel = channel(capacity);
      List<Channel<Integer>> both = List.of(channel, shared);
      members.add((completion, balance) -> new Coroutines.Sender(completion, balance, channel, values / pairs));
      members.add((completion, balance) ->
          new Coroutines.Receiver(completion, balance, continuation -> select(both, continuation), values / pairs));
    }
    return new CoroutineWorkload(members);
  }

  static Workload uncontended(int capacity, int times) {
    Channel<Integer> channel = channel(capacity);
    return new CoroutineWorkload(
        List.of((completion, balance) -> new Coroutines.Pinger(completion, balance, channel, channel, times)));
  }

  static Workload creates(int capacity, int count) {
    Object[] kept = new Object[Lives.KEPT];
    return () -> {
      for (int i = 0; i < count; i++) {
        kept[i % kept.length] = channel(capacity);
      }
    };
  }

  /** Jobs are Kotlin's contexts. */
  static Workload contexts(int count) {
    return () -> {
      Job parent = JobKt.Job((Job) null);
      Job[] children = new Job[count];
      for (int i = 0; i < count; i++) {
        children[i] = JobKt.Job(parent);
      }
      parent.cancel(null);
      if (!children[count - 1].isCancelled()) {
        throw new IllegalStateException("the last child was not cancelled");
      }
    };
  }

  static Workload iterates(int capacity, int values) {
    return () -> {
      Channel<Integer> channel = channel(capacity);
      new CoroutineWorkload(List.of(
              (completion, balance) -> new CoroutineEnds.ClosingSender(completion, balance, channel, values),
              (completion, balance) -> new CoroutineEnds.Drainer(completion, balance, channel, () -> {})))
          .round();
    };
  }

  static Workload closes(int waiters) {
    return () -> {
      Channel<Integer> channel = channel(0);
      AtomicInteger arrived = new AtomicInteger();
      List<CoroutineWorkload.Member> members = new ArrayList<>();
      for (int i = 0; i < waiters; i++) {
        members.add((completion, balance) ->
            new CoroutineEnds.Drainer(completion, balance, channel, arrived::incrementAndGet));
      }
      members.add((completion, balance) -> new CoroutineEnds.Closer(completion, channel, () -> arrived.get() == waiters));
      new CoroutineWorkload(members).round();
    };
  }
}
