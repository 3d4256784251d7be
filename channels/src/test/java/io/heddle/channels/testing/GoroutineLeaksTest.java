package io.heddle.channels.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.platform.engine.discovery.DiscoverySelectors.selectClass;

import io.heddle.channels.Channel;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.platform.engine.TestExecutionResult;
import org.junit.platform.launcher.TestExecutionListener;
import org.junit.platform.launcher.TestIdentifier;
import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
import org.junit.platform.launcher.core.LauncherFactory;

class GoroutineLeaksTest {
  private static final Map<String, Goroutine> LEFT = new ConcurrentHashMap<>();

  /** Run by the test below, not by the build. */
  @ExtendWith(GoroutineLeaks.class)
  static class Tests {
    private final Channel<String> quiet = Channel.<String>unbuffered().named("quiet");

    @BeforeEach
    void before() {
      LEFT.put("ended by @AfterEach", Go.go("ended by @AfterEach", quiet::receive));
    }

    @AfterEach
    void after() {
      Goroutine ended = LEFT.remove("ended by @AfterEach");
      if (ended != null) {
        ended.interrupt();
      }
    }

    @Test
    void tidy() {
      Go.go("short", () -> {});
    }

    @RepeatedTest(2)
    void leaves() {
      LEFT.put("left", Go.go("left", () -> quiet.receive()));
    }

    @Test
    void leavesGrandchild() {
      Go.go("child", () -> {
        LEFT.put("grandchild", Go.go("grandchild", () -> Channel.never().receive()));
      });
    }

    @Test
    void fails() {
      throw new IllegalStateException("the test's own");
    }
  }

  @Test
  void testsThatLeaveGoroutines_failAndTellWhichOnes() throws InterruptedException {
    Map<String, TestExecutionResult> results = new HashMap<>();
    LauncherFactory.create().execute(LauncherDiscoveryRequestBuilder.request().selectors(selectClass(Tests.class)).build(), new TestExecutionListener() {
      @Override
      public void executionFinished(TestIdentifier test, TestExecutionResult result) {
        if (test.isTest()) {
          results.put(test.getDisplayName(), result);
        }
      }
    });
    assertThat(results).hasSize(5);
    assertThat(failure(results, "tidy()")).isEqualTo("none");
    assertThat(failure(results, "fails()")).isEqualTo("java.lang.IllegalStateException: the test's own");
    String left = """
        java.lang.AssertionError: goroutines that the test started are left at its end

        goroutine 'left' [receive from channel 'quiet' (unbuffered, receivers waiting: 1)]
            GoroutineLeaksTest.lambda
            started by THREAD at GoroutineLeaksTest.leaves
        """;
    assertThat(failure(results, "repetition 1 of 2")).isEqualTo(left);
    assertThat(failure(results, "repetition 2 of 2")).isEqualTo(left);
    assertThat(failure(results, "leavesGrandchild()")).isEqualTo("""
        java.lang.AssertionError: goroutines that the test started are left at its end

        goroutine 'grandchild' [wait at channel 'never']
            GoroutineLeaksTest.lambda
            started by THREAD at GoroutineLeaksTest.lambda
        """);
    for (Goroutine goroutine : LEFT.values()) {
      goroutine.join();
    }
  }

  private static String failure(Map<String, TestExecutionResult> results, String test) {
    return Objects.requireNonNull(results.get(test), test).getThrowable().map(Throwable::toString).orElse("none")
        .replaceAll("io\\.heddle\\.channels\\.testing\\.", "").replaceAll("\\$Tests", "").replaceAll("lambda\\$\\w+\\$\\d+", "lambda").replaceAll("\\(GoroutineLeaksTest.java:\\d+\\)", "")
        .replaceAll("started by '[^']*'", "started by THREAD");
  }
}
