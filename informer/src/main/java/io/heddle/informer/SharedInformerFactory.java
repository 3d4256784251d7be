package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Makes informers, one per type and namespace, and runs them.
 *
 * {@snippet :
 * try (SharedInformerFactory factory = new SharedInformerFactory(transport, Duration.ofMinutes(30))) {
 *   SharedInformer<Pod> pods = factory.informerFor(Pod.class, "default");
 *   pods.addHandler(ResourceEventHandler.of(event -> System.out.println(event)));
 *   factory.start();
 *   factory.awaitSync(Duration.ofSeconds(10));
 *   List<Pod> running = pods.indexer().list();
 * }
 * }
 *
 * <p>All methods may be called from any thread.
 */
public final class SharedInformerFactory implements AutoCloseable {
  private final Transport transport;
  private final Duration resyncPeriod;
  private final MeterRegistry meters;
  private final Tuning tuning;
  private final ReentrantLock lock = new ReentrantLock();

  // Guarded by lock.
  private final Map<Source<?>, InformerPipeline<?>> informers = new LinkedHashMap<>();
  private boolean started;
  private boolean closed;

  /**
   * Makes a factory without metrics.
   *
   * @param transport reaches the API server; not closed by this factory
   * @param resyncPeriod how often each object is told to every handler again though nothing changed; zero for never
   */
  public SharedInformerFactory(Transport transport, Duration resyncPeriod) {
    this(transport, resyncPeriod, new CompositeMeterRegistry());
  }

  /**
   * Makes a factory.
   *
   * @param transport reaches the API server; not closed by this factory
   * @param resyncPeriod how often each object is told to every handler again though nothing changed; zero for never
   * @param meters where the informers count and measure, under names that begin with {@code heddle.informer}; the meters are removed when
   *     the factory closes
   * @throws IllegalArgumentException if the period is negative
   */
  public SharedInformerFactory(Transport transport, Duration resyncPeriod, MeterRegistry meters) {
    this(transport, resyncPeriod, meters, Tuning.standard());
  }

  SharedInformerFactory(Transport transport, Duration resyncPeriod, MeterRegistry meters, Tuning tuning) {
    if (resyncPeriod.isNegative()) {
      throw new IllegalArgumentException("the resync period is negative: " + resyncPeriod + "; use Duration.ZERO for no resync");
    }
    this.transport = transport;
    this.resyncPeriod = resyncPeriod;
    this.meters = meters;
    this.tuning = tuning;
  }

  /**
   * The informer of a type, in all namespaces.
   *
   * @param type a class of fabric8's models, or of a custom resource
   * @param <T> that class
   * @return the informer, made by the first call; it runs from {@link #start} on, or at once if that was called
   * @throws IllegalArgumentException if the class does not say which type it is of
   * @throws IllegalStateException if the factory is closed
   */
  public <T extends HasMetadata> SharedInformer<T> informerFor(Class<T> type) {
    return informerFor(type, "");
  }

  /**
   * The informer of a type, in one namespace.
   *
   * @param type a class of fabric8's models, or of a custom resource
   * @param namespace the namespace; the empty string for all
   * @param <T> that class
   * @return the informer, made by the first call; it runs from {@link #start} on, or at once if that was called
   * @throws IllegalArgumentException if the class does not say which type it is of
   * @throws IllegalStateException if the factory is closed
   */
  public <T extends HasMetadata> SharedInformer<T> informerFor(Class<T> type, String namespace) {
    return informerFor(ResourceType.of(type), namespace);
  }

  /**
   * The informer of a type that is described by hand.
   *
   * @param type the type
   * @param namespace the namespace; the empty string for all
   * @param <T> the class of its objects
   * @return the informer, made by the first call; it runs from {@link #start} on, or at once if that was called
   * @throws IllegalStateException if the factory is closed
   */
  @SuppressWarnings("unchecked") // The key holds the class.
  public <T extends HasMetadata> SharedInformer<T> informerFor(ResourceType<T> type, String namespace) {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the factory is closed: it makes no informer for " + type);
      }
      Source<T> source = new Source<>(transport, type, namespace);
      InformerPipeline<T> informer =
          (InformerPipeline<T>) informers.computeIfAbsent(source, absent -> new InformerPipeline<>(source, resyncPeriod, meters, tuning));
      if (started) {
        informer.start();
      }
      return informer;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Starts all informers, those made so far and those to come. Returns at once: what the API server answers, or that it does not, is the
   * informers' business. Further calls do nothing.
   *
   * @throws IllegalStateException if the factory is closed
   */
  public void start() {
    lock.lock();
    try {
      if (closed) {
        throw new IllegalStateException("the factory is closed: it cannot be started");
      }
      started = true;
      informers.values().forEach(InformerPipeline::start);
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every informer made so far has synced.
   *
   * @param timeout how long at most; zero or less only looks
   * @return whether all have
   * @throws InterruptedException if the calling thread is interrupted while it waits
   */
  public boolean awaitSync(Duration timeout) throws InterruptedException {
    long began = System.nanoTime();
    for (InformerPipeline<?> informer : informers()) {
      if (!informer.awaitSync(timeout.minusNanos(System.nanoTime() - began))) {
        return false;
      }
    }
    return true;
  }

  private List<InformerPipeline<?>> informers() {
    lock.lock();
    try {
      return List.copyOf(informers.values());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Ends all informers, and returns when their goroutines have ended: requests under way are cut off, what had arrived is still applied to
   * the caches, handlers that run may return for a moment and are then interrupted, and what they were not told yet is dropped. The caches
   * can still be read. A second call does nothing. An interrupt of the calling thread does not end the wait, and stays pending.
   *
   * <p>Not to be called by a handler, which would wait for itself.
   */
  @Override
  public void close() {
    lock.lock();
    try {
      if (closed) {
        return;
      }
      closed = true;
    } finally {
      lock.unlock();
    }
    List<InformerPipeline<?>> ending = informers();
    ending.forEach(InformerPipeline::stopIntake);
    ending.forEach(InformerPipeline::drain);
    long drained = System.nanoTime();
    ending.forEach(informer -> informer.awaitHandlers(InformerPipeline.PATIENCE.minusNanos(System.nanoTime() - drained)));
    ending.forEach(InformerPipeline::close);
  }
}
