package io.heddle.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.channels.Channel;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import io.heddle.workqueue.RateLimiter;
import io.heddle.workqueue.WorkQueue;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ReconcileLoopTest {

  private static final Request A = new Request("ns", "a");
  private static final Request B = new Request("ns", "b");

  /** Waits of no length, so that only their number matters. */
  private static final class CountingLimiter implements RateLimiter<Request> {
    private final Map<Request, Integer> failures = new ConcurrentHashMap<>();

    @Override
    public Duration next(Request key) {
      failures.merge(key, 1, Integer::sum);
      return Duration.ZERO;
    }

    @Override
    public void forget(Request key) {
      failures.remove(key);
    }

    @Override
    public int retries(Request key) {
      return failures.getOrDefault(key, 0);
    }
  }

  private final CountingLimiter limiter = new CountingLimiter();
  private final WorkQueue<Request> queue = WorkQueue.<Request>named("test").limiter(limiter).build();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final List<ReconcileLoop> loops = new ArrayList<>();
  private final List<Goroutine> workers = new ArrayList<>();

  private ReconcileLoop start(int concurrency, Reconciler reconciler) {
    ReconcileLoop loop = new ReconcileLoop("test", reconciler, queue, new ReconcileMetrics(meters, "test", concurrency));
    loops.add(loop);
    for (int i = 0; i < concurrency; i++) {
      workers.add(Go.go("worker-" + i, loop::run));
    }
    return loop;
  }

  @AfterEach
  void endWorkers() throws InterruptedException {
    loops.forEach(ReconcileLoop::stop);
    queue.shutDown();
    for (Goroutine worker : workers) {
      worker.interrupt();
      worker.join();
      assertThat(worker.failure()).isEmpty();
    }
  }

  private double count(String result) {
    return meters.get("controller.runtime.reconcile").tags("controller", "test", "result", result).counter().count();
  }

  private double count(String meter, String controller) {
    return meters.get("controller.runtime." + meter).tags("controller", controller).counter().count();
  }

  @Test
  void sameRequest_manyWorkers_neverTwiceAtOnce() throws InterruptedException {
    Map<Request, AtomicInteger> running = Map.of(A, new AtomicInteger(), B, new AtomicInteger());
    AtomicInteger overlaps = new AtomicInteger();
    CountDownLatch runs = new CountDownLatch(2_000);
    Channel<Request> pause = Channel.unbuffered();
    workers.add(Go.go("pause", () -> {
      while (true) {
        pause.receive();
      }
    }));
    start(8, request -> {
      AtomicInteger now = Objects.requireNonNull(running.get(request));
      if (now.incrementAndGet() != 1) {
        overlaps.incrementAndGet();
      }
      // Both are asked for again while this one runs, and the worker parks, so that any other that could run would.
      queue.add(A);
      queue.add(B);
      pause.send(request);
      now.decrementAndGet();
      runs.countDown();
      return Result.done();
    });
    queue.add(A);

    runs.await();
    assertThat(overlaps).hasValue(0);
  }

  @Test
  void differentRequests_runInParallel() throws InterruptedException {
    CountDownLatch allInside = new CountDownLatch(4);
    start(4, request -> {
      allInside.countDown();
      allInside.await();
      return Result.done();
    });
    for (int i = 0; i < 4; i++) {
      queue.add(new Request("ns", "r" + i));
    }

    allInside.await();
    await().untilAsserted(() -> assertThat(count("success")).isEqualTo(4));
    assertThat(meters.get("controller.runtime.max.concurrent.reconciles").gauge().value()).isEqualTo(4);
  }

  @Test
  void activeWorkers_whileReconciling_areCounted() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    start(2, request -> {
      inside.countDown();
      leave.await();
      return Result.done();
    });
    queue.add(A);

    inside.await();
    assertThat(meters.get("controller.runtime.active.workers").gauge().value()).isEqualTo(1);
    leave.countDown();
    await().untilAsserted(() -> assertThat(meters.get("controller.runtime.active.workers").gauge().value()).isZero());
    assertThat(meters.get("controller.runtime.reconcile.time").tags("controller", "test").timer().count()).isEqualTo(1);
  }

  @Test
  void error_isRetriedWithTheLimiter_untilDoneForgets() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    Channel<Integer> failuresSeen = Channel.buffered(10);
    start(1, request -> {
      failuresSeen.send(limiter.retries(request));
      if (runs.incrementAndGet() < 4) {
        throw new IOException("no route");
      }
      return Result.done();
    });
    queue.add(A);

    assertThat(List.of(failuresSeen.receive(), failuresSeen.receive(), failuresSeen.receive(), failuresSeen.receive())).containsExactly(0, 1, 2, 3);
    await().untilAsserted(() -> assertThat(limiter.retries(A)).isZero());
    assertThat(count("error")).isEqualTo(3);
    assertThat(count("success")).isEqualTo(1);
    assertThat(count("reconcile.errors", "test")).isEqualTo(3);
    assertThat(count("reconcile.panics", "test")).isZero();
  }

  @Test
  void terminalError_isNotRetried() throws InterruptedException {
    Channel<Request> runs = Channel.buffered(10);
    start(1, request -> {
      runs.send(request);
      if (request.equals(A)) {
        throw new TerminalException("spec.replicas and spec.suspend contradict each other");
      }
      return Result.done();
    });
    queue.add(A);
    assertThat(runs.receive()).isEqualTo(A);
    await().untilAsserted(() -> assertThat(count("terminal.reconcile.errors", "test")).isEqualTo(1));
    queue.add(B);

    assertThat(runs.receive()).as("the next run is another request's").isEqualTo(B);
    await().untilAsserted(() -> assertThat(count("success")).isEqualTo(1));
    assertThat(limiter.retries(A)).isZero();
    assertThat(count("reconcile.errors", "test")).isEqualTo(1);
    assertThat(runs.size()).isZero();
  }

  @Test
  void panics_ofAnyKind_areCountedAndRetriedByALivingWorker() throws InterruptedException {
    AtomicInteger runs = new AtomicInteger();
    CountDownLatch done = new CountDownLatch(1);
    start(1, request ->
        switch (runs.incrementAndGet()) {
          case 1 -> throw new IllegalStateException("broken");
          case 2 -> throw new AssertionError();
          case 3 -> throw new StackOverflowError();
          case 4 -> nullResult();
          default -> {
            done.countDown();
            yield Result.done();
          }
        });
    queue.add(A);

    done.await();
    await().untilAsserted(() -> assertThat(count("success")).isEqualTo(1));
    assertThat(count("reconcile.panics", "test")).isEqualTo(4);
    assertThat(count("error")).isEqualTo(4);
    assertThat(runs).hasValue(5);
  }

  @SuppressWarnings("NullAway") // what a reconciler written without null checks may return
  private static Result nullResult() {
    return null;
  }

  @Test
  void requeue_comesBackThroughTheLimiter() throws InterruptedException {
    Channel<Integer> failuresSeen = Channel.buffered(10);
    start(1, request -> {
      int failures = limiter.retries(request);
      failuresSeen.send(failures);
      return failures < 2 ? Result.requeue() : Result.done();
    });
    queue.add(A);

    assertThat(List.of(failuresSeen.receive(), failuresSeen.receive(), failuresSeen.receive())).containsExactly(0, 1, 2);
    await().untilAsserted(() -> assertThat(count("success")).isEqualTo(1));
    assertThat(count("requeue")).isEqualTo(2);
  }

  @Test
  void requeueAfter_comesBackNotEarlier_andForgetsFailures() throws InterruptedException {
    Channel<Long> times = Channel.buffered(10);
    AtomicInteger runs = new AtomicInteger();
    start(1, request -> {
      times.send(System.nanoTime());
      return switch (runs.incrementAndGet()) {
        case 1 -> Result.requeue();
        case 2 -> Result.requeueAfter(Duration.ofMillis(50));
        default -> Result.done();
      };
    });
    queue.add(A);

    times.receive();
    long second = times.receive();
    assertThat(Duration.ofNanos(times.receive() - second)).isGreaterThanOrEqualTo(Duration.ofMillis(50));
    assertThat(limiter.retries(A)).isZero();
    assertThat(count("requeue_after")).isEqualTo(1);
  }

  @Test
  void addedWhileReconciling_runsAgainAfterwards() throws InterruptedException {
    Channel<Integer> inside = Channel.unbuffered();
    AtomicInteger runs = new AtomicInteger();
    start(2, request -> {
      int run = runs.incrementAndGet();
      inside.send(run);
      if (run == 1) {
        inside.send(-run);
      }
      return Result.done();
    });
    queue.add(A);

    assertThat(inside.receive()).isEqualTo(1);
    queue.add(A);
    queue.add(A);
    assertThat(inside.receive()).as("the first run goes on alone").isEqualTo(-1);
    assertThat(inside.receive()).isEqualTo(2);
    await().untilAsserted(() -> assertThat(count("success")).isEqualTo(2));
    assertThat(queue.size()).isZero();
  }

  @Test
  void interruptMarkLeftByReconciler_doesNotEndWorker() {
    start(1, request -> {
      Thread.currentThread().interrupt();
      return Result.done();
    });
    queue.add(A);
    await().untilAsserted(() -> assertThat(count("success")).isEqualTo(1));
    queue.add(B);

    await().untilAsserted(() -> assertThat(count("success")).isEqualTo(2));
  }

  @Test
  void interruptedException_notStopping_isAnErrorAndRetried() {
    AtomicInteger runs = new AtomicInteger();
    start(1, request -> {
      if (runs.incrementAndGet() == 1) {
        throw new InterruptedException("from somewhere in the reconciler");
      }
      return Result.done();
    });
    queue.add(A);

    await().untilAsserted(() -> assertThat(count("success")).isEqualTo(1));
    assertThat(count("error")).isEqualTo(1);
  }

  @Test
  void stop_whileReconciling_finishesThatOneAndBeginsNoOther() throws InterruptedException {
    Channel<Request> inside = Channel.unbuffered();
    CountDownLatch leave = new CountDownLatch(1);
    ReconcileLoop loop = start(1, request -> {
      inside.send(request);
      leave.await();
      return Result.done();
    });
    queue.add(A);
    assertThat(inside.receive()).isEqualTo(A);
    queue.add(B);

    loop.stop();
    queue.shutDown();
    leave.countDown();
    workers.getFirst().join();
    assertThat(count("success")).isEqualTo(1);
  }

  @Test
  void stop_interruptWhileReconciling_isNoError() throws InterruptedException {
    CountDownLatch inside = new CountDownLatch(1);
    ReconcileLoop loop = start(1, request -> {
      inside.countDown();
      new CountDownLatch(1).await();
      return Result.done();
    });
    queue.add(A);
    inside.await();

    loop.stop();
    queue.shutDown();
    workers.getFirst().interrupt();
    workers.getFirst().join();
    assertThat(count("error")).isZero();
    assertThat(limiter.retries(A)).isZero();
  }

  @Test
  void metrics_closed_leaveNothingInTheRegistry() {
    ReconcileMetrics metrics = new ReconcileMetrics(meters, "other", 1);
    assertThat(meters.getMeters()).isNotEmpty();

    metrics.close();
    assertThat(meters.getMeters()).isEmpty();
  }
}
