package io.heddle.workqueue;

import static java.util.Objects.requireNonNull;

import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.LockSupport;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;

/**
 * A queue of keys to be worked on, with the contract of client-go's workqueue.
 *
 * <ul>
 *   <li><b>Fair</b>: keys are handed out in the order in which they were added.
 *   <li><b>Stingy</b>: a key is never with two workers at once, and a key added many times before it is handed out is handed out once.
 *   <li><b>Nothing is lost</b>: a key added while it is worked on is handed out again after its worker is {@link #done}.
 *   <li><b>Many producers, many workers</b>, and a shutdown that lets workers finish what is queued.
 * </ul>
 *
 * @param <K> the keys; {@code equals} and {@code hashCode} must not change while a key is in the queue
 */
public final class WorkQueue<K> implements AutoCloseable {

  private final String name;
  private final RateLimiter<K> limiter;
  private final ReentrantLock lock = new ReentrantLock();
  private final Condition changed = lock.newCondition();
  private final Set<K> dirty = new HashSet<>();
  private final Set<K> processing = new HashSet<>();
  private final ArrayDeque<K> ready = new ArrayDeque<>();
  private boolean closed;
  private boolean draining;

  private WorkQueue(Builder<K> builder) {
    name = builder.name;
    limiter = builder.limiter;
  }

  private Optional<K> take(long nanos) throws InterruptedException {
    lock.lockInterruptibly();
    try {
      long left = nanos;
      Optional<K> key = poll();
      while (key.isEmpty() && left > 0) {
        left = changed.awaitNanos(left);
        key = poll();
      }
      return key;
    } finally {
      lock.unlock();
    }
  }

  private Optional<K> poll() {
    K key = ready.poll();
    if (key == null) {
      if (closed) {
        throw new QueueShutDownException(name);
      }
      return Optional.empty();
    }
    dirty.remove(key);
    processing.add(key);
    return Optional.of(key);
  }

  /** Begins a queue. */
  public static <K> Builder<K> named(String name) {
    return new Builder<>(name);
  }

  /** Adds a key. */
  public void add(K key) {
    requireNonNull(key, "key");
    lock.lock();
    try {
      if (closed || !dirty.add(key)) {
        return;
      }
      if (!processing.contains(key)) {
        ready.add(key);
        changed.signalAll();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Adds a key after a delay. */
  public void addAfter(K key, Duration delay) {
    long nanos = RateLimiters.saturatedNanos(delay);
    if (nanos <= 0) {
      add(key);
      return;
    }
    requireNonNull(key, "key");
    Thread.ofVirtual()
        .name("heddle-workqueue-" + name)
        .start(
            () -> {
              long deadline = System.nanoTime() + nanos;
              for (long left = nanos; left > 0 && !isShuttingDown(); left = deadline - System.nanoTime()) {
                LockSupport.parkNanos(Math.min(left, 100_000_000));
              }
              add(key);
            });
  }

  /** Adds a key after the delay that the limiter gives. */
  public void addRateLimited(K key) {
    addAfter(key, limiter.next(key));
  }

  /** Forgets the failures of a key. */
  public void forget(K key) {
    limiter.forget(key);
  }

  /** Returns the failures of a key since it was forgotten. */
  public int retries(K key) {
    return limiter.retries(key);
  }

  /** Waits for a key and hands it out. */
  public K get() throws InterruptedException {
    return take(Long.MAX_VALUE).orElseThrow();
  }

  /** Waits at most so long for a key. */
  public Optional<K> get(Duration timeout) throws InterruptedException {
    return take(RateLimiters.saturatedNanos(timeout));
  }

  /** Hands out a key if one is ready. */
  public Optional<K> tryGet() {
    lock.lock();
    try {
      return poll();
    } finally {
      lock.unlock();
    }
  }

  /** Hands out up to {@code max} keys that are ready. */
  public int drainTo(Collection<? super K> keys, int max) {
    int count = 0;
    while (count < max) {
      Optional<K> key = tryGet();
      if (key.isEmpty()) {
        break;
      }
      keys.add(key.get());
      count++;
    }
    return count;
  }

  /** Says that the work on a key has ended. */
  public void done(K key) {
    lock.lock();
    try {
      if (!processing.remove(requireNonNull(key, "key"))) {
        throw new IllegalStateException("done(" + key + ") on workqueue \"" + name + "\": nobody holds this key");
      }
      if (dirty.contains(key)) {
        ready.add(key);
      }
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** The number of keys that are ready to be handed out. */
  public int size() {
    lock.lock();
    try {
      return ready.size();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the queue. */
  public void shutDown() {
    lock.lock();
    try {
      closed = true;
      draining = false;
      changed.signalAll();
    } finally {
      lock.unlock();
    }
  }

  /** Ends the queue and waits until all work is done. */
  public void shutDownWithDrain() throws InterruptedException {
    lock.lockInterruptibly();
    try {
      closed = true;
      draining = true;
      changed.signalAll();
      while (draining && !(ready.isEmpty() && processing.isEmpty())) {
        changed.await();
      }
    } finally {
      lock.unlock();
    }
  }

  /** Tells whether the queue was shut down. */
  public boolean isShuttingDown() {
    lock.lock();
    try {
      return closed;
    } finally {
      lock.unlock();
    }
  }

  /** The same as {@link #shutDown}. */
  @Override
  public void close() {
    shutDown();
  }

  /** What a queue is made of. */
  public static final class Builder<K> {
    private final String name;
    private RateLimiter<K> limiter = RateLimiters.defaults();
    private @Nullable MeterRegistry meters;

    private Builder(String name) {
      this.name = requireNonNull(name);
    }

    /** Sets the limiter. */
    public Builder<K> limiter(RateLimiter<K> limiter) {
      this.limiter = requireNonNull(limiter);
      return this;
    }

    /** Registers the queue's meters. */
    public Builder<K> meters(MeterRegistry meters) {
      this.meters = requireNonNull(meters);
      return this;
    }

    /** Makes the queue. */
    public WorkQueue<K> build() {
      return new WorkQueue<>(this);
    }

    @Nullable MeterRegistry meters() {
      return meters;
    }
  }
}
