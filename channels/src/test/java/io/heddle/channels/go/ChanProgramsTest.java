package io.heddle.channels.go;

import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static io.heddle.channels.Select.send;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.heddle.channels.Channel;
import io.heddle.channels.Goroutine;
import io.heddle.channels.Goroutines;
import io.heddle.channels.ReceiveChannel;
import io.heddle.channels.Received;
import io.heddle.channels.Select;
import io.heddle.channels.SendChannel;
import io.heddle.channels.WaitGroup;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.IntConsumer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The programs of test/chan, and those on channels beside them in test/. */
class ChanProgramsTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  /** No two cases of one select may run: each value passes through one of four channels. */
  @Test
  void doubleselect() throws Exception {
    int n = 20_000;
    List<Channel<Integer>> c = List.of(Channel.unbuffered(), Channel.unbuffered(), Channel.unbuffered(), Channel.unbuffered());
    Channel<Integer> merged = Channel.unbuffered();
    goroutines.go(() -> {
      for (int i = 0; i < n; i++) {
        select(send(c.get(0), i, () -> 0), send(c.get(1), i, () -> 1), send(c.get(2), i, () -> 2), send(c.get(3), i, () -> 3));
      }
      c.forEach(Channel::close);
    });
    WaitGroup forwarders = new WaitGroup();
    for (Channel<Integer> in : c) {
      forwarders.go("mux", () -> {
        for (int value : in) {
          merged.send(value);
        }
      });
    }
    goroutines.go(() -> {
      forwarders.await();
      merged.close();
    });
    Set<Integer> seen = new HashSet<>();
    for (int value : merged) {
      assertThat(seen.add(value)).as("value %s twice", value).isTrue();
    }
    assertThat(seen).hasSize(n);
  }

  @Test
  void fifo_asynchronous() throws Exception {
    Channel<Integer> ch = Channel.buffered(10);
    for (int i = 0; i < 10; i++) {
      ch.send(i);
    }
    for (int i = 0; i < 10; i++) {
      assertThat(ch.receive()).isEqualTo(i);
    }
  }

  /** A daisy chain of goroutines reads the elements in sequence. */
  @Test
  void fifo_synchronous() throws Exception {
    Channel<Integer> ch = Channel.unbuffered();
    Channel<Integer> start = Channel.unbuffered();
    Channel<Integer> in = start;
    for (int i = 0; i < 10; i++) {
      int expected = i;
      Channel<Integer> before = in;
      Channel<Integer> out = Channel.unbuffered();
      goroutines.go(() -> {
        before.receive();
        assertThat(ch.receive()).isEqualTo(expected);
        out.send(1);
      });
      in = out;
    }
    start.send(0);
    for (int i = 0; i < 10; i++) {
      ch.send(i);
    }
    in.receive();
  }

  /** Ten thousand goroutines in a row pass one value on. */
  @Test
  void goroutines_inARow() throws Exception {
    Channel<Integer> leftmost = Channel.unbuffered();
    Channel<Integer> left = leftmost;
    for (int i = 0; i < 10_000; i++) {
      Channel<Integer> right = Channel.unbuffered();
      Channel<Integer> out = left;
      goroutines.go(() -> out.send(1 + right.receive()));
      left = right;
    }
    left.send(0);
    assertThat(leftmost.receive()).isEqualTo(10_000);
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1})
  void nonblock(int capacity) throws Exception {
    Channel<Integer> c = Channel.buffered(capacity);
    assertThat(Select.<Integer>select(receive(c, v -> v), orDefault(() -> -1))).isEqualTo(-1);
    goroutines.go(() -> c.send(123));
    int got;
    do {
      got = select(receive(c, v -> v), orDefault(() -> -1));
    } while (got == -1);
    assertThat(got).isEqualTo(123);
    goroutines.go(() -> assertThat(c.receive()).isEqualTo(234));
    boolean sent;
    do {
      sent = select(send(c, 234, () -> true), orDefault(() -> false));
    } while (!sent);
    goroutines.join();
    if (capacity > 0) {
      assertThat(Select.<Boolean>select(send(c, 1, () -> true), orDefault(() -> false))).isTrue();
      assertThat(Select.<Boolean>select(send(c, 2, () -> true), orDefault(() -> false))).isFalse();
    }
  }

  /** A half of a channel has the methods of that half only; the compiler sees to it, here the types are looked at. */
  @Test
  void perm() {
    assertThat(SendChannel.class.getMethods()).extracting("name").contains("send", "close").doesNotContain("receive", "tryReceive", "iterator");
    assertThat(ReceiveChannel.class.getMethods()).extracting("name").contains("receive").doesNotContain("send", "trySend", "close");
  }

  /** Cases are switched off by never; the operands are evaluated each time. */
  @Test
  void select_operandsAreEvaluatedEachTime() throws Exception {
    int[] counter = {0};
    int[] shift = {0};
    Channel<Integer> c = Channel.buffered(1);
    Channel<Integer> d = Channel.buffered(1);
    goroutines.go(() -> {
      SendChannel<Integer> a = c;
      SendChannel<Integer> b = d;
      for (int i = 0; i < 10; i++) {
        for (int j = 0; j < 2; j++) {
          counter[0]++;
          int value = shift[0]++;
          boolean toA = select(send(a, value, () -> true), send(b, value, () -> false));
          if (toA) {
            a = Channel.never();
          } else {
            b = Channel.never();
          }
        }
        a = c;
        b = d;
      }
      c.close();
      d.close();
    });
    int sum = 0;
    ReceiveChannel<Integer> fromC = c;
    ReceiveChannel<Integer> fromD = d;
    for (int open = 2; open > 0; ) {
      int value = select(receive(fromC, v -> v, () -> -1), receive(fromD, v -> v, () -> -2));
      if (value == -1) {
        fromC = Channel.never();
        open--;
      } else if (value == -2) {
        fromD = Channel.never();
        open--;
      } else {
        sum += value;
      }
    }
    assertThat(counter[0]).isEqualTo(20);
    assertThat(sum).isEqualTo(190);
  }

  /** Selects that lose at a quiet channel leave nothing there: the heap does not grow. */
  @Test
  void select2_quietChannelDoesNotGrow() throws Exception {
    Channel<Integer> c = Channel.unbuffered();
    Channel<Integer> quiet = Channel.unbuffered();
    goroutines.go(() -> {
      for (int i = 0; i < 200_000; i++) {
        c.send(i);
      }
      c.close();
    });
    Goroutine receiver = goroutines.go(() -> {
      while (select(receive(c, v -> true, () -> false), receive(quiet, v -> true))) {
        Thread.onSpinWait();
      }
    });
    receiver.join();
    System.gc();
    long before = used();
    assertThat(quiet.toString()).doesNotContain("waiting");
    Channel<Integer> again = Channel.unbuffered();
    goroutines.go(() -> {
      for (int i = 0; i < 200_000; i++) {
        again.send(i);
      }
      again.close();
    });
    goroutines.go(() -> {
      while (select(receive(again, v -> true, () -> false), receive(quiet, v -> true))) {
        Thread.onSpinWait();
      }
    }).join();
    System.gc();
    long growth = used() - before;
    assertThat(growth).isLessThan(200_000L * 8);
  }

  private static long used() {
    return Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
  }

  /** Only the case that proceeds has an effect. */
  @Test
  void select4_losersAreNotEvaluated() throws Exception {
    Channel<Integer> c = Channel.buffered(1);
    Channel<Integer> c1 = Channel.unbuffered();
    c.send(42);
    int got = select(
        receive(c1, v -> {
          throw new AssertionError("the loser ran");
        }),
        receive(c, v -> v));
    assertThat(got).isEqualTo(42);
  }

  /** Operands are evaluated once, in source order, whichever case is chosen. Go's program generates every shape; Java's evaluation of arguments is the same for all. */
  @Test
  void select5_evaluationOrder() throws Exception {
    List<String> order = new ArrayList<>();
    Channel<Integer> c = Channel.buffered(1);
    select(
        send(said(order, "1", c), said(order, "2", 7), () -> order.add("sent")),
        receive(said(order, "3", Channel.<Integer>never()), v -> order.add("received")));
    assertThat(order).containsExactly("1", "2", "3", "sent");
  }

  private static <T> T said(List<String> order, String what, T value) {
    order.add(what);
    return value;
  }

  /** A select that loses while it is the last in a queue does not break the queue. */
  @Test
  void select6_losersDoNotCorruptQueues() throws Exception {
    Channel<Boolean> c1 = Channel.unbuffered();
    Channel<Boolean> c2 = Channel.unbuffered();
    Channel<Boolean> c3 = Channel.unbuffered();
    goroutines.goBlocked(c1::receive);
    goroutines.goBlocked(() -> {
      select(receive(c1, v -> {
        throw new AssertionError("the wrong case");
      }), receive(c2, v -> v));
      c3.send(true);
      c1.receive();
    });
    goroutines.go(() -> c2.send(true));
    c3.receive();
    c1.send(true);
    c1.send(true);
    goroutines.join();
  }

  /** Every way to send meets every way to receive. */
  @Test
  void select7_allFormsMeet() throws Exception {
    for (int sendForm = 0; sendForm < 3; sendForm++) {
      for (int receiveForm = 0; receiveForm < 3; receiveForm++) {
        Channel<Integer> c = Channel.unbuffered();
        Channel<Integer> other = Channel.unbuffered();
        int form = receiveForm;
        goroutines.go(() -> {
          switch (form) {
            case 0 -> c.receive();
            case 1 -> select(receive(c, v -> v));
            default -> select(receive(c, v -> v), receive(other, v -> v));
          }
        });
        switch (sendForm) {
          case 0 -> c.send(1);
          case 1 -> select(send(c, 1, () -> 1));
          default -> select(send(c, 1, () -> 1), send(other, 1, () -> 2));
        }
      }
    }
    goroutines.join();
  }

  /** Leaving a loop from a case. */
  @Test
  void select8_breakOutOfACase() throws Exception {
    for (int cases = 1; cases <= 3; cases++) {
      Channel<Integer> c = Channel.buffered(1);
      int rounds = 0;
      c.send(1);
      while (true) {
        rounds++;
        boolean stop = switch (cases) {
          case 1 -> select(receive(c, v -> v == 1));
          case 2 -> select(receive(c, v -> v == 1), orDefault(() -> true));
          default -> select(receive(c, v -> v == 1), receive(Channel.<Integer>never(), v -> false), orDefault(() -> true));
        };
        if (stop) {
          break;
        }
      }
      assertThat(rounds).isEqualTo(1);
    }
  }

  private static final int[] PRIMES = {2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89, 97};

  /** The prime sieve: a filter for each prime, each a goroutine that is left behind and interrupted at the end. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16})
  void sieve1(int capacity) throws Exception {
    List<Goroutine> filters = new ArrayList<>();
    Channel<Integer> numbers = Channel.buffered(capacity);
    filters.add(goroutines.go(() -> {
      for (int i = 2; ; i++) {
        numbers.send(i);
      }
    }));
    Channel<Integer> in = numbers;
    for (int prime : PRIMES) {
      assertThat(in.receive()).isEqualTo(prime);
      Channel<Integer> from = in;
      Channel<Integer> out = Channel.buffered(capacity);
      filters.add(goroutines.go(() -> {
        while (true) {
          int i = from.receive();
          if (i % prime != 0) {
            out.send(i);
          }
        }
      }));
      in = out;
    }
    filters.forEach(Goroutine::interrupt);
  }

  /** A sieve that starts new filters in the goroutine that finds a prime, through selects. */
  @Test
  void sieve2_bySelects() throws Exception {
    Channel<Integer> primes = Channel.unbuffered();
    Channel<Object> stop = Channel.unbuffered();
    Channel<Integer> numbers = Channel.unbuffered();
    goroutines.go(() -> {
      for (int i = 2, going = 1; going == 1; i++) {
        going = select(send(numbers, i, () -> 1), receive(stop, v -> 0, () -> 0));
      }
    });
    goroutines.go(() -> filter(numbers, primes, stop));
    for (int prime : PRIMES) {
      assertThat(primes.receive()).isEqualTo(prime);
    }
    stop.close();
    goroutines.join();
  }

  private void filter(ReceiveChannel<Integer> in, Channel<Integer> primes, ReceiveChannel<Object> stop) throws InterruptedException {
    int prime = select(receive(in, v -> v), receive(stop, v -> 0, () -> 0));
    if (prime == 0 || select(send(primes, prime, () -> false), receive(stop, v -> true, () -> true))) {
      return;
    }
    Channel<Integer> out = Channel.unbuffered();
    goroutines.go(() -> filter(out, primes, stop));
    while (true) {
      int i = select(receive(in, v -> v), receive(stop, v -> 0, () -> 0));
      if (i == 0 || (i % prime != 0 && select(send(out, i, () -> false), receive(stop, v -> true, () -> true)))) {
        return;
      }
    }
  }

  /** Values without content are values all the same. */
  @Test
  void zerosize() throws Exception {
    record Nothing() {}

    Channel<Nothing> c = Channel.buffered(2);
    c.send(new Nothing());
    assertThat(c.size()).isEqualTo(1);
    assertThat(c.receive()).isEqualTo(new Nothing());
  }

  @Test
  void chancap() {
    assertThat(Channel.buffered(10).capacity()).isEqualTo(10);
    assertThat(Channel.unbuffered().capacity()).isZero();
    assertThat(Channel.never().capacity()).isZero();
    for (int capacity : new int[] {-1, Integer.MIN_VALUE}) {
      assertThatThrownBy(() -> Channel.buffered(capacity)).isInstanceOf(IllegalArgumentException.class);
    }
  }

  /** Many selects that wait at one channel are taken out in linear time in all. */
  @Test
  void chanlinear() throws Exception {
    IntConsumer cancelled = n -> {
      try {
        Channel<Boolean> quiet = Channel.unbuffered();
        Channel<Boolean> messages = Channel.unbuffered();
        WaitGroup selecting = new WaitGroup();
        for (int i = 0; i < n; i++) {
          selecting.go("selecting", () -> select(receive(messages, v -> v), receive(quiet, v -> v)));
        }
        for (int i = 0; i < n; i++) {
          messages.send(true);
        }
        selecting.await();
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    };
    double ratio = Double.MAX_VALUE;
    for (int n = 2_000; n <= 32_000 && ratio >= 3; n *= 2) {
      cancelled.accept(n);
      long once = time(cancelled, n);
      ratio = (double) time(cancelled, 2 * n) / once;
    }
    assertThat(ratio).as("time for twice as many").isLessThan(3);
  }

  private static long time(IntConsumer body, int n) {
    long start = System.nanoTime();
    body.accept(n);
    return System.nanoTime() - start;
  }

  /** fixedbugs/issue4313: the value of a send is what it was when its case was written, not what a later case made of it. */
  @Test
  void issue4313_sendOperandBeforeTheNextCase() throws Exception {
    Channel<Integer> c = Channel.buffered(1);
    int[] x = {0};
    select(send(c, x[0], () -> 0), receive(later(x), v -> 1));
    assertThat(c.tryReceive()).isEqualTo(new Received.Value<>(0));
  }

  private static Channel<Boolean> later(int[] x) {
    x[0] = 42;
    return Channel.unbuffered();
  }

  /** fixedbugs/issue8336: a case that cannot be written keeps those after it from being evaluated. */
  @Test
  @SuppressWarnings("NullAway") // the caller does what the types forbid
  void issue8336_firstCaseThrows() {
    boolean[] second = {false};
    ReceiveChannel<Integer> none = null;
    assertThatThrownBy(() -> select(receive(none, v -> v), receive(evaluated(second), v -> v))).isInstanceOf(NullPointerException.class);
    assertThat(second[0]).isFalse();
  }

  private static Channel<Integer> evaluated(boolean[] flag) {
    flag[0] = true;
    return Channel.unbuffered();
  }

  /** ken/chan: senders and receivers on three channels, each by itself and by a select over all, keep each sender's order. */
  @ParameterizedTest
  @ValueSource(ints = {0, 1, 10, 100})
  void ken_chan(int capacity) throws Exception {
    int count = 1_000;
    List<Channel<Integer>> channels = List.of(Channel.buffered(capacity), Channel.buffered(capacity), Channel.buffered(capacity));
    for (Channel<Integer> channel : channels) {
      goroutines.go(() -> {
        for (int i = 0; i < count; i++) {
          channel.send(i);
        }
      });
    }
    int[] expected = new int[3];
    for (int i = 0; i < 3 * count; i++) {
      int[] got = select(
          receive(channels.get(0), v -> new int[] {0, v}),
          receive(channels.get(1), v -> new int[] {1, v}),
          receive(channels.get(2), v -> new int[] {2, v}));
      assertThat(got[1]).isEqualTo(expected[got[0]]++);
    }
    assertThat(expected).containsOnly(count);
  }
}
