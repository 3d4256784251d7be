package io.heddle.channels;

import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

class ContextTest {
  @RegisterExtension final Goroutines goroutines = new Goroutines();

  private final Context root = Context.background();

  @Test
  void background_isNeverCancelled() {
    assertThat(root.isCancelled()).isFalse();
    assertThat(root.cause()).isEmpty();
    assertThat(root.deadline()).isEmpty();
    assertThat(root.done()).isSameAs(Channel.never());
    root.throwIfCancelled();
    assertThat(root.toString()).contains("cannot be cancelled");
  }

  @Test
  void cancel_closesDoneAndKeepsTheFirstCause() throws Exception {
    CancelContext context = root.withCancel();
    ReceiveChannel<Object> done = context.done();
    Goroutine waiting = goroutines.goBlocked(() -> select(receive(done, v -> v, () -> "closed")));
    IllegalStateException cause = new IllegalStateException("enough");
    context.cancel(cause);
    waiting.join();
    context.cancel();
    assertThat(context.isCancelled()).isTrue();
    assertThat(context.cause()).containsSame(cause);
    assertThat(context.done().isClosed()).isTrue();
    assertThatThrownBy(context::throwIfCancelled).isInstanceOf(CancelledException.class).hasCause(cause).hasMessageContaining("enough");
    assertThat(context.toString()).contains("enough");
  }

  @Test
  void cancel_withoutACause_isCancelledException() {
    CancelContext context = root.withCancel();
    try (context) {
      assertThat(context.isCancelled()).isFalse();
    }
    assertThat(context.cause()).get().isInstanceOf(CancelledException.class);
  }

  @Test
  void cancel_reachesDescendants_notAncestors() {
    CancelContext parent = root.withCancel();
    CancelContext child = parent.withValue(Context.Key.named("k"), 1).withCancel();
    Context grandchild = child.withCancel().withValue(Context.Key.named("l"), 2);
    CancelContext sibling = parent.withCancel();
    child.cancel();
    assertThat(grandchild.isCancelled()).isTrue();
    assertThat(grandchild.cause()).isEqualTo(child.cause());
    assertThat(parent.isCancelled() || sibling.isCancelled()).isFalse();
    parent.cancel();
    assertThat(sibling.isCancelled()).isTrue();
  }

  @Test
  void childOfCancelled_isCancelledFromTheStart() {
    CancelContext parent = root.withCancel();
    parent.cancel();
    assertThat(parent.withCancel().cause()).isEqualTo(parent.cause());
  }

  @Test
  void deepTree_isCancelledWhole() {
    CancelContext top = root.withCancel();
    Context context = top;
    for (int i = 0; i < 100_000; i++) {
      context = context.withCancel();
    }
    top.cancel();
    assertThat(context.isCancelled()).isTrue();
  }

  @Test
  void timeout_cancelsWithTimeoutException() throws Exception {
    Instant before = Instant.now();
    CancelContext context = root.withTimeout(Duration.ofMillis(2));
    Context child = context.withCancel();
    select(receive(child.done(), v -> v, () -> "closed"));
    assertThat(Instant.now()).isAfterOrEqualTo(before.plusMillis(1));
    assertThat(context.cause()).get().isInstanceOf(TimeoutException.class);
    assertThat(child.cause()).isEqualTo(context.cause());
    assertThat(context.deadline()).get().satisfies(deadline -> assertThat(deadline).isAfterOrEqualTo(before.plusMillis(2)));
  }

  @Test
  void deadline_theEarlierCounts() {
    Instant soon = Instant.now().plusSeconds(60);
    Instant later = soon.plusSeconds(60);
    try (CancelContext early = root.withDeadline(soon)) {
      assertThat(early.withDeadline(later).deadline()).contains(soon);
      assertThat(early.withTimeout(Duration.ofSeconds(1)).deadline()).get().satisfies(deadline -> assertThat(deadline).isBefore(soon));
      assertThat(early.withCancel().deadline()).contains(soon);
    }
  }

  @Test
  void deadline_passed_isCancelledFromTheStart() {
    CancelContext context = root.withDeadline(Instant.now().minusSeconds(1));
    assertThat(context.isCancelled()).isTrue();
    assertThat(context.cause()).get().isInstanceOf(TimeoutException.class);
    assertThat(root.withTimeout(Duration.ZERO).isCancelled()).isTrue();
  }

  @Test
  void deadline_soFarThatItIsNone() {
    assertThat(root.withTimeout(Duration.ofSeconds(Long.MAX_VALUE)).deadline()).isEmpty();
    assertThat(root.withDeadline(Instant.MAX).isCancelled()).isFalse();
  }

  @Test
  void values_areFoundInTheNearestContext() {
    Context.Key<String> user = Context.Key.named("user");
    Context.Key<String> other = Context.Key.named("user");
    Context outer = root.withValue(user, "ada");
    CancelContext middle = outer.withCancel();
    Context inner = middle.withValue(user, "bob");
    assertThat(inner.value(user)).contains("bob");
    assertThat(middle.value(user)).contains("ada");
    assertThat(inner.value(other)).isEmpty();
    assertThat(root.value(user)).isEmpty();
  }

  @Test
  void withoutCancel_keepsValuesOnly() {
    Context.Key<String> user = Context.Key.named("user");
    CancelContext parent = root.withValue(user, "ada").withTimeout(Duration.ofSeconds(60));
    Context detached = parent.withoutCancel();
    CancelContext below = detached.withCancel();
    parent.cancel();
    assertThat(detached.isCancelled() || below.isCancelled()).isFalse();
    assertThat(detached.deadline()).isEmpty();
    assertThat(below.value(user)).contains("ada");
    assertThat(detached.done()).isSameAs(Channel.never());
  }

  @Test
  void afterFunc_runsOnceWhenCancelled() throws Exception {
    Channel<String> ran = Channel.buffered(2);
    CancelContext context = root.withCancel();
    Registration registration = context.afterFunc(() -> ran.send("ran"));
    assertThat(ran.size()).isZero();
    context.cancel();
    assertThat(ran.receive()).isEqualTo("ran");
    assertThat(registration.stop()).isFalse();
    context.cancel();
    assertThat(ran.size()).isZero();
  }

  @Test
  void afterFunc_stopped_neverRuns() {
    Channel<String> ran = Channel.buffered(2);
    CancelContext context = root.withCancel();
    Registration registration = context.afterFunc(() -> ran.send("ran"));
    assertThat(registration.stop()).isTrue();
    assertThat(registration.stop()).isFalse();
    context.cancel();
    assertThat(ran.size()).isZero();
  }

  @Test
  void afterFunc_ofCancelled_runsAtOnce() throws Exception {
    Channel<String> ran = Channel.buffered(1);
    CancelContext context = root.withCancel();
    context.cancel();
    assertThat(context.afterFunc(() -> ran.send("ran")).stop()).isFalse();
    assertThat(ran.receive()).isEqualTo("ran");
    Registration never = root.afterFunc(() -> ran.send("never"));
    assertThat(never.stop()).isTrue();
    assertThat(never.stop()).isFalse();
  }

  @Test
  void cancel_byMany_hasOneCause() throws Exception {
    for (int round = 0; round < 100; round++) {
      CancelContext context = root.withCancel();
      List<Context> below = new ArrayList<>();
      for (int g = 0; g < 4; g++) {
        CancelContext child = context.withCancel();
        below.add(child);
        goroutines.go(context::cancel);
        goroutines.go(() -> child.cancel(new IllegalStateException("child")));
        goroutines.go(() -> context.withCancel().withCancel().done().receive(Duration.ofSeconds(20)));
      }
      goroutines.join();
      assertThat(below).allMatch(Context::isCancelled);
    }
  }

  @Test
  void cancelledChildren_areForgotten() {
    CancelContext parent = root.withCancel();
    for (int i = 0; i < 1000; i++) {
      parent.withCancel().cancel();
      parent.withTimeout(Duration.ofHours(1)).close();
      parent.afterFunc(() -> {}).stop();
    }
    assertThat(((CancelNode) parent).followers()).isZero();
  }

  @Test
  void toString_namesKeysAndShowsNoValue() {
    Context context = Context.background().withValue(Context.Key.named("token"), "secret").withCancel();
    assertThat(context).hasToString("context (active, has token)");
  }
}
