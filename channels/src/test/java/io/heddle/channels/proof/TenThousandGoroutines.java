package io.heddle.channels.proof;

import io.heddle.channels.Channel;
import io.heddle.channels.Select;
import io.heddle.channels.WaitGroup;
import java.time.Duration;

/** A chain of 4,000 goroutines, 2,000 pairs that select against each other, 1,000 that wait for a timeout and 1,000 that wait for all of those. */
final class TenThousandGoroutines {
  private TenThousandGoroutines() {}

  public static void main(String[] args) throws Exception {
    WaitGroup all = new WaitGroup();
    WaitGroup others = new WaitGroup();
    Channel<Integer> head = Channel.unbuffered();
    Channel<Integer> from = head;
    for (int i = 0; i < 4_000; i++) {
      Channel<Integer> in = from;
      Channel<Integer> out = Channel.buffered(i % 3);
      all.go("link-" + i, () -> out.send(in.receive() + 1));
      from = out;
    }
    for (int i = 0; i < 2_000; i++) {
      Channel<Integer> a = Channel.unbuffered();
      Channel<Integer> b = Channel.unbuffered();
      others.go("left-" + i, () -> Select.select(Select.send(a, 1, () -> 1), Select.receive(b, v -> v)));
      others.go("right-" + i, () -> Select.select(Select.send(b, 2, () -> 2), Select.receive(a, v -> v)));
    }
    for (int i = 0; i < 1_000; i++) {
      int micros = 10 * i;
      others.go("timed-" + i, () -> Channel.<Integer>unbuffered().receive(Duration.ofNanos(1_000L * micros)));
      all.go("waits-" + i, others::await);
    }
    head.send(0);
    if (from.receive() != 4_000) {
      throw new AssertionError("the chain lost count");
    }
    others.await();
    all.await();
    System.out.println("10000 ended");
  }
}
