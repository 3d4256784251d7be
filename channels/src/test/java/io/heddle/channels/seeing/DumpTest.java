package io.heddle.channels.seeing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.heddle.channels.Channel;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import io.heddle.channels.Goroutines;
import io.heddle.channels.Received;
import io.heddle.channels.Registration;
import io.heddle.channels.Scope;
import io.heddle.channels.Select;
import io.heddle.channels.Selectable;
import io.heddle.channels.Task;
import io.heddle.channels.WaitGroup;
import java.lang.management.ManagementFactory;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.management.MBeanServer;
import javax.management.ObjectName;
import javax.management.ReflectionException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

@Tag("tracked-threads") // see the profile proof
class DumpTest {
  private static final String UNTRACKED = "Goroutines are not tracked here";

  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final List<Goroutine> waiting = new ArrayList<>();
  private final Channel<String> jobs = Channel.<String>unbuffered().named("jobs");
  private final Channel<String> results = Channel.<String>buffered(2).named("results");

  @BeforeEach
  void track() {
    Go.track(true);
  }

  @AfterEach
  void end() {
    Go.track(false);
    waiting.forEach(Goroutine::interrupt);
  }

  /** Starts a goroutine that waits until the test is over, if not for less. */
  private Goroutine goBlocked(String name, Task task) {
    Goroutine goroutine = goroutines.go(name, task);
    waiting.add(goroutine);
    Goroutines.awaitBlocked(goroutine);
    return goroutine;
  }

  /** The part of the dump that begins with this, up to the next empty line. */
  private static String part(String dump, String beginning) {
    return Pattern.compile("\n\n").splitAsStream(dump).filter(part -> part.startsWith(beginning)).findFirst().orElseThrow(() -> new AssertionError("no part begins with " + beginning + ": " + dump));
  }

  @Test
  void tracked_tellsWhatIsWaitedForHowLongWhereAndWhoStartedIt() {
    goBlocked("worker", () -> jobs.receive());
    String part = part(Go.dump(), "goroutine 'worker'");
    assertThat(part.lines().toList()).satisfiesExactly(
        line -> assertThat(line).matches("goroutine 'worker' \\[receive from channel 'jobs' \\(unbuffered, receivers waiting: 1\\), \\d+(\\.\\d)? m?s]"),
        line -> assertThat(line).matches("    io\\.heddle\\.channels\\.seeing\\.DumpTest\\..*\\(DumpTest\\.java:\\d+\\)"),
        line -> assertThat(line).matches("    started by '.+' at .+\\(.+\\.java:\\d+\\)"));
  }

  @Test
  void eachKindOfWait_isNamed() throws Exception {
    goBlocked("sender", () -> jobs.send("secret"));
    WaitGroup group = new WaitGroup();
    group.add(1);
    goBlocked("waiter", group::await);
    goBlocked("selector", () -> Select.select(Select.receive(results, v -> v), Select.send(jobs, "secret", () -> "sent")));
    Goroutine idle = goBlocked("idle", () -> Channel.never().receive());
    goBlocked("joiner", idle::join);
    String dump = Go.dump();
    assertThat(part(dump, "goroutine 'sender'")).contains("[send to channel 'jobs' (unbuffered, senders waiting: 2), ");
    assertThat(part(dump, "goroutine 'waiter'")).contains("[wait for WaitGroup (pending: 1), ");
    assertThat(part(dump, "goroutine 'selector'"))
        .contains("[select [receive from channel 'results' (buffered, 0 of 2, receivers waiting: 1), send to channel 'jobs' (unbuffered, senders waiting: 2)], ");
    assertThat(part(dump, "goroutine 'idle'")).contains("[wait at channel 'never', ");
    assertThat(part(dump, "goroutine 'joiner'")).contains("[wait for goroutine 'idle' (running), ");
    assertThat(dump).doesNotContain("secret").doesNotContain(UNTRACKED);
    assertThat(dump.lines().findFirst()).hasValueSatisfying(line -> assertThat(line).matches("\\d+ goroutines(, and \\d+ threads? waiting like one)?"));
    waiting.forEach(Goroutine::interrupt);
    goroutines.join();
    assertThat(Go.dump()).doesNotContain("'sender'", "'waiter'", "'selector'", "'idle'", "'joiner'");
  }

  @Test
  void thoseThatDoTheSame_standTogether() {
    for (int i = 0; i < 12; i++) {
      goBlocked("worker-" + i, () -> jobs.receive());
    }
    goBlocked("another", () -> results.receive());
    String part = part(Go.dump(), "12 goroutines '");
    assertThat(part).matches("(?s)12 goroutines( 'worker-\\d+'){10} and 2 more \\[receive from channel 'jobs' \\(unbuffered, receivers waiting: 12\\), .*");
  }

  @Test
  void running_isTold() throws Exception {
    Goroutine busy = goroutines.go("busy", () -> {
      while (!Thread.currentThread().isInterrupted()) {
        Thread.onSpinWait();
      }
    });
    await().untilAsserted(() -> assertThat(part(Go.dump(), "goroutine 'busy'")).contains("[running]").contains("DumpTest"));
    busy.interrupt();
    busy.join();
  }

  @Test
  void trackedLater_isSeenFromItsNextWaitOn() throws Exception {
    Go.track(false);
    goBlocked("worker", () -> {
      jobs.receive();
      jobs.receive();
    });
    assertThat(part(Go.dump(), "goroutine 'worker'")).contains("[waiting in Channel.receive]");
    Go.track(true);
    jobs.send("first");
    await().untilAsserted(() -> assertThat(part(Go.dump(), "goroutine 'worker'")).contains("[receive from channel 'jobs' ").doesNotContain("started by"));
    jobs.send("second");
  }

  @Test
  void untracked_showsWhatTheJvmKnowsAndHowToSeeMore() throws Exception {
    Go.track(false);
    goBlocked("wor\"k\\er", () -> jobs.receive());
    goBlocked("selector", () -> Select.select(Select.receive(results, v -> v)));
    try (Scope scope = Scope.open("outer")) {
      scope.go("inner", () -> results.receive());
      await().untilAsserted(() -> assertThat(part(Go.dump(), "goroutine 'inner'")).contains("[waiting in Channel.receive]").contains("DumpTest.java"));
      String dump = Go.dump();
      assertThat(dump).contains(UNTRACKED, "-Dheddle.track=true", "Go.track(true)");
      assertThat(part(dump, "goroutine 'wor\"k\\er'")).contains("[waiting in Channel.receive]").contains("DumpTest.java");
      assertThat(part(dump, "goroutine 'selector'")).contains("[waiting in Select.select]").doesNotContain("Parker");
    }
  }

  /** A platform thread can be found without having been tracked, and with it what it waits for. */
  @Test
  void platformThread_isShownWhileItWaits() throws Exception {
    Go.track(false);
    Thread thread = Thread.ofPlatform().name("pump").start(() -> {
      try {
        jobs.receive();
      } catch (InterruptedException e) {
        // The end of the test.
      }
    });
    await().untilAsserted(() -> assertThat(part(Go.dump(), "thread 'pump'")).contains("[receive from channel 'jobs' (unbuffered, receivers waiting: 1)]"));
    thread.interrupt();
    thread.join();
    assertThat(Go.dump()).doesNotContain("'pump'");
  }

  @Test
  void name_cannotPassForALine() {
    goBlocked("a\n\ngoroutine 'b' [running]", () -> jobs.receive());
    assertThat(part(Go.dump(), "goroutine 'a??goroutine 'b' [running]'")).contains("[receive from");
  }

  @Test
  void somethingThatCannotDescribeItself_breaksNeitherTheWaitNorTheDump() throws Exception {
    Selectable<String> rude = new Silent(() -> {
      throw new UnsupportedOperationException();
    });
    goBlocked("selector", () -> assertThat(Select.<String>select(Select.on(rude, v -> v), Select.receive(jobs, v -> v))).isEqualTo("job"));
    assertThat(part(Go.dump(), "goroutine 'selector'")).contains("[select [take from something whose toString() throws java.lang.UnsupportedOperationException, receive from channel 'jobs' (unbuffered, receivers waiting: 1)], ");
    jobs.send("job");
  }

  @Test
  void whatManyWaitFor_isAskedOnce() {
    AtomicInteger asked = new AtomicInteger();
    Selectable<String> counting = new Silent(() -> "asked " + asked.incrementAndGet());
    for (int i = 0; i < 5; i++) {
      goBlocked("selector", () -> Select.select(Select.on(counting, v -> v)));
    }
    assertThat(part(Go.dump(), "5 goroutines 'selector'")).contains("[select [take from asked 1], ");
  }

  /** Is never ready. */
  private record Silent(Supplier<String> words) implements Selectable<String> {
    @Override
    public Received<String> poll() {
      return new Received.Empty<>();
    }

    @Override
    public Registration onReady(Runnable ready) {
      return () -> true;
    }

    @Override
    public String toString() {
      return words.get();
    }
  }

  @Test
  void bean_givesTheDump() throws Exception {
    goBlocked("worker", () -> jobs.receive());
    MBeanServer server = ManagementFactory.getPlatformMBeanServer();
    ObjectName bean = new ObjectName("io.heddle:type=Goroutines");
    assertThat(server.getMBeanInfo(bean).getOperations()).singleElement().satisfies(operation -> assertThat(operation.getName()).isEqualTo("dump"));
    assertThat((String) server.invoke(bean, "dump", new Object[0], new String[0])).contains("receive from channel 'jobs'");
    assertThatThrownBy(() -> server.invoke(bean, "clear", new Object[0], new String[0])).isInstanceOf(ReflectionException.class).hasMessageContaining("one operation");
  }
}
