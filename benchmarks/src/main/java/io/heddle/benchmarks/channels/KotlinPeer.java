package io.heddle.benchmarks.channels;

import java.util.ArrayList;
import java.util.List;
import kotlin.coroutines.Continuation;
import kotlinx.coroutines.channels.BufferOverflow;
import kotlinx.coroutines.channels.Channel;
import kotlinx.coroutines.channels.ChannelKt;
import kotlinx.coroutines.selects.SelectImplementation;
import org.jspecify.annotations.Nullable;

/** The workloads as coroutines over the channels of kotlinx.coroutines, on its default dispatcher, as its users would write them. */
final class KotlinPeer implements Peer {
  static Channel<Integer> channel(int capacity) {
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

  @Override
  public Workload manyToMany(int pairs, int capacity, int values) {
    Channel<Integer> channel = channel(capacity);
    List<CoroutineWorkload.Member> members = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      members.add((completion, balance) -> new Coroutines.Sender(completion, balance, channel, values / pairs));
      members.add((completion, balance) -> new Coroutines.Receiver(completion, balance, channel::receive, values / pairs));
    }
    return new CoroutineWorkload(members);
  }

  @Override
  public Workload pingPong(int trips) {
    Channel<Integer> there = channel(0);
    Channel<Integer> back = channel(0);
    return new CoroutineWorkload(List.of(
        (completion, balance) -> new Coroutines.Pinger(completion, balance, there, back, trips),
        (completion, balance) -> new Coroutines.Forwarder(completion, there, back, trips)));
  }

  @Override
  public Workload chain(int threads, int capacity, int values) {
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

  @Override
  public Workload select(int cases, int capacity, int values) {
    List<Channel<Integer>> channels = new ArrayList<>();
    List<CoroutineWorkload.Member> members = new ArrayList<>();
    for (int i = 0; i < cases; i++) {
      Channel<Integer> channel = channel(capacity);
      channels.add(channel);
      members.add((completion, balance) -> new Coroutines.Sender(completion, balance, channel, values / cases));
    }
    Coroutines.Source source = continuation -> select(channels, continuation);
    members.add((completion, balance) -> new Coroutines.Receiver(completion, balance, source, values / cases * cases));
    return new CoroutineWorkload(members);
  }

  @Override
  public Workload selectDefault(int times) {
    throw new UnsupportedOperationException("no select with a default");
  }

  @Override
  public Workload start(int batch, int batches) {
    return new CoroutineWorkload(List.of((completion, balance) -> new Coroutines.Starter(completion, batch, batches)));
  }

  @Override
  public Workload sieve(int primes) {
    return new CoroutineWorkload(List.of((completion, balance) -> new CoroutineSieve(completion, balance, primes)));
  }
}
