package io.heddle.channels.go;

import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.channels.Channel;
import io.heddle.channels.ChannelClosedException;
import io.heddle.channels.Goroutine;
import io.heddle.channels.Goroutines;
import io.heddle.channels.Received;
import io.heddle.channels.Select;
import io.heddle.channels.WaitGroup;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** src/runtime/chan_test.go and chanbarrier_test.go. */
class RuntimeChanTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 2, 3, 7, 8, 19, 64, 199})
  void testChan(int capacity) throws Exception {
    receiveFromEmptyBlocks(capacity);
    sendToFullBlocks(capacity);
    closedIsDrained(capacity);
    closeUnblocksReceive(capacity);
    hundredInOrder(capacity);
    whatFourSendFourReceive(capacity);
    sizeAndCapacity(capacity);
  }

  private void receiveFromEmptyBlocks(int capacity) throws Exception {
    Channel<Integer> c = Channel.buffered(capacity);
    Goroutine first = goroutines.goBlocked(c::receive);
    Goroutine second = goroutines.goBlocked(() -> select(receive(c, v -> v, () -> -1)));
    assertThat(Select.<Boolean>select(receive(c, v -> true), orDefault(() -> false))).isFalse();
    c.send(0);
    c.send(0);
    first.join();
    second.join();
  }

  private void sendToFullBlocks(int capacity) throws Exception {
    Channel<Integer> c = Channel.buffered(capacity);
    for (int i = 0; i < capacity; i++) {
      c.send(i);
    }
    Goroutine sender = goroutines.goBlocked(() -> c.send(0));
    assertThat(Select.<Boolean>select(send(c, 0, () -> true), orDefault(() -> false))).isFalse();
    c.receive();
    sender.join();
  }

  private void closedIsDrained(int capacity) throws Exception {
    Channel<Integer> c = Channel.buffered(capacity);
    for (int i = 0; i < capacity; i++) {
      c.send(i);
    }
    c.close();
    for (int i = 0; i < capacity; i++) {
      assertThat(c.receive()).isEqualTo(i);
    }
    assertThatThrownBy(c::receive).isInstanceOf(ChannelClosedException.class);
    assertThat(c.tryReceive()).isEqualTo(new Received.Closed<>());
  }

  private void closeUnblocksReceive(int capacity) throws Exception {
    Channel<Integer> c = Channel.buffered(capacity);
    Goroutine receiver = goroutines.goBlocked(() -> assertThat(Select.<Integer>select(receive(c, v -> v, () -> -1))).isEqualTo(-1));
    c.close();
    receiver.join();
  }

  private void hundredInOrder(int capacity) throws Exception {
    Channel<Integer> c = Channel.buffered(capacity);
    for (int round = 0; round < 2; round++) {
      goroutines.go(() -> {
        for (int i = 0; i < 100; i++) {
          c.send(i);
        }
      });
      for (int i = 0; i < 100; i++) {
        assertThat(round == 0 ? c.receive() : Select.<Integer>select(receive(c, v -> v, () -> -1))).isEqualTo(i);
      }
    }
  }

  private void whatFourSendFourReceive(int capacity) throws Exception {
    Channel<Integer> c = Channel.buffered(capacity);
    Channel<Map<Integer, Integer>> done = Channel.unbuffered();
    for (int p = 0; p < 4; p++) {
      goroutines.go(() -> {
        for (int i = 0; i < 1000; i++) {
          c.send(i);
        }
      });
      goroutines.go(() -> {
        Map<Integer, Integer> counts = new HashMap<>();
        for (int i = 0; i < 1000; i++) {
          counts.merge(c.receive(), 1, Integer::sum);
        }
        done.send(counts);
      });
    }
    Map<Integer, Integer> all = new HashMap<>();
    for (int p = 0; p < 4; p++) {
      done.receive().forEach((value, count) -> all.merge(value, count, Integer::sum));
    }
    assertThat(all).hasSize(1000);
    assertThat(all.values()).containsOnly(4);
  }

  private static void sizeAndCapacity(int capacity) throws Exception {
    Channel<Integer> c = Channel.buffered(capacity);
    assertThat(List.of(c.size(), c.capacity())).containsExactly(0, capacity);
    for (int i = 0; i < capacity; i++) {
      c.send(i);
    }
    assertThat(List.of(c.size(), c.capacity())).containsExactly(capacity, capacity);
  }

  @Test
  void testNonblockRecvRace() throws Exception {
    for (int i = 0; i < 10_000; i++) {
      Channel<Integer> c = Channel.buffered(1);
      c.send(1);
      Goroutine other = goroutines.go(() -> assertThat(Select.<String>select(receive(c, v -> "value", () -> "closed"), orDefault(() -> "not ready"))).isNotEqualTo("not ready"));
      c.close();
      c.tryReceive();
      other.join();
    }
  }

  /** The select sees the channels at one instant: from the start of the goroutine on, one of the two was always ready. */
  @Test
  void testNonblockSelectRace() throws Exception {
    nonblockSelectRace(/* byClose= */ false);
  }

  @Test
  void testNonblockSelectRace2() throws Exception {
    nonblockSelectRace(/* byClose= */ true);
  }

  private void nonblockSelectRace(boolean byClose) throws Exception {
    Channel<Boolean> done = Channel.buffered(1);
    for (int i = 0; i < 20_000; i++) {
      Channel<Integer> c1 = Channel.buffered(1);
      Channel<Integer> c2 = Channel.buffered(1);
      c1.send(1);
      goroutines.go(() -> done.send(select(receive(c2, v -> true, () -> true), receive(c1, v -> true), orDefault(() -> false))));
      if (byClose) {
        c2.close();
      } else {
        c2.send(1);
      }
      select(receive(c1, v -> v), orDefault(() -> 0));
      assertThat(done.receive()).as("round %s", i).isTrue();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 10})
  void testSelfSelect(int capacity) throws Exception {
    Channel<Integer> c = Channel.buffered(capacity);
    for (int p = 0; p < 2; p++) {
      int me = p;
      goroutines.go(() -> {
        for (int i = 0; i < 1000; i++) {
          int got = me == 0 || i % 2 == 0 ? select(send(c, me, () -> -1), receive(c, v -> v)) : select(receive(c, v -> v), send(c, me, () -> -1));
          assertThat(capacity == 0 && got == me).as("received from itself").isFalse();
        }
      });
    }
    goroutines.join();
  }

  @Test
  void testSelectStress() throws Exception {
    int n = 5_000;
    List<Channel<Integer>> c = List.of(Channel.unbuffered(), Channel.unbuffered(), Channel.buffered(2), Channel.buffered(3));
    for (Channel<Integer> channel : c) {
      goroutines.go(() -> {
        for (int i = 0; i < n; i++) {
          channel.send(0);
        }
      });
      goroutines.go(() -> {
        for (int i = 0; i < n; i++) {
          channel.receive();
        }
      });
    }
    goroutines.go(() -> {
      int[] left = {n, n, n, n};
      for (int i = 0; i < 4 * n; i++) {
        left[select(send(open(c, 3, left), 0, () -> 3), send(open(c, 2, left), 0, () -> 2), send(open(c, 0, left), 0, () -> 0), send(open(c, 1, left), 0, () -> 1))]--;
      }
      assertThat(left).containsOnly(0);
    });
    goroutines.go(() -> {
      int[] left = {n, n, n, n};
      for (int i = 0; i < 4 * n; i++) {
        left[select(receive(open(c, 0, left), v -> 0), receive(open(c, 1, left), v -> 1), receive(open(c, 2, left), v -> 2), receive(open(c, 3, left), v -> 3))]--;
      }
      assertThat(left).containsOnly(0);
    });
    goroutines.join();
  }

  /** The channel, or never once all its values have passed. */
  private static Channel<Integer> open(List<Channel<Integer>> channels, int i, int[] left) {
    return left[i] > 0 ? channels.get(i) : Channel.never();
  }

  @Test
  void testSelectFairness() throws Exception {
    int trials = 10_000;
    Channel<Integer> c1 = Channel.buffered(trials + 1);
    Channel<Integer> c2 = Channel.buffered(trials + 1);
    for (int i = 0; i <= trials; i++) {
      c1.send(1);
      c2.send(2);
    }
    Channel<Integer> c3 = Channel.unbuffered();
    Channel<Integer> c4 = Channel.unbuffered();
    Channel<Integer> out = Channel.unbuffered();
    Channel<Integer> done = Channel.unbuffered();
    goroutines.go(() -> {
      boolean more = true;
      while (more) {
        int b = select(receive(c3, v -> v), receive(c4, v -> v), receive(c1, v -> v), receive(c2, v -> v));
        more = select(send(out, b, () -> true), receive(done, v -> true, () -> false));
      }
    });
    int ones = 0;
    for (int i = 0; i < trials; i++) {
      ones += out.receive() == 1 ? 1 : 0;
    }
    done.close();
    assertThat(Math.abs(ones - trials / 2.0)).isLessThan(10 * Math.sqrt(trials * 0.25));
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 100})
  void testPseudoRandomSend(int capacity) throws Exception {
    int n = 100;
    Channel<Integer> c = Channel.buffered(capacity);
    int[] ones = {0};
    Goroutine receiver = goroutines.go(() -> {
      for (int i = 0; i < n; i++) {
        ones[0] += c.receive();
      }
    });
    for (int i = 0; i < n; i++) {
      select(send(c, 1, () -> 0), send(c, 0, () -> 0));
    }
    receiver.join();
    assertThat(ones[0]).isBetween(n / 10 + 1, n - n / 10 - 1);
  }

  @Test
  void testMultiConsumer() throws Exception {
    int workers = 23;
    int rounds = 271_828;
    int[] primes = {2, 3, 7, 11, 13, 17, 19, 23, 27, 31};
    Channel<Integer> queue = Channel.buffered(workers * 3);
    Channel<Integer> results = Channel.buffered(workers * 3);
    WaitGroup group = new WaitGroup();
    for (int w = 0; w < workers; w++) {
      int slow = primes[w % primes.length];
      group.go("worker", () -> {
        for (int value : queue) {
          if (value == slow) {
            Thread.onSpinWait();
          }
          results.send(value);
        }
      });
    }
    long[] expected = {0};
    Goroutine feeder = goroutines.go(() -> {
      for (int i = 0; i < rounds; i++) {
        int value = primes[i % primes.length];
        expected[0] += value;
        queue.send(value);
      }
      queue.close();
      group.await();
      results.close();
    });
    long sum = 0;
    int count = 0;
    for (int value : results) {
      sum += value;
      count++;
    }
    feeder.join();
    assertThat(count).isEqualTo(rounds);
    assertThat(sum).isEqualTo(expected[0]);
  }

  @Test
  void testSelectDuplicateChannel() throws Exception {
    Channel<Integer> c = Channel.unbuffered();
    Channel<Integer> d = Channel.unbuffered();
    Channel<Integer> e = Channel.unbuffered();
    Goroutine a = goroutines.goBlocked(() -> {
      select(receive(c, v -> v), receive(c, v -> v), receive(d, v -> v));
      e.send(9);
    });
    Goroutine b = goroutines.goBlocked(c::receive);
    d.send(7);
    e.receive();
    c.send(8);
    a.join();
    b.join();
  }

  @ParameterizedTest
  @ValueSource(booleans = {true, false})
  void testChanSendBarrier(boolean useSelect) throws Exception {
    for (int i = 0; i < 10; i++) {
      goroutines.go(() -> {
        for (int j = 0; j < 300; j++) {
          Channel<Object> answer = Channel.unbuffered();
          Channel<Object> done = Channel.unbuffered();
          Object sent = new Object();
          Goroutine server = goroutines.go(() -> {
            if (useSelect) {
              select(send(answer, sent, () -> 0), receive(done, v -> 1));
            } else {
              answer.send(sent);
            }
          });
          assertThat(answer.receive()).isSameAs(sent);
          server.join();
        }
      });
    }
    goroutines.join();
  }
}
