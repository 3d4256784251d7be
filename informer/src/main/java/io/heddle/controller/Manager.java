package io.heddle.controller;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.kubernetes.Transport;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Optional;

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

  private final Transport transport;
  private final Caches caches = new Caches();
  private final Client client;

  private Manager(Builder builder) {
    this.transport = builder.transport;
    this.client = new Client(transport, caches);
  }

  /**
   * A manager to be set up, which talks to the API server over {@code transport}. The transport stays the caller's to close, after the
   * manager.
   */
  public static Builder builder(Transport transport) {
    return new Builder(transport);
  }

  /**
   * A controller to be set up for objects of {@code type}.
   *
   * @param name names it in logs, metrics and thread dumps; unique in this manager
   */
  public <T extends HasMetadata> ControllerBuilder<T> controller(String name, Class<T> type) {
    return new ControllerBuilder<>(this, name, type);
  }

  /**
   * Caches a type that no controller watches, so that {@link #client()} can read it.
   *
   * @throws IllegalStateException if the manager has been started
   */
  public Manager cache(Class<? extends HasMetadata> type) {
    return notYet();
  }

  /** The client for reconcilers. Its cache is filled once the manager is ready. */
  public Client client() {
    return client;
  }

  /**
   * Starts everything, and returns at once: that caches are filled, {@link #awaitReady} tells.
   *
   * @throws IOException if the ops server cannot listen on its port; nothing is left running
   * @throws IllegalStateException if the manager has been started or closed before
   */
  public void start() throws IOException {
    notYet();
  }

  /**
   * Waits until every cache is filled and every controller runs.
   *
   * @return whether that came to be within {@code timeout}; if not, {@link #problem} says what is missing
   * @throws InterruptedException if the calling thread was interrupted
   */
  public boolean awaitReady(Duration timeout) throws InterruptedException {
    return notYet();
  }

  /** What keeps the manager from being ready, in words; empty if it is. */
  public Optional<String> problem() {
    return notYet();
  }

  /** The ops server, while the manager runs and if it was asked for one. */
  public Optional<OpsServer> ops() {
    return notYet();
  }

  /**
   * Stops everything, in the reverse order of the start, and waits for it: no object is handed to a worker any more; reconciles that are running
   * get three of the five seconds to finish and are then interrupted; the caches end; the ops server ends last. Five seconds after the call at
   * the latest it returns; a reconciler that does not heed its interrupt by then is named in the log. A second close does nothing.
   */
  @Override
  public void close() {
    notYet();
  }

  @SuppressWarnings("TypeParameterUnusedInFormals")
  private <T> T notYet() {
    throw new UnsupportedOperationException(transport + ": the manager is being built");
  }

  void register(ControllerBuilder<?> controller, Reconciler reconciler) {
    notYet();
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

    /** Watches one namespace alone, or all if it is empty, as it is if not set. Types that have no namespace are watched all the same. */
    public Builder namespace(String namespace) {
      this.namespace = namespace;
      return this;
    }

    /** Reconciles every object at least once in this time, though nothing has changed; ten hours if not set, never if zero. */
    public Builder resync(Duration period) {
      this.resync = period;
      return this;
    }

    /** Counts and times into {@code registry}, under the names of client-go and controller-runtime; nowhere if not set. */
    public Builder meters(MeterRegistry registry) {
      this.meters = registry;
      return this;
    }

    /** Serves metrics and probes: the manager starts this server, adds the readiness of its caches, and stops it. */
    public Builder ops(OpsServer.Builder server) {
      this.ops = Optional.of(server);
      return this;
    }

    /** The manager, with no controller yet. */
    public Manager build() {
      return new Manager(this);
    }

    @Override
    public String toString() {
      return namespace + resync + meters + ops;
    }
  }
}
