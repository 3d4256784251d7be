package io.heddle.benchmarks.channels;

import static io.heddle.benchmarks.channels.Transfers.send;

import io.heddle.benchmarks.Crew;
import io.heddle.benchmarks.CrewWorkload;
import io.heddle.benchmarks.Workload;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** The workloads about the beginning and the end of threads, channels and contexts, on virtual threads. */
final class Lives {
  /** How many of the channels made are kept a while. */
  static final int KEPT = 256;

  private Lives() {}

  /** Starts {@code batch} threads that do nothing and waits for them; a round does so {@code batches} times. */
  static Workload starts(Kit kit, int batch, int batches) {
    return new CrewWorkload(List.of(() -> {
      for (int i = 0; i < batches; i++) {
        kit.startAndAwait(batch);
      }
      return 0;
    }));
  }

  /** Finds primes; a round is one sieve. */
  static Workload sieve(Kit kit, int primes) {
    return new CrewWorkload(List.of(new Sieve(kit, primes)));
  }

  /** Makes channels; a round is {@code count} of them, of which a few are kept a while so that each is really made. */
  static Workload creates(Kit kit, int capacity, int count) {
    Object[] kept = new Object[KEPT];
    return () -> {
      for (int i = 0; i < count; i++) {
        kept[i % KEPT] = kit.channel(capacity);
      }
    };
  }

  /** Makes a context with {@code count} children and cancels it; a round does so once. */
  static Workload contexts(Kit kit, int count) {
    return () -> kit.cancelChildren(count);
  }

  /** One sender that closes the channel, one receiver that iterates over it; a round is a channel and {@code values} values. */
  static Workload iterates(Kit kit, int capacity, int values) {
    return new OnNewPipe(kit, capacity) {
      @Override
      List<Crew.Member> members() {
        return List.of(
            () -> {
              long sent = send(pipe(), values);
              pipe().close();
              return sent;
            },
            () -> pipe().drain());
      }
    };
  }

  /** A channel is closed on which {@code waiters} threads wait; a round is one channel. */
  static Workload closes(Kit kit, int waiters) {
    AtomicInteger arrived = new AtomicInteger();
    return new OnNewPipe(kit, 0) {
      @Override
      List<Crew.Member> members() {
        List<Crew.Member> members = new ArrayList<>();
        for (int i = 0; i < waiters; i++) {
          members.add(() -> {
            arrived.incrementAndGet();
            return pipe().drain();
          });
        }
        members.add(() -> {
          Polling.until(() -> arrived.get() == waiters);
          arrived.set(0);
          pipe().close();
          return 0;
        });
        return members;
      }
    };
  }

  /** A workload with a new channel for each round. */
  private abstract static class OnNewPipe implements Workload {
    private final Kit kit;
    private final int capacity;
    private final CrewWorkload crew;
    private volatile Pipe pipe;

    OnNewPipe(Kit kit, int capacity) {
      this.kit = kit;
      this.capacity = capacity;
      pipe = kit.pipe(capacity);
      crew = new CrewWorkload(members());
    }

    abstract List<Crew.Member> members();

    final Pipe pipe() {
      return pipe;
    }

    @Override
    public void round() throws InterruptedException {
      pipe = kit.pipe(capacity);
      crew.round();
    }

    @Override
    public void end() throws InterruptedException {
      crew.end();
    }
  }
}
