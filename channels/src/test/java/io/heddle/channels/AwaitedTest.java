package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.util.concurrent.locks.LockSupport;
import org.junit.jupiter.api.Test;

/** What a thread waits for, in words. */
class AwaitedTest {
  @Test
  void anOperationOnAChannel() throws InterruptedException {
    Channel<String> jobs = Channel.<String>unbuffered().named("jobs");
    assertThat(awaited(() -> jobs.send("x"))).isEqualTo("send to channel 'jobs' (unbuffered, senders waiting: 1)");
    Channel<String> results = Channel.<String>buffered(3).named("results");
    assertThat(awaited(results::receive)).isEqualTo("receive from channel 'results' (buffered, 0 of 3, receivers waiting: 1)");
    assertThat(awaited(() -> Channel.never().receive())).isEqualTo("wait at channel 'never'");
  }

  @Test
  void whatTheEventIsOf() throws InterruptedException {
    Channel<String> jobs = Channel.<String>unbuffered().named("jobs");
    Goroutine worker = Go.go("worker", () -> jobs.receive());
    WaitGroup group = new WaitGroup();
    group.add(2);
    assertThat(awaited(worker::join)).isEqualTo("wait for goroutine 'worker' (running)");
    assertThat(awaited(group::await)).isEqualTo("wait for WaitGroup (pending: 2)");
    worker.interrupt();
    worker.join();
  }

  @Test
  void theCasesOfASelect() throws InterruptedException {
    Channel<String> jobs = Channel.<String>unbuffered().named("jobs");
    Channel<String> results = Channel.<String>unbuffered().named("results");
    try (CancelContext context = Context.background().withCancel()) {
      assertThat(awaited(() -> Select.select(Select.receive(jobs, v -> v), Select.send(results, "x", () -> "sent"), Select.receive(context.done(), v -> "over"))))
          .isEqualTo("select [receive from channel 'jobs' (unbuffered, receivers waiting: 1), send to channel 'results' (unbuffered, senders waiting: 1), "
              + "wait for context (active)]");
    }
  }

  /** What the task waits for; it is interrupted then. */
  private static String awaited(Task task) throws InterruptedException {
    Thread thread = Thread.ofVirtual().start(() -> {
      try {
        task.run();
      } catch (Exception e) {
        // The interrupt below.
      }
    });
    Parker parker = (Parker) await().until(() -> LockSupport.getBlocker(thread), Parker.class::isInstance);
    String awaited = parker.awaited();
    thread.interrupt();
    thread.join();
    return awaited;
  }
}
