package io.heddle.informer;

import static io.heddle.informer.TestObjects.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.kubernetes.ResourceType;
import io.heddle.testing.ApiServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.time.Duration;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The informer over the real transport, HTTP and all, against the API server inside the JVM. */
class InformerOverHttpTest {
  private final ApiServer server;
  private final Fabric8Transport transport;
  private final ServerObjects objects;
  private final SharedInformerFactory factory;
  private final SharedInformer<ConfigMap> informer;
  private final Recorder recorder = new Recorder();

  InformerOverHttpTest() throws IOException {
    server = ApiServer.start();
    transport = Fabric8Transport.of(server.config());
    objects = new ServerObjects(transport, "default");
    // Backs off a twentieth of the time, and finds silence suspicious after a second.
    Tuning tuning =
        new Tuning(5, Duration.ofSeconds(1), Duration.ofSeconds(10), System::nanoTime, () -> ThreadLocalRandom.current().nextDouble(),
            time -> Tuning.standard().pause().pause(time.dividedBy(20)));
    factory = new SharedInformerFactory(transport, Duration.ZERO, new SimpleMeterRegistry(), tuning);
    informer = factory.informerFor(ConfigMap.class, "default");
    informer.addHandler(recorder);
  }

  @AfterEach
  void close() {
    factory.close();
    transport.close();
    server.close();
    assertThat(recorder.violations).isEmpty();
  }

  private void startAndSync() throws InterruptedException {
    factory.start();
    assertThat(factory.awaitSync(Duration.ofSeconds(30))).isTrue();
  }

  private void awaitUpToDate() {
    eventually().untilAsserted(() -> {
      assertThat(ServerObjects.versions(informer.indexer())).isEqualTo(objects.versions());
      assertThat(recorder.versions()).isEqualTo(objects.versions());
    });
  }

  @Test
  void cache_ofAListOfManyPages_equalsTheServer() throws Exception {
    for (int i = 0; i < 23; i++) {
      objects.create("o" + i, "v");
    }
    startAndSync();
    assertThat(informer.indexer().size()).isEqualTo(objects.versions().size()).isGreaterThanOrEqualTo(23);
    awaitUpToDate();
  }

  @Test
  void changes_areToldInTheirOrder() throws Exception {
    startAndSync();
    String first = objects.create("a", "1").getMetadata().getResourceVersion();
    eventually().until(() -> recorder.told.contains("+a@" + first));
    String second = objects.update("a", "2").getMetadata().getResourceVersion();
    eventually().until(() -> recorder.told.contains("a@" + first + ">" + second));
    objects.delete("a");
    eventually().until(() -> recorder.told.stream().anyMatch(told -> told.startsWith("-a@") && !told.endsWith("?")));
    awaitUpToDate();
  }

  @ParameterizedTest
  @ValueSource(longs = {1, 2, 3})
  void cache_afterAnyHistoryAndAnyFaults_equalsTheServer(long seed) throws Exception {
    Random random = new Random(seed);
    startAndSync();
    for (int i = 0; i < 150; i++) {
      objects.changeAny(random);
      switch (random.nextInt(20)) {
        case 0 -> server.faults().cutWatches();
        case 1 -> server.faults().endWatches();
        case 2 -> server.faults().expireHistory();
        case 3 -> server.faults().silenceWatches(true);
        case 4 -> server.faults().silenceWatches(false);
        case 5 -> {
          server.faults().failNext(3, request -> request.contains("watch=") || request.contains("limit="), 429, Duration.ofSeconds(1));
          server.faults().cutWatches();
        }
        case 6 -> {
          server.faults().failNext(2, request -> request.contains("watch=") || request.contains("limit="), 503, Duration.ZERO);
          server.faults().expireHistory();
          server.faults().cutWatches();
        }
        case 7 -> server.sendBookmarks();
        default -> {}
      }
    }
    server.faults().clear();
    awaitUpToDate();
  }

  /** As when a control plane is restored from a backup: what was is no more, and versions begin anew. */
  @Test
  void serverReplacedByAnother_isFollowed() throws Exception {
    for (int i = 0; i < 30; i++) {
      objects.create("o" + i, "v");
    }
    startAndSync();
    eventually().until(() -> recorder.versions().containsKey("default/o29"));
    int port = server.uri().getPort();
    server.close();
    try (ApiServer other = ApiServer.builder().port(port).start()) {
      assertThat(other.uri()).isEqualTo(server.uri());
      eventually().untilAsserted(() -> assertThat(ServerObjects.versions(informer.indexer())).isEqualTo(objects.versions()));
      objects.create("new", "v");
      eventually().until(() -> informer.indexer().get("default/new").isPresent());
      assertThat(informer.indexer().get("default/o1")).isEmpty();
    }
    recorder.violations.clear(); // Versions do go back here.
  }

  @Test
  void typeThatIsNotServedYet_isWaitedFor() throws Exception {
    SharedInformer<GenericKubernetesResource> widgets =
        factory.informerFor(new ResourceType<>("example.com", "v1", "widgets", "Widget", true, GenericKubernetesResource.class), "");
    startAndSyncAllBut(widgets);
    assertThat(widgets.hasSynced()).isFalse();
    CustomResourceDefinition definition =
        new CustomResourceDefinitionBuilder()
            .withNewMetadata().withName("widgets.example.com").endMetadata()
            .withNewSpec().withGroup("example.com").withScope("Namespaced")
            .withNewNames().withPlural("widgets").withSingular("widget").withKind("Widget").withListKind("WidgetList").endNames()
            .addNewVersion().withName("v1").withServed(true).withStorage(true)
            .withNewSchema().withNewOpenAPIV3Schema().withType("object").withXKubernetesPreserveUnknownFields(true).endOpenAPIV3Schema().endSchema()
            .endVersion().endSpec().build();
    byte[] unused = transport.create(ResourceType.of(CustomResourceDefinition.class), "", transport.encode(definition));
    assertThat(widgets.awaitSync(Duration.ofSeconds(30))).isTrue();
  }

  private void startAndSyncAllBut(SharedInformer<?> late) throws InterruptedException {
    factory.start();
    assertThat(informer.awaitSync(Duration.ofSeconds(30))).isTrue();
    eventually().until(() -> late.health().obstacle().contains("CustomResourceDefinition"));
  }

  @Test
  void close_withOpenConnections_endsWithinASecond() throws Exception {
    startAndSync();
    eventually().until(() -> server.openWatches() == 1);
    long began = System.nanoTime();
    factory.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    eventually().until(() -> {
      server.sendBookmarks(); // A server learns that nobody reads when it writes.
      return server.openWatches() == 0;
    });
  }
}
