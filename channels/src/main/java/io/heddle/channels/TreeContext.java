package io.heddle.channels;

import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** What all contexts share: a place in the tree along which values are looked up, and the node whose cancellation they follow. */
sealed class TreeContext implements Context permits CancelNode {
  static final TreeContext BACKGROUND = new TreeContext(null, null, null, null);

  private final @Nullable TreeContext parent;
  private final @Nullable CancelNode cancellation;
  private final @Nullable Key<?> key;
  private final @Nullable Object value;

  private TreeContext(@Nullable TreeContext parent, @Nullable CancelNode cancellation, @Nullable Key<?> key, @Nullable Object value) {
    this.parent = parent;
    this.cancellation = cancellation;
    this.key = key;
    this.value = value;
  }

  /** For a node, which follows itself. */
  TreeContext(TreeContext parent) {
    this(parent, null, null, null);
  }

  /** The nearest node that can be cancelled, this or one above; null if there is none. */
  @Nullable CancelNode cancellation() {
    return cancellation;
  }

  @Override
  public CancelContext withCancel() {
    return CancelNode.below(this);
  }

  @Override
  public CancelContext withTimeout(Duration timeout) {
    World world = World.current();
    long nanos = Timeout.nanos(timeout);
    return nanos == Timeout.FOREVER ? withCancel() : withDeadline(world, world.now().plusNanos(nanos), nanos);
  }

  @Override
  public CancelContext withDeadline(Instant deadline) {
    World world = World.current();
    long nanos = Timeout.nanos(Duration.between(world.now(), deadline));
    return nanos == Timeout.FOREVER ? withCancel() : withDeadline(world, deadline, nanos);
  }

  private CancelContext withDeadline(World world, Instant deadline, long nanos) {
    Optional<Instant> earlier = deadline().filter(own -> !own.isAfter(deadline));
    if (earlier.isPresent()) {
      return withCancel();
    }
    CancelNode node = CancelNode.below(this, deadline);
    if (nanos == 0) {
      node.cancel(new TimeoutException("the deadline " + deadline + " had passed before the context was made"));
    } else {
      node.endAt(world, world.nanoTime() + nanos);
    }
    return node;
  }

  @Override
  public <V> Context withValue(Key<V> key, V value) {
    return new TreeContext(this, cancellation(), Objects.requireNonNull(key, "key"), Objects.requireNonNull(value, "value"));
  }

  @Override
  public Context withoutCancel() {
    return new TreeContext(this, null, null, null);
  }

  @Override
  public ReceiveChannel<Object> done() {
    return cancellation == null ? Channel.never() : cancellation.done();
  }

  @Override
  public boolean isCancelled() {
    return cancellation != null && cancellation.isCancelled();
  }

  @Override
  public Optional<Throwable> cause() {
    return cancellation == null ? Optional.empty() : cancellation.cause();
  }

  @Override
  public void throwIfCancelled() throws CancelledException {
    Optional<Throwable> cause = cause();
    if (cause.isPresent()) {
      throw new CancelledException("the context was cancelled: " + describe(cause.get()), cause.get());
    }
  }

  private static String describe(Throwable cause) {
    return cause instanceof CancelledException || cause instanceof TimeoutException ? String.valueOf(cause.getMessage()) : cause.toString();
  }

  @Override
  public Optional<Instant> deadline() {
    return cancellation == null ? Optional.empty() : cancellation.deadline();
  }

  @Override
  @SuppressWarnings("unchecked") // withValue pairs a key with a value of its type
  public final <V> Optional<V> value(Key<V> key) {
    Objects.requireNonNull(key, "key");
    for (TreeContext context = this; context != null; context = context.parent) {
      if (context.key == key) {
        return Optional.ofNullable((V) context.value);
      }
    }
    return Optional.empty();
  }

  @Override
  public Registration afterFunc(Task task) {
    Objects.requireNonNull(task, "task");
    CancelNode node = cancellation();
    return node == null ? new NeverCalled() : node.call(task);
  }

  /** The registration at a context that cannot be cancelled: the first to stop it has stopped it. */
  private static final class NeverCalled implements Registration {
    private final AtomicBoolean stopped = new AtomicBoolean();

    @Override
    public boolean stop() {
      return stopped.compareAndSet(false, true);
    }
  }

  /** The state, the deadline and the names of the keys; no values, which may be secrets, as this is shown in dumps. */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder("context (");
    cause().ifPresentOrElse(cause -> text.append("cancelled: ").append(describe(cause)), () -> text.append(cancellation() == null ? "cannot be cancelled" : "active"));
    deadline().ifPresent(deadline -> text.append(", deadline ").append(deadline));
    for (TreeContext context = this; context != null; context = context.parent) {
      if (context.key != null) {
        text.append(", has ").append(context.key);
      }
    }
    return text.append(')').toString();
  }
}
