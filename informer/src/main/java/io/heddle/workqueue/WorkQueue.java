package io.heddle.workqueue;

import static java.util.Objects.requireNonNull;

import io.heddle.channels.Received;
import io.heddle.channels.Registration;
import io.heddle.channels.Select;
import io.heddle.channels.Selectable;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.Collection;
import java.util.Optional;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.LongStream;
import org.jspecify.annotations.Nullable;

/**
 * A queue of keys to be worked on, with the contract of client-go's workqueue.
 *
 * <ul>
 *   <li><b>Fair</b>: keys are handed out in the order in which they were added, within a {@link Lane}.
 *   <li><b>Stingy</b>: a key added many times before it is handed out is handed out once, and a key is never with two workers at a time.
 *   <li><b>Nothing is lost</b>: a key added while it is worked on is handed out again after its worker is {@link #done done}.
 *   <li><b>Many producers, many workers</b>, adds for later, and a shutdown that lets the workers finish what is queued.
 * </ul>
 *
 * {@snippet :
 * try (var queue = WorkQueue.<String>named("backups").build()) {
 *   queue.add("default/nightly");                    // from any thread, never blocks
 *   while (true) {
 *     String key = queue.get();                      // in each worker; throws QueueShutDownException in the end
 *     try {
 *       reconcile(key);
 *       queue.forget(key);
 *     } catch (IOException e) {
 *       queue.addRateLimited(key);                   // again after 5 ms, 10 ms, 20 ms ...
 *     } finally {
 *       queue.done(key);                             // always, or the key is never handed out again
 *     }
 *   }
 * }
 * }
 *
 * <p>All methods may be called from any thread. Only {@link #get()}, its relatives and {@link #shutDownWithDrain} block. Two keys are the same if they are {@linkplain Object#equals
 * equal}; which of several equal instances is handed out is not specified. A key that nobody works on, that is not queued, not delayed, not pinned and has no failures takes no memory.
 *
 * <p>Memory effects: what a thread did before it added a key <i>happens-before</i> what a worker does after it was handed that key by the next hand-out, also if the add changed nothing
 * because the key was waiting already. What a worker did before {@code done} happens-before what the next worker of that key does.
 *
 * @param <K> the keys; {@code equals} and {@code hashCode} must not change while a key is in the queue
 */
public final class WorkQueue<K> implements Selectable<K>, AutoCloseable {
  /*
   * How the pieces meet. The KeyTable finds a key's Node, whose one word says where the key stands (the essay is there). A key that is ready has a
   * reference in one of the Lanes, queues that only know offer and poll. A worker that finds none waits in an event count (Waiters). Adds for later
   * wait in Delays, whose goroutine calls add in the end.
   *
   *   add -> table -> Node: QUEUED -> Lanes -> takers.signal     get -> Lanes -> Node: PROCESSING     done -> Node: DEAD -> out of the table
   *
   * A node is in the table from when its key is first announced until it is DEAD; who finds a dead one begins again.
   *
   * Shutting down. Adds check closed and are ignored. An add that passed this check and made its key dirty looks again before it publishes, and
   * takes the key back: so from the end on a key that rests never comes to a worker again, and a drain needs no count of what is left. It goes
   * through the keys once and waits at each until that one rests. And such an add looks once more after it has published, for the last worker may
   * have left by then, and the drain would wait for ever. get reads closed before it looks for a key, so that it ends only if there was none after the
   * end.
   *
   * Progress. add, done and the non-blocking part of get are lock-free, as their parts are: KeyTable, Node, SegmentQueue, Waiters.
   */

  private final String name;
  private final RateLimiter<K> limiter;
  private final QueueClock clock;
  private final KeyTable<K> nodes;
  private final Lanes<K> lanes;
  private final Waiters takers = new Waiters();
  private final Waiters drainers = new Waiters();
  private final Delays<K> delays;
  private final boolean coalescing;
  /** Null if the queue is not measured. */
  final @Nullable Measurements measurements;

  /** How many adds found a worker at their key, and how many of these keys became ready again since. */
  private final LongAdder dirtied = new LongAdder();

  private final LongAdder readyAgain = new LongAdder();
  private final LongAdder ignored = new LongAdder();
  private volatile boolean closed;
  private volatile boolean draining;

  private WorkQueue(Builder<K> builder) {
    name = builder.name;
    limiter = builder.limiter;
    clock = builder.clock;
    nodes = new KeyTable<>(builder.tableLength);
    lanes = new Lanes<>(builder.segmentLength);
    coalescing = builder.coalescing;
    delays = new Delays<>(name, clock, this::addNow);
    MeterRegistry registry = builder.meters;
    measurements = registry == null ? null : new Measurements(this, name, clock, registry);
  }

  /**
   * Begins a queue.
   *
   * @param name what the queue is called in its meters, in the names of its goroutines and in messages
   * @param <K> the keys
   * @return a builder, of which everything else has a default
   */
  public static <K> Builder<K> named(String name) {
    return new Builder<>(name);
  }

  /**
   * Adds a key in lane {@link Lane#NORMAL}. See {@link #add(Object, Lane)}.
   *
   * @param key the key
   */
  public void add(K key) {
    add(key, Lane.NORMAL);
  }

  /**
   * Says that a key needs work. If it is waiting already nothing changes, but that it is raised to the lane if that is the higher one (it goes to the end of that lane; a key is never
   * lowered). If a worker has it, it is queued again when that worker is done. Never blocks. After a shutdown the add is ignored and counted.
   *
   * @param key the key
   * @param lane how urgent it is
   */
  public void add(K key, Lane lane) {
    requireNonNull(key, "key");
    requireNonNull(lane, "lane");
    if (coalescing) {
      delays.cancel(key);
    }
    addNow(key, lane);
  }

  private void addNow(K key, Lane lane) {
    if (closed) {
      ignored.increment();
      return;
    }
    while (true) {
      Node<K> node = nodes.find(key);
      if (node == null ? addNew(key, lane) : node.absorbs(lane) || addTo(node, lane)) {
        return;
      }
    }
  }

  /** Adds by a key's node, whatever became of it. */
  void add(Node<K> node, Lane lane) {
    requireNonNull(lane, "lane");
    if (coalescing) {
      delays.cancel(node.key());
    }
    if (closed) {
      ignored.increment();
    } else if (!node.absorbs(lane) && !addTo(node, lane)) {
      addNow(node.key(), lane);
    }
  }

  private boolean addNew(K key, Lane lane) {
    Node<K> fresh = measurements == null ? new Node<>(this, key, lane) : new TimedNode<>(this, key, lane);
    if (nodes.insert(fresh) != null) {
      return false;
    }
    publishAdded(fresh, lane);
    return true;
  }

  /** Adds to a node that was found; false if it is dead. */
  private boolean addTo(Node<K> node, Lane lane) {
    Node.Outcome outcome = node.tryAdd(lane);
    while (outcome == Node.Outcome.UNPUBLISHED && publishForAnother(node)) {
      outcome = node.tryAdd(lane);
    }
    switch (outcome) {
      case ANNOUNCED -> publishAdded(node, lane);
      case DIRTIED -> dirtied.increment();
      case RAISED -> offerRaised(node, lane);
      default -> {}
    }
    return outcome != Node.Outcome.DEAD;
  }

  /** Makes a raised key findable in its new lane. */
  private void offerRaised(Node<K> node, Lane lane) {
    lanes.addGhost();
    lanes.offer(node, lane);
    takers.signal();
  }

  /** Makes an announced key findable, and tells a worker. */
  private void publish(Node<K> node) {
    long announced = node.word();
    lanes.offer(node, Node.lane(announced));
    takers.signal();
    node.published(announced);
  }

  /** Publishes what the caller announced in the lane, unless the queue is shut down meanwhile. */
  private void publishAdded(Node<K> node, Lane lane) {
    if (closed && takeBack(node, lane, /* offered= */ false)) {
      return;
    }
    publish(node);
    if (closed) {
      takeBack(node, lane, /* offered= */ true);
    }
  }

  private boolean takeBack(Node<K> node, Lane lane, boolean offered) {
    Node.Done taken = node.takeBack(lane, offered);
    if (taken == null) {
      return false;
    }
    if (offered) {
      lanes.addGhost();
    }
    if (taken == Node.Done.DEAD) {
      nodes.remove(node);
    }
    ignored.increment();
    tellDrains();
    return true;
  }

  /** Publishes what another adder announced and may have stopped before; false if the queue was shut down and it is left to that one. */
  private boolean publishForAnother(Node<K> node) {
    if (closed) {
      ignored.increment();
      return false;
    }
    lanes.addGhost();
    publish(node);
    return true;
  }

  /**
   * Adds a key after a delay, in lane {@link Lane#NORMAL}. See {@link #addAfter(Object, Duration, Lane)}.
   *
   * @param key the key
   * @param delay how long from now; zero or less adds at once
   */
  public void addAfter(K key, Duration delay) {
    addAfter(key, delay, Lane.NORMAL);
  }

  /**
   * Adds a key after a delay, never earlier. Of several delayed adds of a key that has not come to its time the earliest counts, and the highest of their lanes. A delayed key is not
   * part of the {@linkplain #size size}. An {@link #add(Object) add} meanwhile has no effect on a delayed one, so that the key comes twice, unless {@link Builder#coalesceDelays} was
   * chosen. Never blocks. A shutdown forgets what is delayed; after it the add is ignored and counted.
   *
   * @param key the key
   * @param delay how long from now; zero or less adds at once
   * @param lane how urgent the key is when its time has come
   */
  public void addAfter(K key, Duration delay, Lane lane) {
    requireNonNull(key, "key");
    requireNonNull(lane, "lane");
    long delayNanos = RateLimiters.saturatedNanos(delay);
    if (closed) {
      ignored.increment();
      return;
    }
    if (measurements != null) {
      measurements.retried();
    }
    if (delayNanos <= 0) {
      add(key, lane);
    } else if (!coalescing || !raiseIfDirty(key, lane)) {
      delays.add(key, lane, clock.deadline(delayNanos));
    }
  }

  /** Tells whether a key needs work already, and raises it to the lane then. */
  private boolean raiseIfDirty(K key, Lane lane) {
    Node<K> node = nodes.find(key);
    if (node == null) {
      return false;
    }
    if (node.absorbs(lane)) {
      return true;
    }
    Node.Outcome outcome = node.tryRaise(lane);
    while (outcome == Node.Outcome.UNPUBLISHED && publishForAnother(node)) {
      outcome = node.tryRaise(lane);
    }
    if (outcome == Node.Outcome.RAISED) {
      offerRaised(node, lane);
    }
    return outcome == Node.Outcome.RAISED || outcome == Node.Outcome.UNCHANGED || outcome == Node.Outcome.UNPUBLISHED;
  }

  /**
   * Adds a key after the delay that the queue's {@link RateLimiter} gives for it, which grows with each call until {@link #forget}. To be called when work on a key failed. Never blocks.
   * What the limiter throws is passed on, and then nothing was added.
   *
   * @param key the key
   */
  public void addRateLimited(K key) {
    addRateLimited(key, Lane.NORMAL);
  }

  /**
   * As {@link #addRateLimited(Object)}, in a lane.
   *
   * @param key the key
   * @param lane how urgent the key is when its time has come
   */
  public void addRateLimited(K key, Lane lane) {
    addAfter(key, limiter.next(requireNonNull(key, "key")), lane);
  }

  /**
   * Forgets a key's failures, because it succeeded or because it is given up. It does not end the work on a key: call {@link #done} too.
   *
   * @param key the key, known or not
   */
  public void forget(K key) {
    limiter.forget(requireNonNull(key, "key"));
  }

  /**
   * Returns how often {@link #addRateLimited(Object) addRateLimited} was called for a key since it was last forgotten.
   *
   * @param key the key, known or not
   * @return the number of failures, 0 if there are none
   */
  public int retries(K key) {
    return limiter.retries(requireNonNull(key, "key"));
  }

  /**
   * Hands out the next key, and waits for one if there is none. The caller is then the key's one worker until {@link #done}.
   *
   * @return the key
   * @throws QueueShutDownException if the queue was shut down and no key is ready
   * @throws InterruptedException if the calling thread was interrupted before or while it waited; no key was handed out
   */
  public K get() throws InterruptedException {
    Node<K> node = take(QueueClock.NEVER);
    return requireNonNull(node).key();
  }

  /**
   * Hands out the next key, and waits for one for a while if there is none.
   *
   * @param timeout how long to wait; zero or less does not wait
   * @return the key, or nothing if none came in time
   * @throws QueueShutDownException if the queue was shut down and no key is ready
   * @throws InterruptedException if the calling thread was interrupted before or while it waited; no key was handed out
   */
  public Optional<K> get(Duration timeout) throws InterruptedException {
    Node<K> node = take(clock.deadline(Math.max(0, RateLimiters.saturatedNanos(timeout))));
    return node == null ? Optional.empty() : Optional.of(node.key());
  }

  /**
   * Hands out the next key if there is one. Never blocks. A key that another thread is about to take counts as taken.
   *
   * @return the key, or nothing if none is ready
   * @throws QueueShutDownException if the queue was shut down and no key is ready
   */
  public Optional<K> tryGet() {
    Node<K> node = next();
    return node == null ? Optional.empty() : Optional.of(node.key());
  }

  /**
   * As {@link #tryGet}, for {@link Select#on}: with the queue as one case of a select a goroutine waits for a key or for something else, whichever comes first. If the select
   * chooses another case, no key was handed out.
   *
   * {@snippet :
   * boolean goesOn = Select.select(
   *     Select.on(queue, key -> work(key), () -> false),     // false: the queue was shut down and is empty
   *     Select.receive(settings.changes(), this::apply));
   * }
   *
   * @return the key, which the caller then holds until {@link #done}; {@link Received.Empty} if none is ready; {@link Received.Closed} if the queue was shut down and no key is ready
   */
  @Override
  public Received<K> poll() {
    boolean ended = closed;
    Node<K> node = lanes.poll();
    if (node != null) {
      return new Received.Value<>(node.key());
    }
    noteIdle();
    return ended ? new Received.Closed<>() : new Received.Empty<>();
  }

  /**
   * Has an action run when a key may be ready or the queue is shut down. For {@link Select}; the action counts as a worker that waits, so {@link Registration#stop} must be called in the
   * end, also after the action has run.
   *
   * @param ready what to run, by the thread that adds or shuts down, or by the caller
   * @return a way to call it off
   */
  @Override
  public Registration onReady(Runnable ready) {
    Waiters.Waiter waiter = takers.register(requireNonNull(ready, "ready"));
    if (closed || !lanes.isEmpty()) {
      ready.run();
    }
    return () -> takers.cancel(waiter);
  }

  /**
   * As {@link #get()}, but with the key's place in the queue, which makes {@link WorkItem#done} cheaper than {@link #done(Object)}.
   *
   * @return the key's place
   * @throws QueueShutDownException if the queue was shut down and no key is ready
   * @throws InterruptedException if the calling thread was interrupted before or while it waited; no key was handed out
   */
  public WorkItem<K> getItem() throws InterruptedException {
    return requireNonNull(take(QueueClock.NEVER));
  }

  /** The next key's node, which the caller then holds; null if none is ready. */
  private @Nullable Node<K> next() {
    boolean ended = closed;
    Node<K> node = lanes.poll();
    if (node == null) {
      noteIdle();
      if (ended) {
        throw new QueueShutDownException(name);
      }
    }
    return node;
  }

  private void noteIdle() {
    if (measurements != null) {
      measurements.idle();
    }
  }

  private @Nullable Node<K> take(long deadlineNanos) throws InterruptedException {
    if (Thread.interrupted()) {
      throw new InterruptedException();
    }
    Node<K> node = next();
    while (node == null) {
      Waiters.Waiter waiter = takers.register();
      boolean signalled = false;
      try {
        node = next();
        signalled = node == null && waiter.await(clock, deadlineNanos);
      } finally {
        if (!signalled) {
          takers.cancel(waiter);
        }
      }
      if (node == null) {
        if (!signalled) {
          return null;
        }
        node = next();
      }
    }
    return node;
  }

  /**
   * Hands out the keys that are ready now, up to a number. Each must be {@link #done} for itself. Never blocks.
   *
   * @param keys where to put them, in their order
   * @param max the largest number
   * @return how many were handed out, possibly none
   * @throws QueueShutDownException if the queue was shut down and no key is ready
   * @throws IllegalArgumentException if {@code max} is negative
   */
  public int drainTo(Collection<? super K> keys, int max) {
    requireNonNull(keys, "keys");
    if (max < 0) {
      throw new IllegalArgumentException("max is " + max + "; a number of keys is zero or more");
    }
    int count = 0;
    while (count < max) {
      Node<K> node = count == 0 ? next() : lanes.poll();
      if (node == null) {
        break;
      }
      keys.add(node.key());
      count++;
    }
    return count;
  }

  /**
   * Says that the caller's work on a key has ended, whether it went well or not. If the key was added meanwhile it is queued now. Never blocks.
   *
   * @param key a key that was handed out
   * @throws IllegalStateException if nobody has the key: it was not handed out, or done was called before
   */
  public void done(K key) {
    Node<K> node = nodes.find(requireNonNull(key, "key"));
    if (node == null || !node.isHeld()) {
      throw notHeld(key);
    }
    endWork(node);
  }

  /** Ends the work on a key by its node, or by its present one if that node is dead. */
  void done(Node<K> node) {
    if (node.isHeld()) {
      endWork(node);
    } else {
      done(node.key());
    }
  }

  private void endWork(Node<K> node) {
    node.ending();
    switch (node.tryDone()) {
      case ANNOUNCED -> {
        readyAgain.increment();
        publish(node);
      }
      case DEAD -> nodes.remove(node);
      case IDLE -> {}
      case NOT_HELD -> throw notHeld(node.key());
    }
    tellDrains();
  }

  /** Has drains look again at the key that they wait for. */
  private void tellDrains() {
    if (draining) {
      drainers.signalAll();
    }
  }

  /**
   * Gives a key a place that lasts until {@link WorkItem#unpin}, for those who add the same key often. The key itself may be added, handed out and done as any other. Pinning a key twice
   * gives the same place, and unpinning it once is then enough. Never blocks.
   *
   * @param key the key
   * @return the key's place, which takes memory until it is given up
   */
  public WorkItem<K> pin(K key) {
    requireNonNull(key, "key");
    while (true) {
      Node<K> node = nodes.find(key);
      if (node == null) {
        Node<K> fresh = measurements == null ? new Node<>(this, key) : new TimedNode<>(this, key);
        if (nodes.insert(fresh) == null) {
          return fresh;
        }
      } else if (node.tryPin()) {
        return node;
      }
    }
  }

  void unpin(Node<K> node) {
    if (node.tryUnpin()) {
      nodes.remove(node);
    }
  }

  private IllegalStateException notHeld(K key) {
    return new IllegalStateException(
        "done(" + key + ") on workqueue \"" + name + "\": nobody has this key; call done once for each key that get handed out");
  }

  /**
   * Returns the number of keys that are ready to be handed out: not those with workers, not the delayed ones.
   *
   * @return the number, exact when nothing is being added or handed out at this moment
   */
  public int size() {
    return lanes.size();
  }

  /**
   * Returns how many adds were ignored because they came after a shutdown.
   *
   * @return the number since the queue was made
   */
  public long ignoredAdds() {
    return ignored.sum();
  }

  /**
   * Shuts the queue down: later adds are ignored, delayed ones forgotten, what is queued is still handed out, and then {@link #get()} throws {@link QueueShutDownException}. Its meters are
   * removed. A {@link #shutDownWithDrain} that is waiting returns. Does not block, and may be called again.
   */
  public void shutDown() {
    draining = false;
    endAdds();
    drainers.signalAll();
    removeMeters();
  }

  /**
   * Shuts the queue down as {@link #shutDown} does, and waits until every key that was queued has been handed out and is {@link #done}. There must be workers that go on to get keys, and
   * the calling thread must hold none. Returns early if another thread calls {@code shutDown}.
   *
   * @throws InterruptedException if the calling thread was interrupted while it waited; the queue is shut down all the same
   */
  public void shutDownWithDrain() throws InterruptedException {
    draining = true;
    endAdds();
    for (Node<K> node : nodes.nodes()) {
      awaitRest(node);
    }
    removeMeters();
  }

  /** Waits until the key is neither queued nor with a worker, or until no drain is wanted any more. */
  private void awaitRest(Node<K> node) throws InterruptedException {
    while (draining && node.isBusy()) {
      Waiters.Waiter waiter = drainers.register();
      boolean signalled = false;
      try {
        signalled = draining && node.isBusy() && waiter.await(clock, QueueClock.NEVER);
      } finally {
        if (!signalled) {
          drainers.cancel(waiter);
        }
      }
    }
  }

  private void endAdds() {
    closed = true;
    delays.stop();
    takers.signalAll();
  }

  private void removeMeters() {
    if (measurements != null) {
      measurements.remove();
    }
  }

  /**
   * Tells whether the queue was shut down, with or without a drain.
   *
   * @return true from the moment a shutdown began
   */
  public boolean isShuttingDown() {
    return closed;
  }

  /** The same as {@link #shutDown}. */
  @Override
  public void close() {
    shutDown();
  }

  /** How many adds made a key dirty; never too many, and while operations run perhaps too few. */
  long adds() {
    long added = dirtied.sum() + lanes.announcements();
    return added - readyAgain.sum();
  }

  /** For how long each key that is worked on has been so, if this queue is measured. */
  LongStream running(long nowNanos) {
    return nodes.nodes().stream().mapToLong(node -> node instanceof TimedNode<K> timed ? timed.runningNanos(nowNanos) : 0);
  }

  /** Whether the delayed adds are as they should be at this time, for tests. */
  boolean hasSettledDelays() {
    return delays.isSettled();
  }

  /** How many keys take memory, for tests. */
  int liveKeys() {
    return nodes.entries();
  }

  /** How many references are in the lanes, those to be skipped among them, for tests. */
  long references() {
    return lanes.references();
  }

  /** How many waiters take memory, for tests. */
  int waiters() {
    return takers.size();
  }

  /** Names the queue and says how much is in it. */
  @Override
  public String toString() {
    return "WorkQueue[" + name + ", ready=" + size() + (closed ? ", shut down" : "") + "]";
  }

  /**
   * What a queue is made of.
   *
   * @param <K> the keys
   */
  public static final class Builder<K> {
    private final String name;
    private RateLimiter<K> limiter = RateLimiters.defaults();
    private @Nullable MeterRegistry meters;
    private boolean coalescing;
    private QueueClock clock = QueueClock.system();
    private int segmentLength = SegmentQueue.DEFAULT_SEGMENT_LENGTH;
    private int tableLength = KeyTable.FIRST_LENGTH;

    private Builder(String name) {
      this.name = requireNonNull(name, "name");
    }

    /**
     * Sets the limiter of {@link WorkQueue#addRateLimited(Object) addRateLimited}; {@link RateLimiters#defaults()} if none is set.
     *
     * @param limiter the limiter, not shared with another queue unless the two are to share its counts
     * @return this builder
     */
    public Builder<K> limiter(RateLimiter<K> limiter) {
      this.limiter = requireNonNull(limiter, "limiter");
      return this;
    }

    /**
     * Has the queue measured, under client-go's names and with the queue's name as tag {@code name}: {@code workqueue_depth}, {@code workqueue_adds_total}, {@code
     * workqueue_queue_duration_seconds}, {@code workqueue_work_duration_seconds}, {@code workqueue_unfinished_work_seconds}, {@code workqueue_longest_running_processor_seconds}, {@code
     * workqueue_retries_total}; and {@code workqueue_adds_ignored_total}. The meters are removed when the queue is shut down. Without this a queue spends nothing on being measured.
     *
     * <p>The two durations are taken of each key up to 100,000 keys a second, with 10,000 keys in advance. Of more, a random sample is taken: under a steady load quantiles
     * and averages stay right, but the counts of these two are then those of the sample. A piece of work that was not timed counts as unfinished from when that was first asked for.
     *
     * @param meters where the meters go; no two queues with meters in it may have one name at a time
     * @return this builder
     */
    public Builder<K> meters(MeterRegistry meters) {
      this.meters = requireNonNull(meters, "meters");
      return this;
    }

    /**
     * Chooses controller-runtime's rule for delayed adds in the place of client-go's: an add now takes the place of one that was to come later, and a delayed add of a key that is ready
     * already is left out, but for its lane. So a key that is worked on now is not worked on once more because of a delay from before.
     *
     * @return this builder
     */
    public Builder<K> coalesceDelays() {
      this.coalescing = true;
      return this;
    }

    Builder<K> clock(QueueClock clock) {
      this.clock = clock;
      return this;
    }

    Builder<K> tableLength(int tableLength) {
      this.tableLength = tableLength;
      return this;
    }

    Builder<K> segmentLength(int segmentLength) {
      this.segmentLength = segmentLength;
      return this;
    }

    /**
     * Makes the queue.
     *
     * @return a new queue, empty and open
     * @throws IllegalStateException if the registry has the meters of another queue of this name
     */
    public WorkQueue<K> build() {
      return new WorkQueue<>(this);
    }
  }
}
