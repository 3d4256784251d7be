package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.heddle.controller.Manager;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.kubernetes.ResourceType;
import io.heddle.testing.ApiServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.function.Consumer;

/** Plays the {@link Scene}: starts an API server inside this JVM and the controller against it, as it would run against any other. */
final class SceneCommand {
  /** Names the file that gets the log while the scene plays; {@code logback-scene.xml} reads it. */
  static final String LOG_FILE = "backup.scene.log";

  /** Long enough to see a Pod run, short enough to wait for its end. */
  private static final Duration POD_RUN_TIME = Duration.ofSeconds(3);

  private SceneCommand() {}

  /** Sends the log to a file, which must happen before anyone has asked for a logger, and returns that file. */
  static Path logToFile() throws IOException {
    String wanted = System.getProperty(LOG_FILE, "");
    Path file = wanted.isEmpty() ? Files.createTempFile("backup-controller-", ".log") : Path.of(wanted);
    System.setProperty(LOG_FILE, file.toString());
    System.setProperty("logback.configurationFile", "logback-scene.xml");
    return file;
  }

  /**
   * Plays the scene.
   *
   * @param pace how long each act stays before the next one begins
   * @param patience how long a claim may take to come true, on a machine that may have other things to do
   * @param controller registers the controller that is put to the test
   * @throws SceneFailed at the first claim that does not hold; everything has been stopped
   */
  static void play(Terminal terminal, Duration pace, Duration patience, Consumer<Manager> controller) throws IOException, InterruptedException, SceneFailed {
    MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    try (ApiServer server = ApiServer.builder().podRunTime(pace.isZero() ? Duration.ofMillis(300) : POD_RUN_TIME).start();
        Fabric8Transport transport = Fabric8Transport.of(server.config(), meters);
        Fabric8Transport hands = Fabric8Transport.of(server.config());
        Manager manager = Manager.builder(transport).meters(meters).build()) {
      terminal.title("Backups, kept by a controller on Heddle", "The API server runs inside this JVM, at " + server.uri() + ", and the controller beside it;"
          + " no cluster is needed. Every line with a time is what the server tells those who watch, every check asks the server itself.");
      hands.create(ResourceType.of(CustomResourceDefinition.class), "", hands.encode(Manifests.read(hands, "crd.yaml")));
      controller.accept(manager);
      manager.start();
      if (!manager.awaitReady(Duration.ofSeconds(20))) {
        throw new SceneFailed("the controller did not get ready: " + manager.problem().orElse(""));
      }
      long startNanos = System.nanoTime();
      try (Audience audience = new Audience(hands, terminal, startNanos)) {
        new Scene(new Stage(hands, audience, terminal, pace, patience), audience, terminal).play();
      }
      terminal.say("Shown: whatever happens to the Pods, the controller brings them back to what each Backup asks for, and no further. It took "
          + count(meters) + " and " + String.format(Locale.ROOT, "%.1f s.", (System.nanoTime() - startNanos) / 1e9));
    }
  }

  private static String count(MeterRegistry meters) {
    double reconciles = meters.find("controller.runtime.reconcile").counters().stream().mapToDouble(Counter::count).sum();
    double requests = meters.find("requests").counters().stream().mapToDouble(Counter::count).sum();
    return Math.round(reconciles) + " reconciles, " + Math.round(requests) + " requests";
  }
}
