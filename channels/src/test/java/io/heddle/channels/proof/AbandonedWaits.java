package io.heddle.channels.proof;

import io.heddle.channels.Channel;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import io.heddle.channels.Probe;
import io.heddle.channels.Scope;
import io.heddle.channels.Select;
import java.time.Duration;

/** Waits at a quiet channel, again and again, and each time ends the wait elsewhere: by another case, a timeout that is far away, an interrupt. */
final class AbandonedWaits {
  private static final Duration FAR = Duration.ofHours(1);

  private AbandonedWaits() {}

  public static void main(String[] args) throws Exception {
    long rounds = Long.getLong("rounds", 100_000);
    Channel<Integer> quiet = Channel.unbuffered();
    Channel<Integer> busy = Channel.unbuffered();
    Channel<Integer> answer = Channel.unbuffered();
    try (Scope scope = Scope.open("abandoned waits")) {
      scope.go("selector", () -> {
        while (true) {
          Select.select(Select.receive(quiet, v -> v), Select.receive(busy, v -> v), Select.after(FAR, () -> 0));
          answer.send(0);
        }
      });
      for (long i = 0; i < rounds; i++) {
        busy.send(1);
        answer.receive();
      }
    }
    for (long i = 0; i < rounds / 10; i++) {
      Goroutine waiter = Go.go("waiter", () -> quiet.receive(FAR));
      waiter.interrupt();
      waiter.join();
    }
    if (Probe.linkedWaiters(quiet) != 0 || Probe.pendingTimeouts() != 0) {
      throw new AssertionError("left behind: " + Probe.linkedWaiters(quiet) + " waiters, timeouts in " + Probe.pendingTimeouts() + " slots");
    }
    System.out.println("nothing left");
  }
}
