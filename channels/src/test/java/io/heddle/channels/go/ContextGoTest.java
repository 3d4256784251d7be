package io.heddle.channels.go;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.channels.CancelContext;
import io.heddle.channels.CancelledException;
import io.heddle.channels.Channel;
import io.heddle.channels.Context;
import io.heddle.channels.Goroutines;
import io.heddle.channels.Probe;
import io.heddle.channels.ReceiveChannel;
import io.heddle.channels.Registration;
import io.heddle.channels.WaitGroup;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** src/context/x_test.go and context_test.go. */
class ContextGoTest {
  private static final Duration SHORT = Duration.ofMillis(1);
  private static final Duration LONG = Duration.ofHours(1000);

  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private static boolean endsInTime(ReceiveChannel<Object> done) throws InterruptedException {
    return select(receive(done, v -> false, () -> true), after(Duration.ofSeconds(20), () -> false));
  }

  @Test
  void testParentFinishesChild() {
    CancelContext parent = Context.background().withCancel();
    CancelContext child = parent.withCancel();
    Context.Key<String> key = Context.Key.named("key");
    Context valued = parent.withValue(key, "value");
    CancelContext timed = valued.withTimeout(LONG);
    assertThat(List.of(parent, child, valued, timed)).noneMatch(Context::isCancelled);
    parent.cancel();
    assertThat(List.of(parent, child, valued, timed)).allMatch(Context::isCancelled).allMatch(context -> context.done().isClosed());
    assertThat(parent.withCancel().isCancelled()).isTrue();
  }

  @Test
  void testChildFinishesFirst() {
    for (Context parent : List.of(Context.background(), Context.background().withCancel())) {
      CancelContext child = parent.withCancel();
      child.cancel();
      assertThat(child.isCancelled()).isTrue();
      assertThat(parent.isCancelled()).isFalse();
    }
  }

  @Test
  void testDeadline() throws Exception {
    assertThat(endsInTime(Context.background().withDeadline(Instant.now().plus(SHORT)).done())).isTrue();
    CancelContext below = Context.background().withDeadline(Instant.now().plus(SHORT)).withDeadline(Instant.now().plus(LONG));
    assertThat(endsInTime(below.done())).isTrue();
    assertThat(Context.background().withDeadline(Instant.now().minusSeconds(1)).isCancelled()).isTrue();
    assertThat(Context.background().withDeadline(Instant.now()).cause().or(() -> Optional.of(new TimeoutException()))).get().isInstanceOf(TimeoutException.class);
  }

  @Test
  void testCanceledTimeout() throws Exception {
    CancelContext context = Context.background().withTimeout(LONG).withCancel().withTimeout(LONG);
    context.cancel();
    assertThat(endsInTime(context.done())).isTrue();
    assertThat(context.cause()).get().isInstanceOf(CancelledException.class);
  }

  @Test
  void testValues() {
    Context.Key<String> k1 = Context.Key.named("k1");
    Context.Key<String> k2 = Context.Key.named("k2");
    Context.Key<Integer> k3 = Context.Key.named("k1");
    Context c1 = Context.background().withValue(k1, "c1k1");
    Context c2 = c1.withValue(k2, "c2k2");
    Context c3 = c2.withValue(k3, 3);
    Context o4 = c3.withValue(k1, "hidden").withCancel();
    assertThat(c1.value(k1)).contains("c1k1");
    assertThat(c1.value(k2)).isEmpty();
    assertThat(c2.value(k1)).contains("c1k1");
    assertThat(c3.value(k3)).contains(3);
    assertThat(c3.value(k1)).contains("c1k1");
    assertThat(o4.value(k1)).contains("hidden");
    assertThat(o4.value(k2)).contains("c2k2");
  }

  @Test
  void testSimultaneousCancels() throws Exception {
    List<CancelContext> all = new ArrayList<>();
    ArrayDeque<CancelContext> queue = new ArrayDeque<>();
    CancelContext root = Context.background().withCancel();
    all.add(root);
    queue.add(root);
    while (all.size() < 100) {
      CancelContext parent = queue.remove();
      for (int i = 0; i < 4; i++) {
        CancelContext child = parent.withCancel();
        all.add(child);
        queue.add(child);
      }
    }
    Collections.shuffle(all, new Random(1));
    WaitGroup group = new WaitGroup();
    for (CancelContext context : all) {
      group.go("cancel", context::cancel);
    }
    for (CancelContext context : all) {
      assertThat(endsInTime(context.done())).isTrue();
    }
    assertThat(group.await(Duration.ofSeconds(20))).isTrue();
  }

  @Test
  void testInterlockedCancels() throws Exception {
    CancelContext parent = Context.background().withCancel();
    CancelContext child = parent.withCancel();
    goroutines.go(() -> {
      assertThat(endsInTime(parent.done())).isTrue();
      child.cancel();
    });
    parent.cancel();
    assertThat(endsInTime(child.done())).isTrue();
  }

  @ParameterizedTest
  @ValueSource(booleans = {false, true})
  void testLayers(boolean byTimeout) throws Exception {
    Random random = new Random(42);
    List<Context.Key<Integer>> keys = new ArrayList<>();
    List<CancelContext> cancels = new ArrayList<>();
    Context context = Context.background();
    for (int i = 0; i < 60; i++) {
      switch (random.nextInt(3)) {
        case 0 -> {
          Context.Key<Integer> key = Context.Key.named("key");
          context = context.withValue(key, keys.size());
          keys.add(key);
        }
        case 1 -> {
          cancels.add(context.withCancel());
          context = cancels.getLast();
        }
        default -> {
          cancels.add(context.withTimeout(byTimeout ? SHORT : LONG));
          context = cancels.getLast();
        }
      }
    }
    if (!byTimeout) {
      assertThat(context.isCancelled()).isFalse();
      cancels.get(random.nextInt(cancels.size())).cancel();
      assertThat(context.done().isClosed()).isTrue();
    }
    assertThat(endsInTime(context.done())).isTrue();
    for (int i = 0; i < keys.size(); i++) {
      assertThat(context.value(keys.get(i))).contains(i);
    }
  }

  @Test
  void testWithCancelCanceledParent() {
    CancelContext parent = Context.background().withCancel();
    IllegalStateException cause = new IllegalStateException("because");
    parent.cancel(cause);
    CancelContext child = parent.withCancel();
    assertThat(child.done().isClosed()).isTrue();
    assertThat(child.cause()).containsSame(cause);
  }

  @Test
  void testWithCancelSimultaneouslyCanceledParent() throws Exception {
    for (int i = 0; i < 300; i++) {
      CancelContext parent = Context.background().withCancel();
      IllegalStateException cause = new IllegalStateException("because");
      goroutines.go(() -> parent.cancel(cause));
      CancelContext child = parent.withCancel();
      assertThat(endsInTime(child.done())).isTrue();
      assertThat(child.cause()).containsSame(cause);
    }
  }

  @Test
  void testCauseRace() {
    CancelContext context = Context.background().withCancel();
    IllegalStateException cause = new IllegalStateException("because");
    goroutines.go(() -> context.cancel(cause));
    while (context.cause().isEmpty()) {
      Thread.onSpinWait();
    }
    assertThat(context.cause()).containsSame(cause);
  }

  @Test
  void testWithoutCancel() {
    Context.Key<String> key = Context.Key.named("key");
    Context context = Context.background().withValue(key, "value").withoutCancel();
    assertThat(context.deadline()).isEmpty();
    assertThat(context.done()).isSameAs(Channel.never());
    assertThat(context.cause()).isEmpty();
    assertThat(context.value(key)).contains("value");
  }

  @Test
  void testAfterFuncCalledAfterTimeout() throws Exception {
    Channel<Object> done = Channel.unbuffered();
    try (CancelContext context = Context.background().withTimeout(SHORT)) {
      context.afterFunc(done::close);
      assertThat(endsInTime(done)).isTrue();
    }
  }

  @Test
  void testAfterFuncNotCalledAfterStop() {
    CancelContext context = Context.background().withCancel();
    Channel<Object> done = Channel.unbuffered();
    Registration registration = context.afterFunc(done::close);
    assertThat(registration.stop()).isTrue();
    context.cancel();
    assertThat(done.isClosed()).isFalse();
    assertThat(registration.stop()).isFalse();
  }

  /** Cancelling does not wait for the function. */
  @Test
  void testAfterFuncCalledAsynchronously() throws Exception {
    CancelContext context = Context.background().withCancel();
    Channel<Integer> done = Channel.unbuffered();
    context.afterFunc(() -> done.send(1));
    context.cancel();
    assertThat(done.receive()).isEqualTo(1);
  }

  @Test
  void testContextErrDoneRace() {
    for (int i = 0; i < 200; i++) {
      CancelContext context = Context.background().withCancel();
      ReceiveChannel<Object> done = context.done();
      goroutines.go(context::cancel);
      while (!context.isCancelled()) {
        Thread.onSpinWait();
      }
      assertThat(done.isClosed()).isTrue();
    }
  }

  @Test
  void testBackground() {
    Context background = Context.background();
    assertThat(background).hasToString("context (cannot be cancelled)");
    assertThat(background.isCancelled()).isFalse();
    assertThat(background.done()).isSameAs(Channel.never());
    assertThat(background.deadline()).isEmpty();
  }

  /** A context that is over, or whose function was called off, is forgotten by the one it was made from. */
  @Test
  void testCancelRemoves() {
    CancelContext parent = Context.background().withCancel();
    CancelContext child = parent.withCancel();
    CancelContext timed = parent.withTimeout(LONG);
    Registration registration = parent.afterFunc(() -> {});
    assertThat(Probe.followers(parent)).isEqualTo(3);
    child.cancel();
    timed.cancel();
    assertThat(Probe.followers(parent)).isEqualTo(1);
    registration.stop();
    assertThat(Probe.followers(parent)).isZero();
  }

  /** The timeout of a context, and those of contexts made from it. */
  @Test
  void testTimeout() throws Exception {
    CancelContext timed = Context.background().withTimeout(SHORT);
    assertThat(endsInTime(timed.done())).isTrue();
    assertThat(timed.cause()).get().isInstanceOf(TimeoutException.class);
    assertThat(endsInTime(Context.background().withTimeout(SHORT).withCancel().done())).isTrue();
    assertThat(endsInTime(Context.background().withTimeout(SHORT).withTimeout(LONG).done())).isTrue();
  }

  @Test
  void testAfterFuncCalledAfterCancel() throws Exception {
    CancelContext context = Context.background().withCancel();
    Channel<Object> done = Channel.unbuffered();
    Registration registration = context.afterFunc(done::close);
    assertThat(done.isClosed()).isFalse();
    context.cancel();
    assertThat(endsInTime(done)).isTrue();
    assertThat(registration.stop()).isFalse();
  }

  @Test
  void testAfterFuncCalledImmediately() throws Exception {
    CancelContext context = Context.background().withCancel();
    context.cancel();
    Channel<Object> done = Channel.unbuffered();
    context.afterFunc(done::close);
    assertThat(endsInTime(done)).isTrue();
  }

  /** The first cause counts, be it the parent's or the child's own. */
  @Test
  void testCause() {
    Throwable parentCause = new IllegalStateException("parent's");
    Throwable childCause = new IllegalStateException("child's");
    assertThat(Context.background().cause()).isEmpty();

    CancelContext alone = Context.background().withCancel();
    alone.cancel();
    assertThat(alone.cause()).get().isInstanceOf(CancelledException.class);

    CancelContext parent = Context.background().withCancel();
    CancelContext child = parent.withCancel();
    parent.cancel(parentCause);
    child.cancel(childCause);
    assertThat(child.cause()).contains(parentCause);

    parent = Context.background().withCancel();
    child = parent.withCancel();
    child.cancel(childCause);
    parent.cancel(parentCause);
    assertThat(child.cause()).contains(childCause);
    assertThat(parent.cause()).contains(parentCause);

    parent = Context.background().withCancel();
    child = parent.withCancel();
    child.cancel();
    parent.cancel(parentCause);
    assertThat(child.cause()).get().isInstanceOf(CancelledException.class);

    CancelContext expired = Context.background().withTimeout(Duration.ZERO);
    expired.cancel();
    assertThat(expired.cause()).get().isInstanceOf(TimeoutException.class);
    CancelContext inTime = Context.background().withTimeout(LONG);
    inTime.cancel();
    assertThat(inTime.cause()).get().isInstanceOf(CancelledException.class);

    parent = Context.background().withCancel();
    expired = parent.withTimeout(Duration.ZERO);
    parent.cancel(parentCause);
    assertThat(expired.cause()).get().isInstanceOf(TimeoutException.class);
    assertThat(expired.withoutCancel().cause()).isEmpty();
  }
}
