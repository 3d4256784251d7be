package io.heddle.channels.seeing;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.Channel;
import io.heddle.channels.Goroutine;
import io.heddle.channels.Goroutines;
import io.heddle.channels.Select;
import io.heddle.channels.Task;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import jdk.jfr.Recording;
import jdk.jfr.consumer.RecordedEvent;
import jdk.jfr.consumer.RecordingFile;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.api.io.TempDir;

class WaitEventTest {
  private static final String EVENT = "io.heddle.Wait";

  @RegisterExtension final Goroutines goroutines = new Goroutines();

  @TempDir private Path folder;

  private final Channel<String> jobs = Channel.<String>unbuffered().named("jobs");

  /** What is recorded of the goroutines with this name. */
  private List<RecordedEvent> recorded(String name, Duration threshold, Task waits) throws Exception {
    Path file = folder.resolve("waits.jfr");
    try (Recording recording = new Recording()) {
      recording.enable(EVENT).withThreshold(threshold).withStackTrace();
      recording.start();
      waits.run();
      goroutines.join();
      recording.stop();
      recording.dump(file);
    }
    return RecordingFile.readAllEvents(file).stream().filter(event -> event.getEventType().getName().equals(EVENT) && name.equals(event.getString("goroutine"))).toList();
  }

  private Goroutine goBlocked(String name, Task task) {
    Goroutine goroutine = goroutines.go(name, task);
    Goroutines.awaitBlocked(goroutine);
    return goroutine;
  }

  @Test
  void wait_isRecordedWithChannelOperationTimeAndGoroutine() throws Exception {
    List<RecordedEvent> events = recorded("receiver", Duration.ZERO, () -> {
      goBlocked("receiver", () -> jobs.receive());
      jobs.send("secret");
    });
    assertThat(events).singleElement().satisfies(event -> {
      assertThat(event.getString("operation")).isEqualTo("receive");
      assertThat(event.getString("channel")).isEqualTo("jobs");
      assertThat(event.getString("awaited")).isEqualTo("receive from channel 'jobs' (unbuffered)");
      assertThat(event.getDuration()).isPositive();
      assertThat(event.getStackTrace().getFrames()).anyMatch(frame -> frame.getMethod().getType().getName().equals(WaitEventTest.class.getName()));
      assertThat(event.toString()).doesNotContain("secret");
    });
  }

  @Test
  void select_isRecordedWithItsCases() throws Exception {
    Channel<String> results = Channel.<String>unbuffered().named("results");
    List<RecordedEvent> events = recorded("selector", Duration.ZERO, () -> {
      goBlocked("selector", () -> Select.select(Select.receive(jobs, v -> v), Select.send(results, "result", () -> "sent")));
      jobs.send("job");
    });
    assertThat(events).singleElement().satisfies(event -> {
      assertThat(event.getString("operation")).isEqualTo("select");
      assertThat(event.getString("channel")).isNull();
      assertThat(event.getString("awaited")).isEqualTo("select [receive from channel 'jobs' (unbuffered), send to channel 'results' (unbuffered)]");
    });
  }

  @Test
  void interruptedWait_isRecordedAndThrows() throws Exception {
    List<RecordedEvent> events = recorded("sender", Duration.ZERO, () -> goBlocked("sender", () -> jobs.send("never")).interrupt());
    assertThat(events).singleElement().satisfies(event -> assertThat(event.getString("operation")).isEqualTo("send"));
  }

  @Test
  void shortWait_isNotRecorded() throws Exception {
    List<RecordedEvent> events = recorded("receiver", Duration.ofHours(1), () -> {
      goBlocked("receiver", () -> jobs.receive());
      jobs.send("job");
    });
    assertThat(events).isEmpty();
  }
}
