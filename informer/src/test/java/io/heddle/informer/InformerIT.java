package io.heddle.informer;

import static io.heddle.informer.TestObjects.eventually;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Namespace;
import io.fabric8.kubernetes.api.model.NamespaceBuilder;
import io.heddle.kubernetes.DeleteQuery;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.kubernetes.ResourceType;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The informer against a real control plane, with the settings it has in production. */
class InformerIT {
  private static final ResourceType<Namespace> NAMESPACES = ResourceType.of(Namespace.class);
  private static final Path CLUSTER = Path.of(System.getProperty("heddle.it.cluster", ""));

  private final String namespace = "heddle-informer-" + Long.toString(System.nanoTime(), 36);
  private final Recorder recorder = new Recorder();
  private final Fabric8Transport transport;
  private final ServerObjects objects;
  private final SharedInformerFactory factory;
  private final SharedInformer<ConfigMap> informer;

  InformerIT() throws IOException {
    transport = Fabric8Transport.fromKubeconfig(CLUSTER.resolve("kubeconfig"));
    objects = new ServerObjects(transport, namespace);
    factory = new SharedInformerFactory(transport, Duration.ofMinutes(30));
    informer = factory.informerFor(ConfigMap.class, namespace);
    informer.addHandler(recorder);
  }

  @BeforeEach
  void createNamespace() throws Exception {
    Namespace created = new NamespaceBuilder().withNewMetadata().withName(namespace).endMetadata().build();
    byte[] unused = transport.create(NAMESPACES, "", transport.encode(created));
    factory.start();
    assertThat(factory.awaitSync(Duration.ofSeconds(30))).isTrue();
  }

  @AfterEach
  void close() throws Exception {
    factory.close();
    byte[] unused = transport.delete(NAMESPACES, "", namespace, DeleteQuery.unconditional());
    transport.close();
    assertThat(recorder.violations).isEmpty();
  }

  private void awaitUpToDate(Duration limit) {
    eventually().atMost(limit).untilAsserted(() -> {
      assertThat(ServerObjects.versions(informer.indexer())).isEqualTo(objects.versions());
      assertThat(recorder.versions()).isEqualTo(objects.versions());
    });
  }

  @Test
  void cache_besideABusyServer_endsEqualToAList() throws Exception {
    Random random = new Random(1);
    for (int i = 0; i < 500; i++) {
      objects.changeAny(random);
    }
    awaitUpToDate(Duration.ofSeconds(30));
  }

  @Test
  void apiServerKilledAndStartedAgain_isCarriedOnWithoutALoss() throws Exception {
    assumeThat(Files.exists(CLUSTER.resolve("started"))).as("the cluster is one that the tests may kill").isTrue();
    objects.create("before", "1");
    objects.create("deleted", "1");
    awaitUpToDate(Duration.ofSeconds(30));

    control("kill");
    eventually().until(() -> !informer.health().obstacle().isEmpty());
    assertThat(informer.indexer().get(namespace + "/before")).isPresent(); // The cache is still served.
    control("start");
    eventually().atMost(Duration.ofSeconds(60)).ignoreExceptions().until(() -> !objects.versions().isEmpty());

    String after = objects.create("after", "1").getMetadata().getResourceVersion();
    objects.delete("deleted");
    long changed = System.nanoTime();
    eventually().atMost(Duration.ofSeconds(10)).until(() -> recorder.told.contains("+after@" + after));
    eventually().atMost(Duration.ofSeconds(10).minusNanos(System.nanoTime() - changed)).until(() -> recorder.told.stream().anyMatch(told -> told.startsWith("-deleted@")));
    awaitUpToDate(Duration.ofSeconds(10));
    assertThat(informer.health().isCurrent()).isTrue();
  }

  private static void control(String command) throws IOException, InterruptedException {
    Process process =
        new ProcessBuilder("bash", System.getProperty("heddle.it.script"), command, CLUSTER.toString(), "kube-apiserver").inheritIO().start();
    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as("cluster " + command).isZero();
  }
}
