package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.channels.Channel;
import io.heddle.channels.Context;
import io.heddle.channels.Goroutine;
import io.heddle.channels.ReceiveChannel;
import io.heddle.channels.Received;
import io.heddle.channels.Scope;
import io.heddle.kubernetes.ResourceType;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * An informer: its stages, and the goroutines that run them.
 *
 * @param <T> the kind of object
 */
final class InformerPipeline<T extends HasMetadata> implements SharedInformer<T> {
  /*
   * Values flow one way, and each stage is one goroutine of one scope:
   *
   *   watch reader --channel--> reflector --DeltaFifo--> processor --mailbox--> listener, one per handler
   *                             resync ----'
   *
   * No stage waits for the one after it: the queue takes everything, and a mailbox merges. So the connection is always read, however slow a
   * handler is.
   *
   * Closing ends the stages in the order of the flow. The reflector is interrupted, and with it whatever request is under way. The
   * processor is not: it applies what is still queued and ends when the queue is drained. Then the mailboxes are closed; a handler that is
   * running may return, for PATIENCE, before it is interrupted, and what it was not told yet it will not be told.
   *
   * The lifecycle's lock guards the list of listeners that wait for the start, and the state; it is held for moments.
   */
  private static final Logger log = LoggerFactory.getLogger(InformerPipeline.class);

  /** How long a stage may take to end before it is interrupted, or interrupted again. */
  static final Duration PATIENCE = Duration.ofMillis(300);

  private static final int BATCH = 10_000;

  private enum State {
    NEW,
    RUNNING,
    CLOSED
  }

  private final Source<T> source;
  private final String name;
  private final Duration resyncPeriod;
  private final Tuning tuning;
  private final SnapshotIndexer<T> indexer = new SnapshotIndexer<>();
  private final DeltaFifo<T> fifo = new DeltaFifo<>(indexer);
  private final InformerMeters meters;
  private final Vitals vitals;
  private final Processor<T> processor;
  private final Reflector<T> reflector;
  private final Channel<Object> synced = Channel.unbuffered(); // Closed when the first list is in the cache.
  private final Scope scope;
  private final ReentrantLock lifecycle = new ReentrantLock();

  // Guarded by lifecycle.
  private State state = State.NEW;
  private final List<Listener<T>> waitingForStart = new ArrayList<>();
  private final List<Goroutine> intake = new ArrayList<>(); // the reflector and the resync
  private final List<Goroutine> processing = new ArrayList<>();
  private final List<Goroutine> delivering = new ArrayList<>();
  private int listenersMade;

  InformerPipeline(Source<T> source, Duration resyncPeriod, MeterRegistry registry, Tuning tuning) {
    this.source = source;
    this.name = source.name();
    this.resyncPeriod = resyncPeriod;
    this.tuning = tuning;
    this.meters = new InformerMeters(registry, source.type().toString(), source.namespace());
    this.vitals = new Vitals(tuning.nanoTime());
    this.processor = new Processor<>(name, indexer, meters);
    this.reflector = new Reflector<>(source, fifo, indexer, meters, vitals, tuning);
    this.scope = Scope.open("heddle-informer-" + name);
    meters.gauge("items", "objects", "objects in the cache", indexer, Lister::size);
    meters.gauge("queued", "objects", "objects with changes that are not applied to the cache yet", fifo, DeltaFifo::size);
    meters.gauge("pending", "objects", "objects that handlers are yet to be told of", processor, Processor::pending);
    meters.gauge("silence", "seconds", "time since the API server was last heard", vitals, v -> v.silence().toNanos() / 1e9);
  }

  /** Starts the stages. Does nothing if they were started or closed. */
  void start() {
    lifecycle.lock();
    try {
      if (state != State.NEW) {
        return;
      }
      state = State.RUNNING;
      processing.add(scope.go("heddle-processor-" + name, this::process));
      intake.add(scope.go("heddle-reflector-" + name, reflector::run));
      if (resyncPeriod.isPositive()) {
        intake.add(scope.go("heddle-resync-" + name, this::resync));
      }
      waitingForStart.forEach(this::deliver);
      waitingForStart.clear();
    } finally {
      lifecycle.unlock();
    }
  }

  /** The goroutine that applies changes. It ends when the queue is closed and drained, and by nothing else. */
  private void process() {
    boolean more = true;
    while (more) {
      try {
        more = fifo.pop(BATCH, processor::process);
        if (!synced.isClosed() && fifo.hasSynced() && !indexer.resourceVersion().isEmpty()) {
          processor.markSynced();
          synced.close();
          log.info("synced informer={} items={} resourceVersion={}", name, indexer.size(), indexer.resourceVersion());
        }
      } catch (InterruptedException e) {
        log.debug("interrupted informer={} stage=processor", name);
      } catch (RuntimeException | Error e) { // What was popped is lost; a list brings it back.
        log.error("changes could not be applied to the cache, listing again informer={}", name, e);
        reflector.relist();
      }
    }
  }

  private void resync() throws InterruptedException {
    while (true) {
      tuning.pause().pause(resyncPeriod);
      try {
        fifo.resync();
      } catch (RuntimeException | Error e) { // The next period comes.
        log.error("resync failed informer={}", name, e);
      }
    }
  }

  private void deliver(Listener<T> listener) {
    listenersMade++;
    delivering.removeIf(Goroutine::isDone);
    delivering.add(scope.go("heddle-handler-" + name + "-" + listenersMade, listener::run));
  }

  // What users see

  @Override
  public ResourceType<T> type() {
    return source.type();
  }

  @Override
  public String namespace() {
    return source.namespace();
  }

  @Override
  public Indexer<T> indexer() {
    return indexer;
  }

  @Override
  public HandlerRegistration addHandler(ResourceEventHandler<? super T> handler) {
    return add(new Listener<>(name, Listener.Delivery.to(handler), meters));
  }

  @Override
  public ReceiveChannel<Event<T>> events(Context context) {
    Channel<Event<T>> events = Channel.unbuffered();
    HandlerRegistration registration = add(new Listener<>(name, Listener.Delivery.to(events), meters));
    context.afterFunc(registration::close);
    return events;
  }

  private HandlerRegistration add(Listener<T> listener) {
    lifecycle.lock();
    try {
      processor.add(listener); // Refuses if closed.
      if (state == State.NEW) {
        waitingForStart.add(listener);
      } else {
        deliver(listener);
      }
      return listener;
    } finally {
      lifecycle.unlock();
    }
  }

  @Override
  public boolean hasSynced() {
    return synced.isClosed();
  }

  @Override
  public boolean awaitSync(Duration timeout) throws InterruptedException {
    return synced.receive(timeout) instanceof Received.Closed<Object>;
  }

  @Override
  public InformerHealth health() {
    return new InformerHealth(hasSynced(), vitals.silence(), vitals.obstacle());
  }

  // Closing

  /** Begins to close: nothing more is taken in. Returns at once. */
  void stopIntake() {
    lifecycle.lock();
    try {
      state = State.CLOSED;
      reflector.stop();
      intake.forEach(Goroutine::interrupt);
    } finally {
      lifecycle.unlock();
    }
  }

  /** Applies what is still queued, and takes the listeners' pending events from them. To be called after {@link #stopIntake}. */
  void drain() {
    awaitEnd(intake, PATIENCE);
    fifo.close();
    awaitEnd(processing, PATIENCE);
    processor.close();
  }

  /** Gives handlers that run some time to return. To be called after {@link #drain}. */
  void awaitHandlers(Duration patience) {
    awaitEnd(delivering, patience);
  }

  /** Interrupts what still runs, and returns when every goroutine has ended. */
  void close() {
    scope.close();
    meters.close();
  }

  /** Waits a while. An interrupt of the caller ends this wait, and those that follow it at once; that of {@link #close} nothing hastens. */
  private void awaitEnd(List<Goroutine> goroutines, Duration patience) {
    long began = System.nanoTime();
    try {
      for (Goroutine goroutine : copied(goroutines)) {
        goroutine.join(patience.minusNanos(System.nanoTime() - began));
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  private List<Goroutine> copied(List<Goroutine> goroutines) {
    lifecycle.lock();
    try {
      return List.copyOf(goroutines);
    } finally {
      lifecycle.unlock();
    }
  }
}
