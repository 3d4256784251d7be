package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.channels.sim.Sim;
import io.heddle.channels.sim.SimTest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.Test;

public class TimerWheelTest {
  private final World world = World.current();

  public TimerWheelTest() {}

  /** Notes when it fired. */
  private static final class Note extends Timeout {
    private final World world;
    private final CountDownLatch latch;
    final long dueNanos;
    volatile long firedNanos;
    volatile int times;

    Note(World world, long dueNanos, CountDownLatch latch) {
      this.world = world;
      this.dueNanos = dueNanos;
      this.latch = latch;
    }

    @Override
    @SuppressWarnings("NonAtomicVolatileUpdate") // the timer's thread alone writes
    void fire() {
      firedNanos = world.nanoTime();
      times++;
      latch.countDown();
    }
  }

  @Test
  void timeouts_fireOnceAndNeverEarly() throws Exception {
    Random random = new Random(7);
    int count = 5_000;
    CountDownLatch latch = new CountDownLatch(count);
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      notes.add(new Note(world, world.nanoTime() + random.nextInt(150_000_000) - 5_000_000, latch));
      world.schedule(notes.getLast(), notes.getLast().dueNanos);
    }
    latch.await();
    assertThat(notes).allSatisfy(note -> {
      assertThat(note.firedNanos - note.dueNanos).isNotNegative();
      assertThat(note.times).isOne();
      assertThat(world.cancel(note)).isFalse();
    });
  }

  @Test
  void cancelled_doesNotFire() throws Exception {
    CountDownLatch latch = new CountDownLatch(1);
    List<Note> notes = new ArrayList<>();
    for (int i = 0; i < 1_000; i++) {
      notes.add(new Note(world, world.nanoTime() + 3_600_000_000_000L, latch));
      world.schedule(notes.getLast(), notes.getLast().dueNanos);
    }
    for (Note note : notes) {
      assertThat(world.cancel(note)).isTrue();
      assertThat(world.cancel(note)).isFalse();
    }
    Note last = new Note(world, world.nanoTime() + 1_000_000, latch);
    world.schedule(last, last.dueNanos);
    await().until(() -> last.times == 1);
    assertThat(notes).noneMatch(note -> note.times > 0);
  }

  /** Deadlines from microseconds to years pass through every level of the wheel. */
  @SimTest(share = 0.05, steps = 200_000)
  public void deadlinesOfAnyLength_fireOnceNeverEarlyAndAtMostATickLate(Sim sim) {
    World simulated = World.current();
    List<Note> notes = new ArrayList<>();
    CountDownLatch latch = new CountDownLatch(100);
    for (int i = 0; i < 20; i++) {
      long delay = ThreadLocalRandom.current().nextLong(1L << (10 + ThreadLocalRandom.current().nextInt(45)));
      Note note = new Note(simulated, simulated.nanoTime() + delay, latch);
      notes.add(note);
      simulated.schedule(note, note.dueNanos);
    }
    for (int i = 0; i < 5; i++) {
      assertThat(simulated.cancel(notes.removeFirst())).isTrue();
    }
    long last = notes.stream().mapToLong(note -> note.dueNanos).max().orElseThrow();
    sim.go("wait", () -> Thread.sleep(Duration.ofNanos(last - simulated.nanoTime() + (4L << 20))));
    sim.join();
    for (Note note : notes) {
      assertThat(note.times).isOne();
      assertThat(note.firedNanos - note.dueNanos).isBetween(0L, 2L << 20);
    }
  }
}
