package io.heddle.workqueue;

import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/**
 * client-go's own queue as the oracle: seeded sequences of operations that were run on it (v0.36.3, its clock set by hand), with every answer it gave, are run on ours. The program that
 * made them stands beside them in the test resources.
 */
final class WorkQueueDifferentialTest {
  @TestFactory
  Stream<DynamicTest> clientGosTraces_giveTheSameAnswers() throws IOException {
    List<List<String>> traces = new ArrayList<>();
    try (BufferedReader reader =
        new BufferedReader(new InputStreamReader(requireNonNull(getClass().getResourceAsStream("clientgo/traces.txt")), StandardCharsets.UTF_8))) {
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        if (line.startsWith("trace ")) {
          traces.add(new ArrayList<>());
        }
        traces.getLast().add(line);
      }
    }
    assertThat(traces).hasSize(40);
    return traces.stream().map(trace -> DynamicTest.dynamicTest(trace.getFirst(), () -> replay(trace)));
  }

  private static void replay(List<String> trace) {
    ManualClock clock = new ManualClock();
    WorkQueue<String> queue =
        WorkQueue.<String>named("differential").clock(clock).limiter(RateLimiters.exponential(Duration.ofMillis(1), Duration.ofSeconds(1))).build();
    for (int i = 0; i < trace.size(); i++) {
      String where = "line " + i + " of " + trace.getFirst() + ": " + trace.get(i);
      String[] operation = trace.get(i).split(" -> ", -1)[0].split(" ", -1);
      String[] answer = trace.get(i).split(" -> ", -1)[1].split(" ", -1);
      assertThat(perform(queue, clock, operation)).as(where).isEqualTo(answer.length == 1 ? "" : answer[0]);
      // What falls due is added by a goroutine, a moment after the clock was moved.
      if (!queue.isShuttingDown() && !queue.hasSettledDelays()) {
        await(where).pollDelay(Duration.ZERO).pollInterval(Duration.ofNanos(100_000)).until(queue::hasSettledDelays);
      }
      assertThat(queue.size()).as(where).isEqualTo(Integer.parseInt(answer[answer.length - 1]));
    }
    queue.shutDown();
  }

  /** Does to our queue what was done to client-go's, and says what came of it beside the size. */
  private static String perform(WorkQueue<String> queue, ManualClock clock, String[] operation) {
    switch (operation[0]) {
      case "trace" -> {}
      case "add" -> queue.add(operation[1]);
      case "get" -> {
        try {
          return queue.tryGet().orElse("nothing");
        } catch (QueueShutDownException end) {
          return "shutdown";
        }
      }
      case "done" -> queue.done(operation[1]);
      case "step" -> clock.advance(Duration.ofNanos(Long.parseLong(operation[1])));
      case "addAfter" -> queue.addAfter(operation[1], Duration.ofNanos(Long.parseLong(operation[2])));
      case "addRateLimited" -> {
        queue.addRateLimited(operation[1]);
        return Integer.toString(queue.retries(operation[1]));
      }
      case "forget" -> {
        queue.forget(operation[1]);
        return Integer.toString(queue.retries(operation[1]));
      }
      case "shutDown" -> queue.shutDown();
      default -> throw new IllegalArgumentException("unknown operation " + operation[0]);
    }
    return "";
  }
}
