package io.heddle.channels;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The words of a dump; what it sees is the matter of {@code io.heddle.channels.seeing.DumpTest}. */
class DumpTextTest {
  private static Sighting sighting(long thread, String name, String doing, Duration waiting, List<String> frames) {
    return new Sighting(thread, name, true, doing, waiting.toNanos(), frames, null);
  }

  @Test
  void time_isShort() {
    assertThat(DumpText.time(0)).isEqualTo("0 ms");
    assertThat(DumpText.time(999_999_999)).isEqualTo("999 ms");
    assertThat(DumpText.time(Duration.ofMillis(12_340).toNanos())).isEqualTo("12.3 s");
    assertThat(DumpText.time(Duration.ofSeconds(185).toNanos())).isEqualTo("3 min 5 s");
    assertThat(DumpText.time(Duration.ofMinutes(125).toNanos())).isEqualTo("2 h 5 min");
  }

  @Test
  void largestGroupsStandFirst_theirTimesAsARange() {
    List<String> frames = List.of("app.Main.run(Main.java:3)");
    String dump = DumpText.ofOther(List.of(
        sighting(1, "a", "waiting", Duration.ofSeconds(3), frames),
        sighting(2, "b", "sending", Duration.ofSeconds(1), frames),
        sighting(3, "c", "sending", Duration.ofSeconds(2), frames)));
    assertThat(dump.substring(dump.indexOf("\n\n"))).isEqualTo("""


        2 goroutines 'c' 'b' [sending, 1.0 s to 2.0 s]
            app.Main.run(Main.java:3)

        goroutine 'a' [waiting, 3.0 s]
            app.Main.run(Main.java:3)
        """);
  }

  @Test
  void frames_areThoseOfTheUser_andNotWithoutEnd() {
    List<String> waiting = List.of(
        "java.lang.VirtualThread.park(VirtualThread.java:1)", "io.heddle.channels.Parker.await(Parker.java:1)", "io.heddle.channels.StepwiseChannel.receive(StepwiseChannel.java:1)",
        "app.Main.work(Main.java:4)", "io.heddle.channels.Goroutine.run(Goroutine.java:1)", "java.lang.VirtualThread.run(VirtualThread.java:1)");
    assertThat(sighting(1, "a", "waiting", Duration.ZERO, waiting).telling()).containsExactly("app.Main.work(Main.java:4)");
    assertThat(Sighting.operation(waiting)).isEqualTo("waiting in Channel.receive");
    List<String> onlyOurs = List.of("io.heddle.channels.Parker.await(Parker.java:1)", "io.heddle.channels.WaitGroup.await(WaitGroup.java:1)", "io.heddle.channels.Goroutine.run(Goroutine.java:1)");
    assertThat(sighting(1, "a", "waiting", Duration.ZERO, onlyOurs).telling()).containsExactly("io.heddle.channels.WaitGroup.await(WaitGroup.java:1)");
    List<String> deep = IntStream.range(0, 100).mapToObj(i -> "app.Main.recurse(Main.java:" + i + ")").toList();
    assertThat(sighting(1, "a", "running", Duration.ZERO, deep).telling()).hasSize(41).endsWith("and 60 more");
  }

  @Test
  void frame_losesLoaderAndModule() {
    assertThat(Sighting.withoutModule("java.base@25/java.lang.Thread.run(Thread.java:1)")).isEqualTo("java.lang.Thread.run(Thread.java:1)");
    assertThat(Sighting.withoutModule("app//app.Main.run(Native Method)")).isEqualTo("app.Main.run(Native Method)");
    assertThat(Sighting.withoutModule("app.Main.run(a/b.kt:3)")).isEqualTo("app.Main.run(a/b.kt:3)");
  }
}
