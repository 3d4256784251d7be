package io.heddle.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Namespaced;
import io.fabric8.kubernetes.api.model.Secret;
import io.fabric8.kubernetes.api.model.SecretBuilder;
import io.fabric8.kubernetes.api.model.SecretList;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinition;
import io.fabric8.kubernetes.api.model.apiextensions.v1.CustomResourceDefinitionBuilder;
import io.fabric8.kubernetes.client.CustomResource;
import io.fabric8.kubernetes.model.annotation.Group;
import io.fabric8.kubernetes.model.annotation.Version;
import io.heddle.channels.Channel;
import io.heddle.channels.Go;
import io.heddle.channels.Goroutine;
import io.heddle.informer.SharedInformerFactory;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.kubernetes.ListQuery;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import io.heddle.testing.ApiServer;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The manager, its controllers and their client, against the API server inside the JVM. */
class ManagerTest {

  private static final Duration SOON = Duration.ofSeconds(20);

  /** A custom resource whose definition is applied late. */
  @Group("test.heddle.io")
  @Version("v1")
  @SuppressWarnings("serial")
  static class Widget extends CustomResource<Void, Void> implements Namespaced {}

  private ApiServer server;
  private Transport transport;
  private Manager manager;

  /** Another user of the server, without a cache. */
  private Client others;

  @SuppressWarnings("NullAway.Init")
  ManagerTest() {}

  @BeforeEach
  void start() throws IOException {
    server = ApiServer.builder().nodes(0).start();
    transport = Fabric8Transport.of(server.config());
    manager = Manager.builder(transport).build();
    others = new Client(transport, new Caches(new SharedInformerFactory(transport, Duration.ZERO), ""));
  }

  @AfterEach
  void stop() {
    manager.close();
    transport.close();
    server.close();
  }

  private static ConfigMap map(String name) {
    return new ConfigMapBuilder().withNewMetadata().withNamespace("default").withName(name).endMetadata().build();
  }

  private static Secret secretOf(ConfigMap owner, String name) {
    Secret secret = new SecretBuilder().withNewMetadata().withNamespace("default").withName(name).endMetadata().build();
    Owners.setController(secret, owner);
    return secret;
  }

  private static Request request(String name) {
    return new Request("default", name);
  }

  private void startReady() throws IOException, InterruptedException {
    manager.start();
    assertThat(manager.awaitReady(SOON)).as(() -> manager.problem().orElse("ready")).isTrue();
  }

  @Test
  void start_whatIsThereAndWhatComes_isReconciled() throws Exception {
    others.create(map("early"));
    Channel<Request> runs = Channel.buffered(100);
    manager.controller("maps", ConfigMap.class).reconcileWith(request -> {
      if (request.namespace().equals("default") && !request.name().startsWith("kube-")) {
        runs.send(request);
      }
      return Result.done();
    });
    startReady();

    assertThat(runs.receive()).isEqualTo(request("early"));
    ConfigMap late = others.create(map("late"));
    assertThat(runs.receive()).isEqualTo(request("late"));
    others.edit(late, draft -> draft.setData(Map.of("a", "b")));
    assertThat(runs.receive()).isEqualTo(request("late"));
    others.delete(late);
    assertThat(runs.receive()).isEqualTo(request("late"));
    await().untilAsserted(() -> assertThat(manager.client().get(ConfigMap.class, "default", "late")).isEmpty());
  }

  @Test
  void start_cachesAreFilledBeforeTheFirstReconcile() throws Exception {
    for (int i = 0; i < 50; i++) {
      others.create(secretOf(others.create(map("m" + i)), "s" + i));
    }
    AtomicInteger missing = new AtomicInteger();
    CountDownLatch all = new CountDownLatch(50);
    manager.controller("maps", ConfigMap.class).owns(Secret.class).concurrency(8).reconcileWith(request -> {
      Optional<ConfigMap> map = manager.client().get(ConfigMap.class, request.namespace(), request.name());
      if (request.name().startsWith("m")) {
        if (map.isEmpty() || manager.client().ownedBy(Secret.class, map.get()).isEmpty()) {
          missing.incrementAndGet();
        }
        all.countDown();
      }
      return Result.done();
    });
    startReady();

    all.await();
    assertThat(missing).hasValue(0);
  }

  @Test
  void owns_dependentDeleted_isMadeAgain() throws Exception {
    manager.controller("maps", ConfigMap.class).owns(Secret.class).reconcileWith(request -> {
      Optional<ConfigMap> map = manager.client().get(ConfigMap.class, request.namespace(), request.name());
      if (map.isPresent() && request.name().equals("owner") && manager.client().ownedBy(Secret.class, map.get()).isEmpty()) {
        manager.client().create(secretOf(map.get(), "dependent"));
      }
      return Result.done();
    });
    startReady();
    others.create(map("owner"));
    await().untilAsserted(() -> assertThat(others.fetch(Secret.class, "default", "dependent")).isPresent());
    Secret first = others.fetch(Secret.class, "default", "dependent").orElseThrow();

    others.delete(first);
    await()
        .untilAsserted(
            () ->
                assertThat(others.fetch(Secret.class, "default", "dependent"))
                    .hasValueSatisfying(secret -> assertThat(secret.getMetadata().getUid()).isNotEqualTo(first.getMetadata().getUid())));
  }

  @Test
  void watches_mapsToRequests() throws Exception {
    Channel<Request> runs = Channel.buffered(100);
    manager
        .controller("maps", ConfigMap.class)
        .watches(Secret.class, secret -> secret.getMetadata().getName().equals("shared") ? List.of(request("x"), request("y")) : List.of())
        .reconcileWith(request -> {
          if (!request.name().startsWith("kube-")) {
            runs.send(request);
          }
          return Result.done();
        });
    startReady();
    others.create(new SecretBuilder().withNewMetadata().withNamespace("default").withName("ignored").endMetadata().build());
    others.create(new SecretBuilder().withNewMetadata().withNamespace("default").withName("shared").endMetadata().build());

    assertThat(List.of(runs.receive(), runs.receive())).containsExactlyInAnyOrder(request("x"), request("y"));
  }

  @Test
  void resync_unchangedObjects_passAgain() throws Exception {
    manager.close();
    manager = Manager.builder(transport).resync(Duration.ofMillis(200)).build();
    others.create(map("steady"));
    CountDownLatch runs = new CountDownLatch(4);
    manager.controller("maps", ConfigMap.class).reconcileWith(request -> {
      if (request.name().equals("steady")) {
        runs.countDown();
      }
      return Result.done();
    });
    startReady();

    runs.await();
  }

  /**
   * Each object is reconciled many times over while the watches are silent, so that the cache learns nothing from the server: whoever does
   * not remember what it has written creates a Secret each time, or misses the one to delete. The names are the server's choice and stop no one.
   */
  @Test
  void readYourWrites_watchesSilent_createNoDuplicates() throws Exception {
    int objects = 30;
    int rounds = 26;
    CountDownLatch silent = new CountDownLatch(1);
    CountDownLatch settled = new CountDownLatch(objects);
    AtomicInteger wrong = new AtomicInteger();
    Map<String, Integer> runs = new ConcurrentHashMap<>();
    Client client = manager.client();
    manager.controller("maps", ConfigMap.class).owns(Secret.class).concurrency(8).reconcileWith(request -> {
      if (!request.name().startsWith("m")) {
        return Result.done();
      }
      silent.await();
      ConfigMap map = client.get(ConfigMap.class, request.namespace(), request.name()).orElseThrow();
      int run = Objects.requireNonNull(runs.merge(request.name(), 1, Integer::sum));
      List<Secret> present = client.ownedBy(Secret.class, map);
      // Every fifth run takes away what is there, the next one makes it again.
      boolean empty = run == 1 || run % 5 == 1;
      if (run <= rounds && present.size() != (empty ? 0 : 1)) {
        wrong.incrementAndGet();
      }
      if (run < rounds && run % 5 == 0) {
        client.delete(present.getFirst());
      } else if (present.isEmpty()) {
        client.create(nameless(secretOf(map, ""), request.name() + "-"));
      }
      if (run == rounds) {
        settled.countDown();
      }
      return run < rounds ? Result.requeueAfter(Duration.ZERO) : Result.done();
    });
    for (int i = 0; i < objects; i++) {
      others.create(map("m" + i));
    }
    startReady();
    await().until(() -> server.openWatches() == 2);
    server.faults().silenceWatches(true);
    silent.countDown();
    settled.await();

    assertThat(wrong).hasValue(0);
    assertThat(secretsOfMaps(serverSecrets())).hasSize(objects);
    assertThat(secretsOfMaps(client.list(Secret.class, "default"))).hasSize(objects);

    server.faults().silenceWatches(false);
    await().untilAsserted(() -> assertThat(client.list(Secret.class, "")).containsExactlyInAnyOrderElementsOf(serverSecrets()));
  }

  private static Secret nameless(Secret secret, String generateName) {
    return new SecretBuilder(secret).editMetadata().withName(null).withGenerateName(generateName).endMetadata().build();
  }

  private static List<Secret> secretsOfMaps(List<Secret> secrets) {
    return secrets.stream().filter(secret -> Owners.controllerOf(secret).isPresent()).toList();
  }

  private List<Secret> serverSecrets() throws IOException, InterruptedException {
    return transport.decode(transport.list(ResourceType.of(Secret.class), "", ListQuery.all()), SecretList.class).getItems();
  }

  @Test
  void crdMissing_isNamedAndWaitedFor() throws Exception {
    Channel<Request> runs = Channel.buffered(10);
    manager.controller("widgets", Widget.class).reconcileWith(request -> {
      runs.send(request);
      return Result.done();
    });
    AtomicInteger otherRuns = new AtomicInteger();
    manager.controller("maps", ConfigMap.class).reconcileWith(request -> {
      otherRuns.incrementAndGet();
      return Result.done();
    });
    manager.start();
    assertThat(manager.awaitReady(Duration.ofMillis(50))).isFalse();
    await().untilAsserted(() -> assertThat(manager.problem()).hasValueSatisfying(problem -> assertThat(problem).contains("widgets.test.heddle.io/v1", "CustomResourceDefinition")));
    others.create(map("other"));
    await().untilAsserted(() -> assertThat(otherRuns).as("the other controller does not wait").hasPositiveValue());

    others.create(definition());
    Widget widget = new Widget();
    widget.getMetadata().setNamespace("default");
    widget.getMetadata().setName("w");
    await().ignoreExceptions().atMost(SOON).until(() -> others.create(widget) != null);
    assertThat(runs.receive()).isEqualTo(request("w"));
    assertThat(manager.awaitReady(SOON)).isTrue();
  }

  private static CustomResourceDefinition definition() {
    return new CustomResourceDefinitionBuilder()
        .withNewMetadata()
        .withName("widgets.test.heddle.io")
        .endMetadata()
        .withNewSpec()
        .withGroup("test.heddle.io")
        .withScope("Namespaced")
        .withNewNames()
        .withKind("Widget")
        .withPlural("widgets")
        .withSingular("widget")
        .endNames()
        .addNewVersion()
        .withName("v1")
        .withServed(true)
        .withStorage(true)
        .withNewSchema()
        .withNewOpenAPIV3Schema()
        .withType("object")
        .withXKubernetesPreserveUnknownFields(true)
        .endOpenAPIV3Schema()
        .endSchema()
        .endVersion()
        .endSpec()
        .build();
  }

  @Test
  void namespace_only_thatOneIsWatched() throws Exception {
    manager.close();
    manager = Manager.builder(transport).namespace("default").build();
    manager.cache(ConfigMap.class);
    ConfigMap elsewhere = map("elsewhere");
    elsewhere.getMetadata().setNamespace("kube-system");
    others.create(elsewhere);
    others.create(map("here"));
    startReady();

    assertThat(manager.client().list(ConfigMap.class, "")).extracting(each -> each.getMetadata().getName()).contains("here").doesNotContain("elsewhere");
  }

  @Test
  void close_whileReconciling_letsItFinish() throws Exception {
    CountDownLatch inside = new CountDownLatch(1);
    CountDownLatch leave = new CountDownLatch(1);
    CountDownLatch finished = new CountDownLatch(1);
    manager.controller("maps", ConfigMap.class).reconcileWith(request -> {
      inside.countDown();
      leave.await();
      finished.countDown();
      return Result.done();
    });
    startReady();
    others.create(map("a"));
    inside.await();

    Goroutine closing = Go.go("closing", manager::close);
    await().until(() -> manager.problem().equals(Optional.of("stopped")));
    assertThat(closing.isDone()).isFalse();
    leave.countDown();
    closing.join();
    assertThat(finished.getCount()).isZero();
  }

  @Test
  void close_reconcileTakesTooLong_isInterruptedAndCountsAsNoError() throws Exception {
    manager.close();
    SimpleMeterRegistry meters = new SimpleMeterRegistry();
    manager = Manager.builder(transport).meters(meters).ops(OpsServer.builder()).build();
    Channel<Integer> opsStatus = Channel.buffered(1);
    CountDownLatch inside = new CountDownLatch(1);
    manager.controller("maps", ConfigMap.class).reconcileWith(request -> {
      inside.countDown();
      try {
        new CountDownLatch(1).await();
      } catch (InterruptedException e) {
        // The ops server is the last to end: probes still learn that the manager stops.
        opsStatus.send(status("/readyz"));
        throw e;
      }
      return Result.done();
    });
    startReady();
    assertThat(status("/readyz")).isEqualTo(200);
    await().until(() -> server.openWatches() == 1);
    others.create(map("a"));
    inside.await();

    long start = System.nanoTime();
    manager.close();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
    assertThat(opsStatus.receive()).isEqualTo(503);
    assertThatThrownBy(() -> status("/readyz")).isInstanceOf(IOException.class);
    // The server notices that a watch has ended when it has something to tell.
    AtomicInteger told = new AtomicInteger();
    await().until(() -> others.create(map("told-" + told.incrementAndGet())) != null && server.openWatches() == 0);
    assertThat(meters.getMeters()).as("no meter outlives the manager").filteredOn(meter -> meter.getId().getName().startsWith("controller.")).isEmpty();
  }

  private int status(String path) throws IOException, InterruptedException {
    HttpRequest request = HttpRequest.newBuilder(manager.ops().orElseThrow().uri().resolve(path)).build();
    return HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
  }

  @Test
  void close_neverStarted_orTwice_isQuiet() {
    manager.controller("maps", ConfigMap.class).reconcileWith(request -> Result.done());
    manager.close();
    manager.close();

    assertThat(manager.problem()).contains("stopped");
    assertThatThrownBy(manager::start).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed already");
  }

  @Test
  void close_whileWaitingForACrd_returns() throws Exception {
    manager.controller("widgets", Widget.class).reconcileWith(request -> Result.done());
    manager.start();

    manager.close();
    assertThat(manager.awaitReady(Duration.ZERO)).isFalse();
  }

  @Test
  void start_portTaken_leavesNothingRunning() throws Exception {
    try (OpsServer taken = OpsServer.builder().start()) {
      manager.close();
      manager = Manager.builder(transport).ops(OpsServer.builder().port(taken.port())).build();
      manager.cache(ConfigMap.class);

      assertThatThrownBy(manager::start).isInstanceOf(IOException.class).hasMessageContaining("cannot listen on");
      assertThat(server.openWatches()).isZero();
    }
    manager.start();
    assertThat(manager.awaitReady(SOON)).as("it can be started once the port is free").isTrue();
  }

  @Test
  void readyz_untilTheCachesAreFilled_saysWhatIsMissing() throws Exception {
    manager.close();
    manager = Manager.builder(transport).ops(OpsServer.builder()).build();
    manager.controller("widgets", Widget.class).reconcileWith(request -> Result.done());
    manager.start();
    HttpRequest request = HttpRequest.newBuilder(manager.ops().orElseThrow().uri().resolve("/readyz")).build();

    HttpResponse<String> response = HttpClient.newHttpClient().send(request, HttpResponse.BodyHandlers.ofString());
    assertThat(response.statusCode()).isEqualTo(503);
    assertThat(response.body()).startsWith("manager: ").contains("widgets.test.heddle.io/v1");
    assertThat(status("/healthz")).isEqualTo(200);
  }

  @Test
  void register_nameTakenOrTooLate_isRefused() throws Exception {
    manager.controller("maps", ConfigMap.class).reconcileWith(request -> Result.done());

    assertThatThrownBy(() -> manager.controller("maps", Secret.class).reconcileWith(request -> Result.done()))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("named maps already");
    manager.start();
    assertThatThrownBy(() -> manager.controller("late", Secret.class).reconcileWith(request -> Result.done()))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("cannot register controller late: the manager has been started already");
    assertThatThrownBy(() -> manager.cache(Secret.class)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(manager::start).isInstanceOf(IllegalStateException.class);
  }
}
