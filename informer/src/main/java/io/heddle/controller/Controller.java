package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import io.heddle.informer.HandlerRegistration;
import io.heddle.informer.ResourceEventHandler;
import io.heddle.kubernetes.ResourceType;
import io.heddle.workqueue.WorkQueue;
import io.micrometer.core.instrument.MeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * One controller: handlers at the informers of all types that concern it, a work queue that they fill, and workers that empty it.
 *
 * <p>Its life is a line: made and registered, {@link #start}ed by a goroutine of the manager, then {@link #stopTaking}, {@link #interrupt} where
 * needed, and {@link #awaitEnd}, all by the one thread that closes the manager. The manager orders these calls.
 */
final class Controller {

  private static final Logger log = LoggerFactory.getLogger(Controller.class);

  /** How long one look for a filled cache takes at most; it ends at once when the cache is filled. */
  private static final Duration SYNC_ROUND = Duration.ofHours(1);

  private final String name;
  private final int concurrency;
  private final WorkQueue<Request> queue;
  private final ReconcileMetrics metrics;
  private final ReconcileLoop loop;
  private final List<HandlerRegistration> sources = new ArrayList<>();
  private final List<Goroutine> workers = new CopyOnWriteArrayList<>();

  private Controller(ControllerBuilder<?> setup, Reconciler reconciler, MeterRegistry meters) {
    this.name = setup.name();
    this.concurrency = setup.concurrency();
    this.queue = WorkQueue.<Request>named(name).limiter(setup.limiter()).meters(meters).build();
    this.metrics = new ReconcileMetrics(meters, name, concurrency);
    this.loop = new ReconcileLoop(name, reconciler, queue, metrics);
  }

  /** A controller that listens to the informers of its types, whether or not these have started. */
  static <T extends HasMetadata> Controller connect(ControllerBuilder<T> setup, Reconciler reconciler, Caches caches, MeterRegistry meters) {
    Controller controller = new Controller(setup, reconciler, meters);
    ResourceType<T> type = ResourceType.of(setup.type());
    controller.listen(caches, setup.type(), new EnqueueHandler<>(object -> List.of(Request.of(object)), setup.relevant(), controller.queue::add));
    for (Class<? extends HasMetadata> dependent : setup.owned()) {
      controller.listen(
          caches, dependent, new EnqueueHandler<HasMetadata>(object -> EnqueueHandler.controllerOf(object, type), Controller::always, controller.queue::add));
    }
    setup.watches().forEach(watch -> controller.listen(caches, watch));
    log.info(
        "registered controller controller={} reconciles={} owns={} watches={} workers={}",
        setup.name(), type, names(setup.owned()), names(setup.watches().stream().map(ControllerBuilder.Watch::type).toList()), setup.concurrency());
    return controller;
  }

  private <W extends HasMetadata> void listen(Caches caches, ControllerBuilder.Watch<W> watch) {
    listen(caches, watch.type(), new EnqueueHandler<>(watch.requests(), Controller::always, queue::add));
  }

  private <W extends HasMetadata> void listen(Caches caches, Class<W> type, ResourceEventHandler<? super W> handler) {
    sources.add(caches.informer(type).addHandler(handler));
  }

  private static boolean always(Object before, Object now) {
    return true;
  }

  private static String names(List<? extends Class<? extends HasMetadata>> types) {
    return types.stream().map(type -> ResourceType.of(type).toString()).collect(Collectors.joining(",", "[", "]"));
  }

  String name() {
    return name;
  }

  /**
   * Waits until every object of the first lists is in the queue, and starts the workers. No reconcile runs before: it would take an object
   * whose list has not arrived for one that is gone.
   */
  void start() throws InterruptedException {
    for (HandlerRegistration source : sources) {
      while (!source.awaitSync(SYNC_ROUND)) {
        log.warn("still waiting for the caches controller={}", name);
      }
    }
    for (int i = 0; i < concurrency; i++) {
      workers.add(Go.go("heddle-worker-" + name + '-' + i, loop::run));
    }
    log.info("started controller controller={} workers={} queued={}", name, concurrency, queue.size());
  }

  /** Takes no more events and begins no more reconciles. */
  void stopTaking() {
    sources.forEach(HandlerRegistration::close);
    loop.stop();
    queue.shutDown();
  }

  /** Whether every worker has ended within {@code timeout}. */
  boolean awaitEnd(Duration timeout) throws InterruptedException {
    long deadline = System.nanoTime() + timeout.toNanos();
    for (Goroutine worker : workers) {
      if (!worker.join(Duration.ofNanos(Math.max(0, deadline - System.nanoTime())))) {
        return false;
      }
    }
    return true;
  }

  void interrupt() {
    workers.forEach(Goroutine::interrupt);
  }

  /** Lets go of the meters. */
  void forget() {
    metrics.close();
  }
}
