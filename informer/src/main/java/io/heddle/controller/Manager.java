package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import io.heddle.informer.SharedInformer;
import io.heddle.informer.SharedInformerFactory;
import io.heddle.kubernetes.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.locks.ReentrantLock;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Runs controllers: gives them one connection, one cache for each type and one set of metrics, starts them in order and stops
 * them in order.
 *
 * {@snippet :
 * try (Manager manager = Manager.builder(transport).meters(registry).ops(OpsServer.builder().port(8080).metrics(registry::scrape)).build()) {
 *   manager.controller("backup", Backup.class).owns(Pod.class).concurrency(4).reconcileWith(new BackupReconciler(manager.client()));
 *   manager.start();
 *   stopped.await();
 * }
 * }
 *
 * <p>{@link #start} starts the ops server, then the caches, then each controller as soon as the caches that it needs are filled. A type
 * that the API server does not serve yet, because its CustomResourceDefinition has not been applied, is named in the log and waited for.
 * {@link #close} stops in the reverse order. All methods may be called from any thread.
 */
public final class Manager implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Manager.class);

  /** How long reconciles may go on when the manager stops, and then how long they have to heed their interrupt. */
  private static final Duration TO_FINISH = Duration.ofSeconds(3);

  private static final Duration TO_HEED_INTERRUPT = Duration.ofSeconds(1);

  private enum State {
    NEW,
    STARTED,
    CLOSED
  }

  private final SharedInformerFactory informers;
  private final Caches caches;
  private final Client client;
  private final MeterRegistry meters;
  private final Optional<OpsServer.Builder> opsSetup;

  /** Guards the fields below; held for a moment only, never while something is awaited. */
  private final ReentrantLock lock = new ReentrantLock();

  private State state = State.NEW;
  private final List<Controller> controllers = new ArrayList<>();
  private final List<Goroutine> starters = new ArrayList<>();
  private Optional<OpsServer> ops = Optional.empty();

  private Manager(Builder builder) {
    this.informers = new SharedInformerFactory(builder.transport, builder.resync, builder.meters);
    this.caches = new Caches(informers, builder.namespace);
    this.client = new Client(builder.transport, caches);
    this.meters = builder.meters;
    this.opsSetup = builder.ops;
  }

  /**
   * A manager to be set up.
   *
   * @param transport reaches the API server; it stays the caller's to close, after the manager
   * @return a builder with the defaults
   */
  public static Builder builder(Transport transport) {
    return new Builder(transport);
  }

  /**
   * A controller to be set up for objects of {@code type}.
   *
   * @param name names it in logs, metrics and thread dumps; unique in this manager
   * @param type the class of the objects to reconcile
   * @param <T> the class of the objects to reconcile
   * @return a builder with the defaults
   */
  public <T extends HasMetadata> ControllerBuilder<T> controller(String name, Class<T> type) {
    return new ControllerBuilder<>(this, name, type);
  }

  void register(ControllerBuilder<?> setup, Reconciler reconciler) {
    lock.lock();
    try {
      requireNew("register controller " + setup.name());
      if (controllers.stream().anyMatch(controller -> controller.name().equals(setup.name()))) {
        throw new IllegalArgumentException(
            "there is a controller named " + setup.name() + " already, and logs and metrics could not tell the two apart: choose another name");
      }
      controllers.add(Controller.connect(setup, reconciler, caches, meters));
    } finally {
      lock.unlock();
    }
  }

  /**
   * Caches a type that no controller watches, so that {@link #client()} can read it.
   *
   * @param type the class of the objects
   * @return this manager
   * @throws IllegalStateException if the manager has been started
   */
  public Manager cache(Class<? extends HasMetadata> type) {
    lock.lock();
    try {
      requireNew("cache " + type.getSimpleName());
      caches.informer(type);
      return this;
    } finally {
      lock.unlock();
    }
  }

  private void requireNew(String what) {
    if (state != State.NEW) {
      throw new IllegalStateException("cannot " + what + ": the manager has been " + (state == State.STARTED ? "started" : "closed") + " already");
    }
  }

  /**
   * The client for reconcilers. Its cache is filled once the manager is ready.
   *
   * @return the client, the same each time
   */
  public Client client() {
    return client;
  }

  /**
   * Starts everything, and returns at once: that caches are filled, {@link #awaitReady} tells.
   *
   * @throws IOException if the ops server cannot listen on its port; nothing has been started, and the manager may be started again
   * @throws IllegalStateException if the manager has been started or closed before
   */
  public void start() throws IOException {
    lock.lock();
    try {
      requireNew("start");
      if (opsSetup.isPresent()) {
        ops = Optional.of(opsSetup.get().readyCheck("manager", this::problem).start());
      }
      state = State.STARTED;
      informers.start();
      for (Controller controller : controllers) {
        starters.add(Go.go("heddle-start-" + controller.name(), controller::start));
      }
      log.info("started manager controllers={} caches={}", controllers.size(), caches.informers().size());
    } finally {
      lock.unlock();
    }
  }

  /**
   * Waits until every cache is filled and every controller runs.
   *
   * @param timeout how long at most; zero or less only looks
   * @return whether that came to be within {@code timeout}; if not, {@link #problem} says what is missing
   * @throws InterruptedException if the calling thread was interrupted
   */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    Deadline deadline = Deadline.in(timeout);
    for (Goroutine starter : starters()) {
      if (!starter.join(deadline.left())) {
        return false;
      }
    }
    if (!informers.awaitSync(deadline.left())) {
      return false;
    }
    return problem().isEmpty();
  }

  /**
   * What keeps the manager from being ready.
   *
   * @return the reason in words, on one line; empty if the manager is ready
   */
  public Optional<String> problem() {
    return switch (state()) {
      case NEW -> Optional.of("not started");
      case CLOSED -> Optional.of("stopped");
      case STARTED -> missing();
    };
  }

  private Optional<String> missing() {
    String unfilled =
        caches.informers().stream().filter(informer -> !informer.hasSynced()).map(Manager::unfilled).sorted().collect(Collectors.joining("; "));
    if (!unfilled.isEmpty()) {
      return Optional.of(LogText.oneLine(unfilled));
    }
    List<Goroutine> starting = starters();
    return starting.stream()
        .flatMap(starter -> starter.failure().stream())
        .findFirst()
        .map(failure -> "a controller could not start: " + LogText.of(failure))
        .or(() -> starting.stream().allMatch(Goroutine::isDone) ? Optional.empty() : Optional.of("controllers are starting"));
  }

  private static String unfilled(SharedInformer<?> informer) {
    String obstacle = informer.health().obstacle();
    return informer.type() + ": " + (obstacle.isEmpty() ? "its first list has not arrived" : obstacle);
  }

  private State state() {
    lock.lock();
    try {
      return state;
    } finally {
      lock.unlock();
    }
  }

  private List<Goroutine> starters() {
    lock.lock();
    try {
      return List.copyOf(starters);
    } finally {
      lock.unlock();
    }
  }

  /**
   * The ops server, through which its port can be learnt.
   *
   * @return the server; empty before the manager has started, and if it was not asked for one
   */
  public Optional<OpsServer> ops() {
    lock.lock();
    try {
      return ops;
    } finally {
      lock.unlock();
    }
  }

  /**
   * Stops everything, in the reverse order of the start, and waits for it: no reconcile begins any more; those that are running get three
   * seconds to finish and are then interrupted; the caches end; the ops server ends last. It takes five seconds at most; a controller
   * whose reconciler does not heed its interrupt by then is named in the log. If the calling thread is interrupted, so are the
   * reconciles, at once, and the thread's interrupt is set again on return. A second close does nothing.
   */
  @Override
  public void close() {
    State before;
    lock.lock();
    try {
      before = state;
      state = State.CLOSED;
    } finally {
      lock.unlock();
    }
    if (before == State.CLOSED) {
      return;
    }
    long start = System.nanoTime();
    boolean interrupted = stopControllers();
    informers.close();
    controllers.forEach(Controller::forget);
    ops.ifPresent(OpsServer::close);
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
    log.info("stopped manager tookMillis={}", Duration.ofNanos(System.nanoTime() - start).toMillis());
  }

  /** Ends all workers, and says whether the calling thread was interrupted meanwhile. */
  private boolean stopControllers() {
    starters.forEach(Goroutine::interrupt);
    List<Controller> reversed = controllers.reversed();
    reversed.forEach(Controller::stopTaking);
    boolean interrupted = false;
    List<Controller> running = List.of();
    try {
      for (Goroutine starter : starters) {
        starter.join();
      }
      running = stillRunning(reversed, Deadline.in(TO_FINISH));
    } catch (InterruptedException e) {
      interrupted = true;
      running = reversed;
    }
    running.forEach(Controller::interrupt);
    try {
      running = stillRunning(running, Deadline.in(TO_HEED_INTERRUPT));
    } catch (InterruptedException e) {
      interrupted = true;
    }
    running.forEach(
        controller -> log.error("a reconcile does not heed its interrupt and is left behind controller={}", controller.name()));
    return interrupted;
  }

  private static List<Controller> stillRunning(List<Controller> controllers, Deadline deadline) throws InterruptedException {
    List<Controller> running = new ArrayList<>();
    for (Controller controller : controllers) {
      if (!controller.awaitEnd(deadline.left())) {
        running.add(controller);
      }
    }
    return running;
  }

  /** Sets up a {@link Manager}. Not for use by several threads at once. */
  public static final class Builder {
    private final Transport transport;
    private String namespace = "";
    private Duration resync = Duration.ofHours(10);
    private MeterRegistry meters = new CompositeMeterRegistry();
    private Optional<OpsServer.Builder> ops = Optional.empty();

    private Builder(Transport transport) {
      this.transport = transport;
    }

    /**
     * Watches one namespace alone; all of them if not set. Types that have no namespace are watched all the same.
     *
     * @param namespace the namespace, empty for all
     * @return this builder
     */
    public Builder namespace(String namespace) {
      this.namespace = namespace;
      return this;
    }

    /**
     * Reconciles every object once in a while though nothing has changed; every ten hours if not set.
     *
     * @param period how often; zero for never
     * @return this builder
     */
    public Builder resync(Duration period) {
      this.resync = period;
      return this;
    }

    /**
     * Counts and times, under the names of client-go and controller-runtime; not at all if not set.
     *
     * @param registry where to; the manager's meters are removed from it when the manager closes
     * @return this builder
     */
    public Builder meters(MeterRegistry registry) {
      this.meters = registry;
      return this;
    }

    /**
     * Serves metrics and probes: the manager starts this server, adds its own readiness to the probe, and stops it.
     *
     * @param server the server to be started
     * @return this builder
     */
    public Builder ops(OpsServer.Builder server) {
      this.ops = Optional.of(server);
      return this;
    }

    /**
     * Makes the manager.
     *
     * @return a manager with no controller yet, not started
     * @throws IllegalArgumentException if the resync period is negative
     */
    public Manager build() {
      return new Manager(this);
    }
  }
}
