package io.heddle.channels;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/**
 * Joins channels to pipelines: each stage is a goroutine, or several, in a {@link Scope}, receives from the channels it is given and sends to the one it returns.
 *
 * {@snippet :
 * try (Scope scope = Scope.open("import")) {
 *   Pipeline pipeline = Pipeline.in(scope);
 *   ReceiveChannel<Row> rows = pipeline.map(lines, 4, Row::parse);
 *   for (List<Row> batch : pipeline.batch(rows, 500, Duration.ofSeconds(1))) {
 *     store(batch);
 *   }
 *   scope.join();
 * }
 * }
 *
 * <p>What holds for every stage:
 *
 * <ul>
 *   <li>Its channel has no buffer: a stage waits for the next one, and so the source for the slowest.
 *   <li>When its sources are closed and drained it closes its channel, with the cause of theirs if they have one.
 *   <li>When the receiver {@linkplain ReceiveChannel#cancel cancels} its channel, it cancels its sources, and ends, at the next value.
 *   <li>When a function throws, it closes its channel with that exception and cancels its sources; the goroutine, and with it the scope, has failed.
 *   <li>When the scope is cancelled or closed, it closes its channel with the interrupt as the cause.
 * </ul>
 */
public final class Pipeline {
  private static final Duration FOREVER = Duration.ofSeconds(Long.MAX_VALUE);

  private final Scope scope;

  private Pipeline(Scope scope) {
    this.scope = scope;
  }

  /**
   * Pipelines whose goroutines run in the given scope, and end with it.
   *
   * @param scope where the goroutines run
   * @return what makes the stages
   */
  public static Pipeline in(Scope scope) {
    return new Pipeline(Objects.requireNonNull(scope, "scope"));
  }

  /**
   * Joins several channels into one. The values of each source keep their order.
   *
   * @param <T> the type of the values
   * @param sources where to receive from, one at least
   * @return a channel with the values of all, closed when all are
   * @throws IllegalArgumentException if there is no source
   */
  public <T> ReceiveChannel<T> merge(List<? extends ReceiveChannel<? extends T>> sources) {
    checkPositive(sources.size(), "source");
    RingChannel<T> out = new RingChannel<>(0);
    List<Task> forwarders = new ArrayList<>();
    for (ReceiveChannel<? extends T> source : sources) {
      forwarders.add(() -> {
        for (T value : source) {
          out.send(value);
        }
      });
    }
    return stage("merge", sources, forwarders, out);
  }

  /**
   * Applies a function to each value, in several goroutines at once: fans out, and in again. With one goroutine the order is kept, with more it is not.
   *
   * @param <T> the type of the values
   * @param <R> the type of the results
   * @param source where to receive from
   * @param workers how many goroutines apply the function
   * @param function what to apply; called by several threads at once if there are several workers
   * @return a channel with the results
   * @throws IllegalArgumentException if there is no worker
   */
  public <T, R> ReceiveChannel<R> map(ReceiveChannel<T> source, int workers, Function<? super T, ? extends R> function) {
    Objects.requireNonNull(function, "function");
    checkPositive(workers, "worker");
    RingChannel<R> out = new RingChannel<>(0);
    Task worker = () -> {
      for (T value : source) {
        out.send(function.apply(value));
      }
    };
    return stage("map", List.of(source), Collections.nCopies(workers, worker), out);
  }

  /**
   * Collects values into lists: each holds as many as asked for, or what came within some time after its first value, whatever is first. None is empty.
   *
   * @param <T> the type of the values
   * @param source where to receive from
   * @param size how many values at most
   * @param time how long after the first value a list is passed on at the latest
   * @return a channel with the lists, each the receiver's own
   * @throws IllegalArgumentException if the size is less than 1
   */
  public <T> ReceiveChannel<List<T>> batch(ReceiveChannel<T> source, int size, Duration time) {
    checkPositive(size, "value in a batch");
    long nanos = Timeout.nanos(time);
    RingChannel<List<T>> out = new RingChannel<>(0);
    return stage("batch", List.of(source), List.of(() -> {
      World world = World.current();
      boolean open = true;
      while (open) {
        List<T> batch = new ArrayList<>();
        Duration left = FOREVER;
        long deadline = 0;
        while (batch.size() < size && source.receive(left) instanceof Received.Value<T>(T value)) {
          batch.add(value);
          if (batch.size() == 1) {
            deadline = world.nanoTime() + nanos;
          }
          left = nanos == Timeout.FOREVER ? FOREVER : Duration.ofNanos(deadline - world.nanoTime());
        }
        open = !batch.isEmpty();
        if (open) {
          out.send(batch);
        }
      }
    }), out);
  }

  /**
   * Passes values on with some time between them at least. Values are not dropped: the source waits.
   *
   * @param <T> the type of the values
   * @param source where to receive from
   * @param interval the time from the passing of one value to the next at least
   * @return a channel with the same values
   */
  public <T> ReceiveChannel<T> throttle(ReceiveChannel<T> source, Duration interval) {
    long nanos = Timeout.nanos(interval);
    RingChannel<T> out = new RingChannel<>(0);
    return stage("throttle", List.of(source), List.of(() -> {
      World world = World.current();
      for (T value : source) {
        out.send(value);
        long next = world.nanoTime() + nanos;
        for (long left = nanos; left > 0; left = next - world.nanoTime()) {
          Channel.never().receive(Duration.ofNanos(left));
        }
      }
    }), out);
  }

  /** Runs the work of a stage, one goroutine for each task, and passes the ends of its sources and of its channel on. */
  private <R> ReceiveChannel<R> stage(String name, List<? extends ReceiveChannel<?>> sources, List<Task> works, RingChannel<R> out) {
    out.named(name);
    AtomicInteger running = new AtomicInteger(works.size());
    for (Task work : works) {
      scope.go("heddle-" + name, () -> {
        try {
          work.run();
        } catch (ChannelClosedException e) {
          if (out.isClosed()) {
            sources.forEach(ReceiveChannel::cancel);
          } else if (causeOf(sources).isEmpty()) {
            fail(sources, out, e);
            throw e;
          }
        } catch (InterruptedException | CancelledException e) {
          out.shut(e);
          throw e;
        } catch (Throwable e) {
          fail(sources, out, e);
          throw e;
        } finally {
          if (running.decrementAndGet() == 0) {
            out.shut(causeOf(sources).orElse(null));
          }
        }
      });
    }
    return out;
  }

  private static void fail(List<? extends ReceiveChannel<?>> sources, RingChannel<?> out, Throwable failure) {
    out.shut(failure);
    sources.forEach(ReceiveChannel::cancel);
  }

  private static Optional<Throwable> causeOf(List<? extends ReceiveChannel<?>> sources) {
    return sources.stream().flatMap(source -> source.closeCause().stream()).findFirst();
  }

  private static void checkPositive(int number, String what) {
    if (number < 1) {
      throw new IllegalArgumentException("A stage of a pipeline needs one " + what + " at least, not " + number);
    }
  }
}
