package io.heddle.workqueue;

import static java.util.Objects.requireNonNull;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.util.concurrent.ThreadLocalRandom;

/** A node of a queue that is measured: it notes when its key was added and when it was handed out, if {@link Measurements} wants to know. */
final class TimedNode<K> extends Node<K> {
  /**
   * When the key became dirty, or {@link Measurements#UNTIMED}; written before the word, and read after it. Several adders may race to make a key dirty and each notes its time first; the
   * loser's, which may stand in the end, is from the same moment unless it was stopped just there.
   */
  private long addedAtNanos;

  /**
   * When the key was handed out; {@link Measurements#UNTIMED} if that is not known, or if nobody has it; if negative, when an untimed piece of work was first seen to go on.
   */
  private long startedAtNanos;

  TimedNode(WorkQueue<K> queue, K key, Lane lane) {
    super(queue, key, lane);
    addedAtNanos = measurements().sample(ThreadLocalRandom.current().nextInt());
  }

  TimedNode(WorkQueue<K> queue, K key) {
    super(queue, key);
  }

  /** By way of the queue: there are as many nodes as keys, and each byte counts. */
  private Measurements measurements() {
    return requireNonNull(queue.measurements);
  }

  /** Draws by the number of the announcement, which costs less than to ask the thread for its generator: the multiples of the golden section are as far apart as can be. */
  @Override
  void stampAdded() {
    addedAtNanos = measurements().sample((announcement(word()) + hash) * GOLDEN_SECTION);
  }

  @Override
  long addedAtNanos() {
    return addedAtNanos;
  }

  @Override
  void started(long addedAtNanos) {
    long now = Measurements.UNTIMED;
    if (addedAtNanos != Measurements.UNTIMED) {
      now = measurements().now();
      measurements().waited(now - addedAtNanos);
    }
    STARTED_AT.setOpaque(this, now);
  }

  @Override
  void ending() {
    long startedAt = (long) STARTED_AT.getOpaque(this);
    if (startedAt == Measurements.UNTIMED) {
      return;
    }
    STARTED_AT.setOpaque(this, Measurements.UNTIMED);
    if (startedAt > 0) {
      measurements().worked(measurements().now() - startedAt);
    }
  }

  /** For how long the key has been worked on; 0 if it is not. Of work that was not timed only the time from when it was first asked for is known. */
  long runningNanos(long now) {
    if (!isHeld()) {
      return 0;
    }
    long startedAt = (long) STARTED_AT.getOpaque(this);
    if (startedAt == Measurements.UNTIMED) {
      boolean unused = STARTED_AT.compareAndSet(this, Measurements.UNTIMED, -now);
    }
    return Math.max(0, now - Math.abs(startedAt == Measurements.UNTIMED ? now : startedAt));
  }

  /** Of 2 to the 32nd, made odd. */
  private static final int GOLDEN_SECTION = 0x9E3779B9;

  private static final VarHandle STARTED_AT;

  static {
    try {
      STARTED_AT = MethodHandles.lookup().findVarHandle(TimedNode.class, "startedAtNanos", long.class);
    } catch (ReflectiveOperationException e) {
      throw new ExceptionInInitializerError(e);
    }
  }
}
