package io.heddle.workqueue;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;
import org.jspecify.annotations.Nullable;

/** A node of a queue that is measured: it notes when its key was added and when it was handed out, if {@link Measurements} wants to know. */
final class TimedNode<K> extends Node<K> {
  /**
   * Null unless the key is timed this time: from its add, or from when somebody looks at the work on it, to the end of the work; but who looks just as that ends may leave times at an idle key,
   * which stay to the end of its next work. An object of its own, since there are as many nodes as keys, and of keys that come faster than 100,000 a second only few are timed.
   */
  @SuppressWarnings("unused") // by TIMES
  private volatile @Nullable Times times;

  private static final class Times {
    /**
     * When the key became dirty, or {@link Measurements#UNTIMED}; written before the word, and read after it. Several adders may race to make a key dirty and each notes its time first; the
     * loser's, which may stand in the end, is from the same moment unless it was stopped just there. An add that comes just when work ends may lose its time, and is not timed then.
     */
    private long addedAtNanos;

    /**
     * When the key was handed out; {@link Measurements#UNTIMED} if that is not known, or if nobody has it; if negative, when an untimed piece of work was first seen to go on.
     */
    private long startedAtNanos;
  }

  TimedNode(WorkQueue<K> queue, K key, Lane lane) {
    super(queue, key, lane);
    long now = measurements().sample(ThreadLocalRandom.current().nextInt());
    if (now != Measurements.UNTIMED) {
      Times first = new Times();
      first.addedAtNanos = now;
      TIMES.set(this, first);
    }
  }

  TimedNode(WorkQueue<K> queue, K key) {
    super(queue, key);
  }

  /** By way of the queue: there are as many nodes as keys, and each byte counts. */
  private Measurements measurements() {
    return requireNonNull(queue.measurements);
  }

  /** The key's times, which begin now if there are none. */
  private Times timesFromNowOn() {
    Times known = times();
    if (known != null) {
      return known;
    }
    Times fresh = new Times();
    Times others = (Times) TIMES.compareAndExchange(this, null, fresh);
    return others == null ? fresh : others;
  }

  private @Nullable Times times() {
    return (Times) TIMES.getAcquire(this);
  }

  /** Whether the key's times take memory, for tests. */
  boolean hasTimes() {
    return times() != null;
  }

  /** Draws by the number of the announcement, which costs less than to ask the thread for its generator: the multiples of the golden section are as far apart as can be. */
  @Override
  void stampAdded() {
    long now = measurements().sample((announcement(word()) + hash) * GOLDEN_SECTION);
    Times known = now == Measurements.UNTIMED ? times() : timesFromNowOn();
    if (known != null) {
      known.addedAtNanos = now;
    }
  }

  @Override
  long addedAtNanos() {
    Times known = times();
    return known == null ? Measurements.UNTIMED : known.addedAtNanos;
  }

  @Override
  void started(long addedAtNanos) {
    Times known = times();
    if (known == null) {
      return;
    }
    long now = Measurements.UNTIMED;
    if (addedAtNanos != Measurements.UNTIMED) {
      now = measurements().now();
      measurements().waited(now - addedAtNanos);
    }
    STARTED_AT.setOpaque(known, now);
  }

  @Override
  void ending() {
    Times known = times();
    if (known == null) {
      return;
    }
    long startedAt = (long) STARTED_AT.getOpaque(known);
    if (isDirty()) {
      STARTED_AT.setOpaque(known, Measurements.UNTIMED);
    } else {
      TIMES.setOpaque(this, null);
    }
    if (startedAt > 0) {
      measurements().worked(measurements().now() - startedAt);
    }
  }

  /** For how long the key has been worked on; 0 if it is not. Of work that was not timed only the time from when it was first asked for is known. */
  long runningNanos(long now) {
    if (!isHeld()) {
      return 0;
    }
    Times known = timesFromNowOn();
    long startedAt = (long) STARTED_AT.getOpaque(known);
    if (startedAt == Measurements.UNTIMED) {
      boolean unused = STARTED_AT.compareAndSet(known, Measurements.UNTIMED, -now);
    }
    return Math.max(0, now - Math.abs(startedAt == Measurements.UNTIMED ? now : startedAt));
  }

  /** Of 2 to the 32nd, made odd. */
  private static final int GOLDEN_SECTION = 0x9E3779B9;

  private static final VarHandle TIMES;
  private static final VarHandle STARTED_AT;

  static {
    try {
      MethodHandles.Lookup lookup = MethodHandles.lookup();
      TIMES = lookup.findVarHandle(TimedNode.class, "times", Times.class);
      STARTED_AT = lookup.findVarHandle(Times.class, "startedAtNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
