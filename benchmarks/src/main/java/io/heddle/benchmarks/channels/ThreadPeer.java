package io.heddle.benchmarks.channels;

import static io.heddle.benchmarks.channels.Values.value;

import io.heddle.benchmarks.Crew;
import java.util.ArrayList;
import java.util.List;

/** The workloads on virtual threads, for every peer whose channels block. */
final class ThreadPeer<P extends Pipe> implements Peer {
  private final Kit<P> kit;

  ThreadPeer(Kit<P> kit) {
    this.kit = kit;
  }

  @Override
  public Workload manyToMany(int pairs, int capacity, int values) {
    Pipe pipe = kit.pipe(capacity);
    List<Crew.Member> members = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      members.add(() -> send(pipe, values / pairs));
      members.add(() -> receive(pipe::receive, values / pairs));
    }
    return new CrewWorkload(members);
  }

  @Override
  public Workload pingPong(int trips) {
    Pipe there = kit.pipe(0);
    Pipe back = kit.pipe(0);
    return new CrewWorkload(List.of(
        () -> {
          long balance = 0;
          for (int i = 0; i < trips; i++) {
            Integer value = value(i);
            there.send(value);
            balance += back.receive() - value;
          }
          return balance;
        },
        () -> {
          for (int i = 0; i < trips; i++) {
            back.send(there.receive());
          }
          return 0;
        }));
  }

  @Override
  public Workload chain(int threads, int capacity, int values) {
    List<Crew.Member> members = new ArrayList<>();
    Pipe first = kit.pipe(capacity);
    members.add(() -> send(first, values));
    Pipe last = first;
    for (int i = 1; i < threads; i++) {
      Pipe in = last;
      Pipe out = kit.pipe(capacity);
      members.add(() -> {
        for (int j = 0; j < values; j++) {
          out.send(in.receive());
        }
        return 0;
      });
      last = out;
    }
    Pipe end = last;
    members.add(() -> receive(end::receive, values));
    return new CrewWorkload(members);
  }

  @Override
  public Workload select(int cases, int capacity, int values) {
    List<P> pipes = new ArrayList<>();
    List<Crew.Member> members = new ArrayList<>();
    for (int i = 0; i < cases; i++) {
      P pipe = kit.pipe(capacity);
      pipes.add(pipe);
      members.add(() -> send(pipe, values / cases));
    }
    Chooser chooser = kit.firstOf(pipes);
    members.add(() -> receive(chooser, values / cases * cases));
    return new CrewWorkload(members);
  }

  @Override
  public Workload selectDefault(int times) {
    Chooser chooser = kit.firstOrDefault(List.of(kit.pipe(1), kit.pipe(1)), 0);
    return new CrewWorkload(List.of(() -> receive(chooser, times)));
  }

  @Override
  public Workload start(int batch, int batches) {
    return new CrewWorkload(List.of(() -> {
      for (int i = 0; i < batches; i++) {
        kit.startAndAwait(batch);
      }
      return 0;
    }));
  }

  @Override
  public Workload sieve(int primes) {
    return new CrewWorkload(List.of(new Sieve<>(kit, primes)));
  }

  private static long send(Pipe pipe, int values) throws InterruptedException {
    long sent = 0;
    for (int i = 0; i < values; i++) {
      Integer value = value(i);
      pipe.send(value);
      sent += value;
    }
    return -sent;
  }

  private static long receive(Chooser source, int values) throws InterruptedException {
    long received = 0;
    for (int i = 0; i < values; i++) {
      received += source.receive();
    }
    return received;
  }
}
