package io.heddle.channels;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.orDefault;
import static io.heddle.channels.Select.receive;
import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.HotSpotDiagnosticMXBean;
import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Sending, receiving and a selector allocate nothing, whether they wait or not. Measured on platform threads and between them: the JVM counts for no others, and to wake a virtual thread
 * the JDK makes a task.
 */
class AllocationTest {
  private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();
  private static final Duration LONG = Duration.ofMinutes(1);

  /** More than the JVM's own now and then, such as the start of a class; and far less than an object an operation. */
  private static final int ROUNDS = 20_000;

  private static final long SLACK = ROUNDS;

  /** What the calling thread allocates in so many rounds, after as many that do not count. */
  private static long allocatedBy(Task round) throws Exception {
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
    long before = THREADS.getCurrentThreadAllocatedBytes();
    for (int i = 0; i < ROUNDS; i++) {
      round.run();
    }
    return THREADS.getCurrentThreadAllocatedBytes() - before;
  }

  /** What the task allocates in the calling thread while another does its part as often. */
  private static long allocatedBeside(Task round, Task part) throws Exception {
    FutureTask<Boolean> partner = new FutureTask<>(() -> {
      for (int i = 0; i < 2 * ROUNDS; i++) {
        part.run();
      }
      return true;
    });
    Thread thread = Thread.ofPlatform().name("partner").start(partner);
    try {
      long allocated = allocatedBy(round);
      assertThat(partner.get()).isTrue();
      return allocated;
    } finally {
      thread.interrupt();
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {0, 1, 16})
  void sendAndReceive_thatWait_allocateNothing(int capacity) throws Exception {
    Channel<Integer> there = Channel.buffered(capacity);
    Channel<Integer> back = Channel.buffered(capacity);
    assertThat(allocatedBeside(() -> {
      there.send(1);
      back.receive();
    }, () -> back.send(there.receive()))).isLessThan(SLACK);
  }

  @Test
  void sendAndReceive_thatDoNotWait_allocateNothing() throws Exception {
    Channel<Integer> channel = Channel.buffered(4);
    assertThat(allocatedBy(() -> {
      channel.send(1);
      channel.trySend(2);
      channel.receive();
      channel.receive();
    })).isLessThan(SLACK);
  }

  @Test
  void timedSend_thatWaits_allocatesNothing() throws Exception {
    Channel<Integer> channel = Channel.unbuffered();
    assertThat(allocatedBeside(() -> channel.send(1, LONG), channel::receive)).isLessThan(SLACK);
  }

  @Test
  void selector_thatWaits_allocatesNothing() throws Exception {
    Channel<Integer> quiet = Channel.unbuffered();
    Channel<Integer> busy = Channel.unbuffered();
    for (Selector.Order order : Selector.Order.values()) {
      Selector<Integer> selector = new Selector<>(order);
      selector.add(receive(quiet, v -> v));
      selector.add(receive(busy, v -> v));
      selector.add(after(LONG, () -> 0));
      assertThat(allocatedBeside(selector::select, () -> busy.send(1))).as("%s", order).isLessThan(SLACK);
    }
  }

  @Test
  void selector_withADefault_allocatesNothing() throws Exception {
    Channel<Integer> quiet = Channel.unbuffered();
    Selector<Integer> selector = new Selector<>(Selector.Order.FAIR);
    selector.add(receive(quiet, v -> v));
    selector.add(orDefault(() -> 0));
    assertThat(allocatedBy(selector::select)).isLessThan(SLACK);
  }

  /** Its queues and its number are made for those who wait and ask. */
  @Test
  void newChannel_isOneObjectAndItsRing() throws Exception {
    boolean narrow = hasReferencesOfFourBytes();
    assertThat(bytesOf(Channel::unbuffered)).isLessThanOrEqualTo(narrow ? 56 : 88);
    assertThat(bytesOf(() -> Channel.buffered(16))).isLessThanOrEqualTo(narrow ? 136 : 232);
    assertThat(bytesOf(() -> Channel.<Integer>unbuffered().named("jobs"))).isLessThanOrEqualTo(narrow ? 80 : 120);
  }

  /** As a JVM has them below 32 GB. */
  private static boolean hasReferencesOfFourBytes() {
    return Boolean.parseBoolean(ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class).getVMOption("UseCompressedOops").getValue());
  }

  /** What it takes to make a channel, and to find that nothing can be done there at once. */
  private static long bytesOf(Supplier<Channel<Integer>> maker) throws Exception {
    Channel<?>[] kept = new Channel<?>[1];
    long bytes = allocatedBy(() -> {
      Channel<Integer> made = maker.get();
      kept[0] = made;
      made.trySend(1);
    });
    return bytes / ROUNDS;
  }

  /** The measure is measured. */
  @Test
  void selectMadeAnew_allocates() throws Exception {
    Channel<Integer> quiet = Channel.unbuffered();
    assertThat(allocatedBy(() -> Select.select(receive(quiet, v -> v), orDefault(() -> 0)))).isGreaterThan(SLACK);
  }
}
