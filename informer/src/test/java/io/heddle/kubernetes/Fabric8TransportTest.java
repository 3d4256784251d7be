package io.heddle.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import com.sun.net.httpserver.HttpsConfigurator;
import com.sun.net.httpserver.HttpsServer;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.heddle.testing.ApiServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.util.Base64;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.BlockingQueue;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class Fabric8TransportTest {

  private static final ResourceType<ConfigMap> CONFIG_MAPS = ResourceType.of(ConfigMap.class);
  private static final ResourceType<Pod> PODS = ResourceType.of(Pod.class);

  private static ApiServer server;
  private static Transport transport;

  @BeforeAll
  static void start() throws IOException {
    server = ApiServer.start();
    transport = Fabric8Transport.of(server.config());
  }

  @AfterAll
  static void stop() {
    transport.close();
    server.close();
  }

  private static ConfigMap configMap(String name) {
    return new ConfigMapBuilder().withNewMetadata().withName(name).endMetadata().addToData("key", "välue").build();
  }

  private static ConfigMap create(String name) throws IOException, InterruptedException {
    return transport.decode(transport.create(CONFIG_MAPS, "default", transport.encode(configMap(name))), ConfigMap.class);
  }

  @Test
  void object_writtenAndRead_isTheSame() throws Exception {
    ConfigMap made = create("round-trip");
    assertThat(made.getMetadata().getUid()).isNotEmpty();
    assertThat(transport.decode(transport.get(CONFIG_MAPS, "default", "round-trip"), ConfigMap.class)).isEqualTo(made);

    made.getData().put("key", "2");
    ConfigMap updated =
        transport.decode(transport.update(CONFIG_MAPS, "default", "round-trip", transport.encode(made)), ConfigMap.class);
    assertThat(updated.getData()).containsEntry("key", "2");
    assertThatThrownBy(() -> transport.update(CONFIG_MAPS, "default", "round-trip", transport.encode(made)))
        .isInstanceOfSatisfying(ApiException.class, refusal -> assertThat(refusal.isConflict()).isTrue());

    ConfigMapList list =
        transport.decode(
            transport.list(CONFIG_MAPS, "default", ListQuery.all().withFieldSelector("metadata.name=round-trip")), ConfigMapList.class);
    assertThat(list.getItems()).hasSize(1);
    assertThat(list.getItems().getFirst().getData()).containsEntry("key", "2");

    assertThatThrownBy(() -> transport.delete(CONFIG_MAPS, "default", "round-trip", DeleteQuery.unconditional().withUid("other")))
        .isInstanceOfSatisfying(ApiException.class, refusal -> assertThat(refusal.isConflict()).isTrue());
    transport.delete(
        CONFIG_MAPS,
        "default",
        "round-trip",
        DeleteQuery.unconditional()
            .withUid(updated.getMetadata().getUid())
            .withResourceVersion(updated.getMetadata().getResourceVersion())
            .withPropagation("Background"));
    assertThatThrownBy(() -> transport.get(CONFIG_MAPS, "default", "round-trip"))
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(refusal.isNotFound()).isTrue();
              assertThat(refusal.reason()).isEqualTo("NotFound");
              assertThat(refusal).hasMessage("configmaps \"round-trip\" not found (GET /api/v1/namespaces/default/configmaps/round-trip)");
            });
  }

  @Test
  void status_writtenApart() throws Exception {
    Pod pod =
        new PodBuilder()
            .withNewMetadata().withName("status").endMetadata()
            .withNewSpec().withSchedulerName("nobody").addNewContainer().withName("main").withImage("app").endContainer().endSpec()
            .build();
    Pod made = transport.decode(transport.create(PODS, "default", transport.encode(pod)), Pod.class);
    Pod failed = made.edit().editStatus().withPhase("Failed").endStatus().build();
    transport.update(PODS, "default", "status", transport.encode(failed));
    assertThat(transport.decode(transport.get(PODS, "default", "status"), Pod.class).getStatus().getPhase()).isEqualTo("Pending");
    transport.updateStatus(PODS, "default", "status", transport.encode(failed));
    assertThat(transport.decode(transport.get(PODS, "default", "status"), Pod.class).getStatus().getPhase()).isEqualTo("Failed");
  }

  @Test
  void refusal_invalid_tellsEachField() {
    Pod pod = new PodBuilder().withNewMetadata().withName("empty").endMetadata().withNewSpec().endSpec().build();
    assertThatThrownBy(() -> transport.create(PODS, "default", transport.encode(pod)))
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(refusal.isInvalid()).isTrue();
              assertThat(refusal.serverMessage()).isEqualTo("Pod \"empty\" is invalid: spec.containers: Required value");
              assertThat(refusal.request()).isEqualTo("POST /api/v1/namespaces/default/pods");
              assertThat(refusal.causes()).singleElement().satisfies(cause -> assertThat(cause.getField()).isEqualTo("spec.containers"));
            });
  }

  @Test
  void refusal_alreadyExists_isNoConflict() throws Exception {
    create("twice");
    assertThatThrownBy(() -> create("twice"))
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(refusal.isAlreadyExists()).isTrue();
              assertThat(refusal.isConflict()).isFalse();
            });
  }

  @Test
  void refusal_versionOfTheFuture_isTold() {
    assertThatThrownBy(() -> transport.list(PODS, "", ListQuery.all().withResourceVersion("99999999", "")))
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(refusal.isResourceVersionTooLarge()).isTrue();
              assertThat(refusal.retryAfter()).isPresent();
            });
  }

  /** Starts a goroutine that waits in {@link WatchStream#next} and puts there what came of it. */
  private static Thread reader(WatchStream watch, BlockingQueue<Object> outcome) {
    return Thread.ofVirtual()
        .name("reader")
        .start(
            () -> {
              Object came;
              try {
                came = watch.next();
              } catch (IOException | InterruptedException e) {
                came = e;
              }
              outcome.add(came);
            });
  }

  private static void awaitParked(Thread thread) {
    await().until(() -> thread.getState() == Thread.State.WAITING);
  }

  @Test
  void close_whileReaderIsBlocked_freesIt() throws Exception {
    BlockingQueue<Object> outcome = new ArrayBlockingQueue<>(1);
    WatchStream watch = transport.watch(PODS, "close-test", WatchQuery.from("").withBookmarks(false));
    awaitParked(reader(watch, outcome));
    watch.close();
    assertThat(outcome.take()).isInstanceOfSatisfying(IOException.class, e -> assertThat(e).hasMessageContaining("closed from this side"));
    assertThatThrownBy(watch::next).isInstanceOf(IOException.class);
    watch.close();
  }

  @Test
  void interrupt_whileReaderIsBlocked_losesNothing() throws Exception {
    BlockingQueue<Object> outcome = new ArrayBlockingQueue<>(1);
    String version = transport.decode(transport.list(CONFIG_MAPS, "", ListQuery.all()), ConfigMapList.class).getMetadata().getResourceVersion();
    WatchQuery query = WatchQuery.from(version).withBookmarks(false).withFieldSelector("metadata.name=interrupt");
    try (WatchStream watch = transport.watch(CONFIG_MAPS, "default", query)) {
      Thread reader = reader(watch, outcome);
      awaitParked(reader);
      reader.interrupt();
      assertThat(outcome.take()).isInstanceOf(InterruptedException.class);
      create("interrupt");
      assertThat(new String(watch.next().orElseThrow(), UTF_8)).startsWith("{\"type\":\"ADDED\"").contains("\"interrupt\"");
    }
  }

  @Test
  void closeOfTransport_endsItsWatchesAndRefusesRequests() throws Exception {
    BlockingQueue<Object> outcome = new ArrayBlockingQueue<>(1);
    Transport own = Fabric8Transport.of(server.config());
    awaitParked(reader(own.watch(PODS, "close-test", WatchQuery.from("").withBookmarks(false)), outcome));
    own.close();
    assertThat(outcome.take()).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> own.list(PODS, "", ListQuery.all())).isInstanceOf(IOException.class).hasMessageContaining("closed");
    own.close();
  }

  @Test
  void interrupt_beforeARequest_nothingIsSent() throws Exception {
    Thread.currentThread().interrupt();
    assertThatThrownBy(() -> transport.create(CONFIG_MAPS, "default", transport.encode(configMap("interrupted"))))
        .isInstanceOf(InterruptedException.class);
    assertThat(Thread.interrupted()).isFalse();
  }

  @Test
  void calls_areCountedByMethodAndStatus() throws Exception {
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    try (Transport own = Fabric8Transport.of(server.config(), meters)) {
      own.list(PODS, "", ListQuery.all());
      own.watch(PODS, "", WatchQuery.from("")).close();
      assertThatThrownBy(() -> own.get(PODS, "default", "no-such-pod")).isInstanceOf(ApiException.class);
    }
    assertThat(meters.get("requests").tags("method", "GET", "status", "200").counter().count()).isEqualTo(2);
    assertThat(meters.get("requests").tags("method", "GET", "status", "404").counter().count()).isEqualTo(1);
    assertThat(meters.get("request.duration").tags("method", "GET").timer().count()).isEqualTo(3);
  }

  @Test
  void kubeconfig_thatAServerWrote_connects(@TempDir Path folder) throws Exception {
    Path file = server.writeKubeconfig(folder.resolve("kubeconfig"));
    try (Fabric8Transport own = Fabric8Transport.fromKubeconfig(file)) {
      assertThat(own.server()).isEqualTo(server.uri().toString());
      assertThat(own.list(PODS, "", ListQuery.all())).isNotEmpty();
    }
  }

  @Test
  void kubeconfig_unreadable_saysWhichAndWhyInOneLine(@TempDir Path folder) throws Exception {
    Path missing = folder.resolve("missing");
    assertThatThrownBy(() -> Fabric8Transport.fromKubeconfig(missing))
        .isInstanceOf(IOException.class)
        .hasMessage("cannot read the kubeconfig " + missing + ": there is no such file");
    Path empty = Files.writeString(folder.resolve("empty"), "");
    assertThatThrownBy(() -> Fabric8Transport.fromKubeconfig(empty)).hasMessage("cannot use the kubeconfig " + empty + ": it is empty");
    for (String content : List.of("{]", "just text", "kind: Config\napiVersion: v1\ncurrent-context: nowhere\ncontexts: []\n")) {
      Path wrong = Files.writeString(folder.resolve("wrong"), content);
      assertThatThrownBy(() -> Fabric8Transport.fromKubeconfig(wrong))
          .as(content)
          .isInstanceOf(IOException.class)
          .message()
          .startsWith("cannot use the kubeconfig " + wrong + ": ")
          .doesNotContain("\n");
    }
  }

  @Test
  void tls_isVerifiedAgainstTheConfiguredAuthority() throws Exception {
    KeyStore keys = KeyStore.getInstance("PKCS12");
    try (InputStream in = Fabric8TransportTest.class.getResourceAsStream("/loopback.p12")) {
      keys.load(in, "heddle".toCharArray());
    }
    KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
    managers.init(keys, "heddle".toCharArray());
    SSLContext tls = SSLContext.getInstance("TLS");
    tls.init(managers.getKeyManagers(), null, null);
    HttpsServer https = HttpsServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    https.setHttpsConfigurator(new HttpsConfigurator(tls));
    https.createContext(
        "/",
        exchange -> {
          byte[] body = "{\"kind\":\"PodList\",\"items\":[]}".getBytes(UTF_8);
          exchange.sendResponseHeaders(200, body.length);
          exchange.getResponseBody().write(body);
          exchange.close();
        });
    https.start();
    try {
      Config stranger =
          new ConfigBuilder(Config.empty()).withAutoConfigure(false).withMasterUrl("https://127.0.0.1:" + https.getAddress().getPort()).build();
      try (Transport distrusting = Fabric8Transport.of(stranger)) {
        assertThatThrownBy(() -> distrusting.list(PODS, "", ListQuery.all()))
            .isInstanceOf(IOException.class)
            .hasMessageStartingWith("cannot reach the API server https://127.0.0.1:")
            .hasMessageContaining("TLS failed: ");
      }
      String authority = Base64.getMimeEncoder().encodeToString(keys.getCertificate("server").getEncoded());
      String pem = "-----BEGIN CERTIFICATE-----\n" + authority + "\n-----END CERTIFICATE-----\n";
      Config known = new ConfigBuilder(stranger).withCaCertData(Base64.getEncoder().encodeToString(pem.getBytes(UTF_8))).build();
      try (Transport trusting = Fabric8Transport.of(known)) {
        assertThat(new String(trusting.list(PODS, "", ListQuery.all()), UTF_8)).contains("PodList");
      }
    } finally {
      https.stop(0);
    }
  }

  @Test
  void decode_notTheType_saysSo() {
    assertThatThrownBy(() -> transport.decode("{\"metadata\":[]}".getBytes(UTF_8), Pod.class))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageStartingWith("this JSON is no Pod: ");
  }

  @Test
  void path_thatCannotBe_refused() {
    assertThatThrownBy(() -> transport.get(PODS, "default", "../secrets/x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> transport.get(PODS, "", "x")).isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> transport.get(PODS, "default", "")).isInstanceOf(IllegalArgumentException.class);
  }
}
