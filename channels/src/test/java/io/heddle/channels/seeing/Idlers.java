package io.heddle.channels.seeing;

import io.heddle.channels.Channel;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import java.time.Duration;

/** Goroutines that wait until the program's input ends. */
final class Idlers {
  private Idlers() {}

  public static void main(String[] args) throws Exception {
    Channel<String> jobs = Channel.<String>unbuffered().named("jobs");
    Goroutine worker = Go.go("worker", () -> jobs.receive());
    while (worker.join(Duration.ofMillis(1)) || !Go.dump().contains("receive")) {
      // It waits a moment later.
    }
    System.out.println("ready");
    while (System.in.read() >= 0) {
      // Until whoever started this has seen enough.
    }
    jobs.send("last");
    worker.join();
    System.out.println("ended");
  }
}
