package io.heddle.benchmarks.channels;

import static io.heddle.benchmarks.channels.Values.value;

import io.heddle.benchmarks.Crew;
import io.heddle.benchmarks.CrewWorkload;
import io.heddle.benchmarks.Workload;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The workloads that move values, on virtual threads, for every peer whose channels block. */
final class Transfers {
  /** Long enough never to be reached. */
  static final Duration TIMEOUT = Duration.ofSeconds(10);

  private Transfers() {}

  /** So many senders and as many receivers on one channel; a round moves {@code values} values in all. */
  static Workload manyToMany(Kit kit, int pairs, int capacity, int values) {
    Pipe pipe = kit.pipe(capacity);
    List<Crew.Member> members = new ArrayList<>();
    for (int i = 0; i < pairs; i++) {
      members.add(() -> send(pipe, values / pairs));
      members.add(() -> receive(pipe::receive, values / pairs));
    }
    return new CrewWorkload(members);
  }

  /** One value goes back and forth over two unbuffered channels; a round is {@code trips} round trips. */
  static Workload pingPong(Kit kit, int trips) {
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

  /** Threads in a row with a channel between each two; a round hands {@code values} values from the first to the last. */
  static Workload chain(Kit kit, int threads, int capacity, int values) {
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

  /** One thread sends and receives in turn, and never waits; a round is {@code times} values. */
  static Workload uncontended(Kit kit, int capacity, int times) {
    Pipe pipe = kit.pipe(capacity);
    return new CrewWorkload(List.of(() -> {
      long balance = 0;
      for (int i = 0; i < times; i++) {
        Integer value = value(i);
        pipe.send(value);
        balance += pipe.receive() - value;
      }
      return balance;
    }));
  }

  /** One sender, one receiver, each with a timeout that is never reached. */
  static Workload timed(Kit kit, int capacity, int values) {
    Pipe pipe = kit.pipe(capacity);
    return new CrewWorkload(List.of(
        () -> {
          long sent = 0;
          for (int i = 0; i < values; i++) {
            Integer value = value(i);
            pipe.send(value, TIMEOUT);
            sent += value;
          }
          return -sent;
        },
        () -> receive(() -> pipe.receive(TIMEOUT), values)));
  }

  /** One sender and one receiver, who move up to {@code size} values at a time. */
  static Workload batches(Kit kit, int size, int capacity, int values) {
    Pipe pipe = kit.pipe(capacity);
    List<Integer> batch = IntStream.range(0, size).mapToObj(Values::value).toList();
    long sum = sum(batch);
    int batches = values / size;
    return new CrewWorkload(List.of(
        () -> {
          for (int i = 0; i < batches; i++) {
            pipe.sendAll(batch);
          }
          return -sum * batches;
        },
        () -> {
          long received = 0;
          int left = batches * size;
          while (left > 0) {
            List<Integer> some = pipe.receiveMany(size);
            received += sum(some);
            left -= some.size();
          }
          return received;
        }));
  }

  private static long sum(List<Integer> values) {
    long sum = 0;
    for (Integer value : values) {
      sum += value;
    }
    return sum;
  }

  static long send(Pipe pipe, int values) throws InterruptedException {
    long sent = 0;
    for (int i = 0; i < values; i++) {
      Integer value = value(i);
      pipe.send(value);
      sent += value;
    }
    return -sent;
  }

  static long receive(Chooser source, int values) throws InterruptedException {
    long received = 0;
    for (int i = 0; i < values; i++) {
      received += source.receive();
    }
    return received;
  }
}
