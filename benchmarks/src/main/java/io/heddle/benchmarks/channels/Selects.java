package io.heddle.benchmarks.channels;

import static io.heddle.benchmarks.channels.Transfers.receive;
import static io.heddle.benchmarks.channels.Transfers.send;
import static io.heddle.benchmarks.channels.Values.value;

import io.heddle.benchmarks.Crew;
import io.heddle.benchmarks.CrewWorkload;
import io.heddle.benchmarks.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;

/** The workloads that select, on virtual threads. */
final class Selects {
  private Selects() {}

  /** A sender on each of so many channels and one receiver that selects over all of them; a round moves {@code values} values. */
  static Workload receives(Kit kit, int cases, int capacity, int values) {
    return receives(kit, cases, capacity, values, kit::firstOf);
  }

  /** The same with a select that is made anew each time. */
  static Workload receivesAnew(Kit kit, int cases, int capacity, int values) {
    return receives(kit, cases, capacity, values, kit::firstOfAnew);
  }

  /** The same with a timeout that is never reached. */
  static Workload receivesWithin(Kit kit, int cases, int capacity, int values) {
    return receives(kit, cases, capacity, values, pipes -> kit.firstWithin(pipes, Transfers.TIMEOUT));
  }

  private static Workload receives(
      Kit kit, int cases, int capacity, int values, Function<List<Pipe>, Chooser> select) {
    List<Pipe> pipes = new ArrayList<>();
    List<Crew.Member> members = new ArrayList<>();
    for (int i = 0; i < cases; i++) {
      Pipe pipe = kit.pipe(capacity);
      pipes.add(pipe);
      members.add(() -> send(pipe, values / cases));
    }
    Chooser chooser = select.apply(pipes);
    members.add(() -> receive(chooser, values / cases * cases));
    return new CrewWorkload(members);
  }

  /**
   * Pairs of a sender and a receiver, each with a channel of its own; the receivers select over that and one that they all share,
   * on which nothing ever comes.
   */
  static Workload besideShared(Kit kit, int pairs, int capacity, int values) {
    Pipe shared = kit.pipe(0);
    List<Crew.Member> members = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      Pipe pipe = kit.pipe(capacity);
      Chooser chooser = kit.firstOf(List.of(pipe, shared));
      members.add(() -> send(pipe, values / pairs));
      members.add(() -> receive(chooser, values / pairs));
    }
    return new CrewWorkload(members);
  }

  /** Selects over two empty channels with a default; a round is {@code times} selects. */
  static Workload defaultTaken(Kit kit, int times) {
    Chooser chooser = kit.firstOrDefault(List.of(kit.pipe(1), kit.pipe(1)), 0);
    return new CrewWorkload(List.of(() -> receive(chooser, times)));
  }

  /** Sends into one of two buffered channels and selects over both with a default; a round does so {@code times} times. */
  static Workload defaultLeft(Kit kit, int times) {
    Pipe[] pipes = {kit.pipe(1), kit.pipe(1)};
    Chooser chooser = kit.firstOrDefault(List.of(pipes), 0);
    return new CrewWorkload(List.of(() -> {
      long balance = 0;
      for (int i = 0; i < times; i++) {
        Integer value = value(i);
        pipes[i & 1].send(value);
        balance += chooser.receive() - value;
      }
      return balance;
    }));
  }
}
