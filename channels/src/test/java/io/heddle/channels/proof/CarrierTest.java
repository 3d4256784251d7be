package io.heddle.channels.proof;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.CancelContext;
import io.heddle.channels.Channel;
import io.heddle.channels.Context;
import io.heddle.channels.Go;
import io.heddle.channels.Received;
import io.heddle.channels.Scope;
import io.heddle.channels.Select;
import io.heddle.channels.Task;
import io.heddle.channels.WaitGroup;
import io.heddle.channels.sim.MonitorScan;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordedFrame;
import jdk.jfr.consumer.RecordedMethod;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** A goroutine that waits gives its carrier to others. */
@Timeout(value = 6, unit = TimeUnit.MINUTES) // each of the programs in a JVM of their own has less
class CarrierTest {
  @Test
  void classFiles_holdNoMonitor() {
    MonitorScan scan = MonitorScan.ofAllBeside(Channel.class);
    assertThat(scan.classes()).isGreaterThan(20);
    assertThat(scan.found()).isEmpty();
  }

  @Test
  void monitors_areFoundWhereTheyAre() {
    assertThat(MonitorScan.ofAllBeside(CarrierTest.class).found()).anyMatch(line -> line.contains("SimLoader.loadClass enters a monitor"));
  }

  @Test
  void waiting_pinsNoCarrier(@TempDir Path folder) throws Exception {
    // Once before: the JVM pins a thread that loads a class, or waits until another has, and a recording brings classes of its own.
    pinnedWhileWaiting(folder.resolve("before.jfr"));
    assertThat(pinnedWhileWaiting(folder.resolve("pinned.jfr"))).isEmpty();
  }

  /** On every JDK from 21 to 25 a thread that waits while it initializes a class holds its carrier. */
  @Test
  void pinnedCarrier_isFound(@TempDir Path folder) throws Exception {
    assertThat(pinnedDuring(folder.resolve("pins.jfr"), () -> Go.go("pins", () -> assertThat(WaitsAsItIsInitialized.GOT).isEqualTo(new Received.Empty<>())).join())).isNotEmpty();
  }

  private static final class WaitsAsItIsInitialized {
    static final Received<Integer> GOT = waits();

    private static Received<Integer> waits() {
      try {
        return Channel.<Integer>unbuffered().receive(Duration.ofMillis(5));
      } catch (InterruptedException e) {
        throw new AssertionError(e);
      }
    }
  }

  private static List<RecordedEvent> pinnedWhileWaiting(Path file) throws Exception {
    return pinnedDuring(file, CarrierTest::everyKindOfWait);
  }

  private static List<RecordedEvent> pinnedDuring(Path file, Task task) throws Exception {
    try (Recording recording = new Recording()) {
      recording.enable("jdk.VirtualThreadPinned").withThreshold(Duration.ZERO).withStackTrace();
      recording.start();
      task.run();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream().filter(CarrierTest::isOurs).toList();
  }

  /** But for the few instructions in which who interrupts a thread holds the JVM's own lock of its mark, and the thread wants to clear that. */
  private static boolean isOurs(RecordedEvent event) {
    if (!event.getEventType().getName().equals("jdk.VirtualThreadPinned") || event.getStackTrace() == null) {
      return false;
    }
    List<RecordedMethod> methods = event.getStackTrace().getFrames().stream().map(RecordedFrame::getMethod).toList();
    return methods.stream().anyMatch(m -> m.getType().getName().startsWith("io.heddle.")) && !(methods.getFirst().getType().getName().equals("java.lang.VirtualThread") && methods.getFirst().getName().equals("getAndClearInterrupt"));
  }

  /** Sends, receives, selects, timeouts, groups, contexts and scopes, with enough goroutines that most of them park. */
  private static void everyKindOfWait() throws Exception {
    Channel<Integer> unbuffered = Channel.unbuffered();
    Channel<Integer> buffered = Channel.buffered(4);
    Channel<Integer> quiet = Channel.unbuffered();
    WaitGroup senders = new WaitGroup();
    try (Scope scope = Scope.open("waits"); CancelContext context = Context.background().withTimeout(Duration.ofMinutes(1))) {
      for (int i = 0; i < 50; i++) {
        senders.go("sender", () -> {
          for (int n = 0; n < 100; n++) {
            unbuffered.send(n);
            buffered.send(n);
          }
        });
        scope.go("selector", () -> {
          while (true) {
            Select.select(
                Select.receive(unbuffered, v -> v),
                Select.receive(buffered, v -> v),
                Select.receive(context.done(), v -> 0, () -> 0),
                Select.after(Duration.ofSeconds(10), () -> 0));
          }
        });
        scope.go("timed", () -> quiet.receive(Duration.ofMillis(5)));
      }
      senders.await();
      scope.cancel();
    }
  }

  /** Ten thousand goroutines of every kind on one carrier: nobody waits in a way that keeps the others from running. */
  @Test
  void oneCarrier_isEnoughForTenThousandGoroutines() throws Exception {
    assertThat(ChildJvm.run(TenThousandGoroutines.class, "-Djdk.virtualThreadScheduler.parallelism=1", "-Djdk.virtualThreadScheduler.maxPoolSize=1")).contains("10000 ended");
  }

  /** In a heap that could not hold what selects would leave behind if they left anything. */
  @Test
  void quietChannel_remembersNothingOfTheSelectsThatLeftIt() throws Exception {
    long rounds = Math.min(1_000_000, 10 * Long.getLong("heddle.schedules", 20_000));
    assertThat(ChildJvm.run(AbandonedWaits.class, "-Xmx20m", "-Drounds=" + rounds)).contains("nothing left");
  }
}
