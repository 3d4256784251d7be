package io.heddle.examples.backup;

import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;

import io.fabric8.kubernetes.api.model.Pod;
import io.heddle.channels.Channel;
import io.heddle.channels.Context;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import io.heddle.controller.Manager;
import io.heddle.controller.OpsServer;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.kubernetes.ListQuery;
import io.heddle.kubernetes.ResourceType;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Runs the controller against a cluster until it is told to stop. What keeps it from that is told in one line, by a {@link Failure}. */
final class ControllerCommand {
  private static final Logger log = LoggerFactory.getLogger(ControllerCommand.class);

  /** Where a reader of a message finds the manifests, from the root of a checkout. */
  private static final String MANIFESTS = "examples/backup-controller/manifests/";

  private static final Path SERVICE_ACCOUNT = Path.of("/var/run/secrets/kubernetes.io/serviceaccount/token");

  private ControllerCommand() {}

  /** Why the controller cannot run, in one line, and the exit code that goes with it. */
  static final class Failure extends Exception {
    private static final long serialVersionUID = 1L;
    private final int exitCode;

    Failure(int exitCode, String message) {
      super(message);
      this.exitCode = exitCode;
    }

    int exitCode() {
      return exitCode;
    }
  }

  /** The one controller of this program, made part of a manager. */
  static void register(Manager manager, int workers) {
    manager.controller("backup", Backup.class).owns(Pod.class).concurrency(workers).reconcileWith(new BackupReconciler(manager.client(), InstantSource.system()));
  }

  /**
   * Runs the controller. Blocks until {@code stop} is cancelled and everything has ended.
   *
   * @throws Failure if it cannot run; nothing is left running
   * @throws InterruptedException if the calling thread was interrupted; nothing is left running
   */
  static void run(Arguments.Run arguments, Context stop) throws Failure, InterruptedException {
    InetAddress metricsAddress = resolve(arguments.metricsHost());
    PrometheusMeterRegistry registry = Metrics.registry();
    try (Fabric8Transport transport = connect(arguments.kubeconfig(), registry)) {
      FirstAnswer answer = ask(transport, arguments.namespace(), stop);
      switch (answer) {
        case FirstAnswer.Good good -> {}
        case FirstAnswer.NotYet notYet -> log.warn("{}", notYet.line());
        case FirstAnswer.Hopeless hopeless -> throw new Failure(1, hopeless.line());
      }
      Manager.Builder builder = Manager.builder(transport).namespace(arguments.namespace()).meters(registry);
      if (arguments.metricsPort() > 0) {
        builder.ops(OpsServer.builder().address(metricsAddress).port(arguments.metricsPort()).metrics(registry::scrape));
      }
      try (Manager manager = builder.build()) {
        register(manager, arguments.workers());
        if (!stop.isCancelled()) {
          start(manager);
        }
        if (awaitReady(manager, stop)) {
          String where = arguments.namespace().isEmpty() ? "all namespaces" : "namespace " + arguments.namespace();
          log.info("ready: looking after the Backups of {} server={} workers={}", where, transport.server(), arguments.workers());
          select(receive(stop.done(), never -> never, () -> "cancelled"));
        }
        log.info("stopping");
      }
      log.info("stopped");
    } finally {
      registry.close();
    }
  }

  private static InetAddress resolve(String host) throws Failure {
    try {
      return InetAddress.getByName(host);
    } catch (UnknownHostException e) {
      throw new Failure(2, "--metrics-host " + host + " is no address of this host: 127.0.0.1 and 0.0.0.0 are");
    }
  }

  private static Fabric8Transport connect(@Nullable Path kubeconfig, PrometheusMeterRegistry registry) throws Failure {
    if (kubeconfig == null && !Files.exists(SERVICE_ACCOUNT)) {
      throw new Failure(2, "--in-cluster is for a Pod, which has the token of its ServiceAccount in " + SERVICE_ACCOUNT + "; here there is none");
    }
    try {
      return kubeconfig == null ? Fabric8Transport.autoConfigure(registry) : Fabric8Transport.fromKubeconfig(kubeconfig, registry);
    } catch (IOException e) {
      throw new Failure(2, String.valueOf(e.getMessage()));
    }
  }

  private static void start(Manager manager) throws Failure {
    try {
      manager.start();
    } catch (IOException e) {
      throw new Failure(1, String.valueOf(e.getMessage()));
    }
  }

  /** Waits until the caches are filled, or until the controller is told to stop; whether it was the first. */
  private static boolean awaitReady(Manager manager, Context stop) throws InterruptedException {
    while (!stop.isCancelled()) {
      if (manager.awaitReady(Duration.ofMillis(200))) {
        return true;
      }
    }
    return false;
  }

  /** What the server says to the first request. */
  private sealed interface FirstAnswer {
    /** It knows Backups, and shows them. */
    record Good() implements FirstAnswer {}

    /** Something is missing that may still come, and is waited for. */
    record NotYet(String line) implements FirstAnswer {}

    /** Waiting would not help. */
    record Hopeless(String line) implements FirstAnswer {}
  }

  /** Asks the server once for Backups, so that what is wrong from the start is told in one line. Gives up when the controller is told to stop. */
  private static FirstAnswer ask(Fabric8Transport transport, String namespace, Context stop) throws InterruptedException {
    Channel<FirstAnswer> answers = Channel.buffered(1);
    Goroutine asking = Go.go("backup-first-request", () -> answers.send(firstAnswer(transport, namespace)));
    try {
      return select(receive(answers, answer -> answer), receive(stop.done(), never -> new FirstAnswer.Good(), FirstAnswer.Good::new));
    } finally {
      asking.interrupt();
    }
  }

  private static FirstAnswer firstAnswer(Fabric8Transport transport, String namespace) throws InterruptedException {
    try {
      transport.list(ResourceType.of(Backup.class), namespace, ListQuery.all().withLimit(1));
      return new FirstAnswer.Good();
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return new FirstAnswer.NotYet("the cluster does not know backups.example.com yet; waiting for: kubectl apply -f " + MANIFESTS + "crd.yaml");
      }
      if (e.isForbidden()) {
        return new FirstAnswer.Hopeless(transport.server() + " denies the right to list Backups: " + e.serverMessage() + "; the rights are in " + MANIFESTS + "rbac.yaml");
      }
      return new FirstAnswer.Hopeless(transport.server() + " refuses to list Backups: " + e.serverMessage());
    } catch (IOException e) {
      return new FirstAnswer.Hopeless(String.valueOf(e.getMessage()));
    }
  }
}
