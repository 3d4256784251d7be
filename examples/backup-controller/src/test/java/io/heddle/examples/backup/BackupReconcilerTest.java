package io.heddle.examples.backup;

import static io.heddle.examples.backup.BackupStatus.COMPLETE;
import static io.heddle.examples.backup.BackupStatus.PODS_CREATED;
import static io.heddle.examples.backup.Cluster.await;
import static io.heddle.examples.backup.Cluster.ending;
import static io.heddle.examples.backup.Cluster.lasting;
import static io.heddle.examples.backup.Cluster.withoutImage;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.heddle.controller.Manager;
import io.heddle.controller.Owners;
import io.heddle.examples.backup.BackupStatus.Phase;
import io.heddle.kubernetes.DeleteQuery;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.testing.ApiServer;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Each rule of the controller, against the API server inside the JVM. */
class BackupReconcilerTest {
  private static final String NAMESPACE = "default";

  private final MeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
  private ApiServer server;
  private Cluster cluster;
  private Fabric8Transport transport;
  private Manager manager;
  private History<Pod> pods;

  @BeforeEach
  void start() throws Exception {
    server = ApiServer.builder().podRunTime(Duration.ofMillis(100)).start();
    cluster = new Cluster(Fabric8Transport.of(server.config()), NAMESPACE);
    cluster.applyCrd();
    pods = History.of(cluster.transport, NAMESPACE, Cluster.PODS);
    transport = Fabric8Transport.of(server.config());
    manager = startController();
  }

  private Manager startController() throws Exception {
    Manager started = Manager.builder(transport).meters(meters).build();
    ControllerCommand.register(started, 2);
    started.start();
    assertThat(started.awaitReady(Duration.ofSeconds(30))).isTrue();
    return started;
  }

  @AfterEach
  void stop() throws Exception {
    manager.close();
    transport.close();
    pods.close();
    cluster.close();
    server.close();
  }

  private double reconciles() {
    return meters.find("controller.runtime.reconcile").counters().stream().mapToDouble(Counter::count).sum();
  }

  @Test
  void create_aBackup_runsItsPodsToTheirEnd() throws Exception {
    cluster.create("photos", 2, ending());
    cluster.awaitPhase("photos", Phase.SUCCEEDED);
    assertThat(cluster.phases()).isEqualTo(Map.of("photos-0", "Succeeded", "photos-1", "Succeeded"));
    assertThat(cluster.status("photos").completedIndexes()).isEqualTo("0-1");
    assertThat(cluster.status("photos").replicas()).isEqualTo(2);
    assertThat(cluster.status("photos").selector()).isEqualTo("example.com/backup=photos");
    assertThat(cluster.status("photos").observedGeneration()).isEqualTo(cluster.backup("photos").getMetadata().getGeneration());
    assertThat(cluster.condition("photos", COMPLETE)).isEqualTo("True Succeeded");
    assertThat(cluster.condition("photos", PODS_CREATED)).isEqualTo("True Created");
  }

  @Test
  void create_aBackup_ownsAndLabelsItsPods() throws Exception {
    cluster.create("photos", 1, lasting());
    cluster.awaitPods(Map.of("photos-0", "Running"));
    Pod pod = cluster.pod("photos-0").orElseThrow();
    assertThat(Owners.isControlledBy(pod, cluster.backup("photos"))).isTrue();
    assertThat(pod.getMetadata().getLabels()).containsEntry("example.com/backup", "photos");
    assertThat(cluster.backup("photos").getMetadata().getFinalizers()).contains("example.com/cleanup");
  }

  @Test
  void create_withNoReplicas_isSucceededAtOnce() throws Exception {
    cluster.create("nothing", 0, ending());
    cluster.awaitPhase("nothing", Phase.SUCCEEDED);
    assertThat(cluster.phases()).isEmpty();
  }

  @Test
  void deletePod_whileItRuns_comesBack() throws Exception {
    cluster.create("mail", 2, lasting());
    cluster.awaitPods(Map.of("mail-0", "Running", "mail-1", "Running"));
    String before = cluster.pod("mail-0").orElseThrow().getMetadata().getUid();
    cluster.delete(Pod.class, "mail-0");
    cluster.awaitStatus(() -> cluster.condition("mail", PODS_CREATED), "False PodLost");
    await().until(() -> cluster.pod("mail-0").filter(pod -> !pod.getMetadata().getUid().equals(before)).isPresent());
    cluster.awaitPods(Map.of("mail-0", "Running", "mail-1", "Running"));
    cluster.awaitStatus(() -> cluster.condition("mail", PODS_CREATED), "True Created");
    assertThat(pods.names("ADDED")).containsExactlyInAnyOrder("mail-0", "mail-1", "mail-0");
  }

  @Test
  void deletePod_afterItSucceeded_staysGone() throws Exception {
    cluster.create("photos", 2, ending());
    cluster.awaitPhase("photos", Phase.SUCCEEDED);
    cluster.delete(Pod.class, "photos-0");
    cluster.awaitStatus(() -> cluster.status("photos").replicas(), 1);
    assertThat(cluster.phases()).containsOnlyKeys("photos-1");
    assertThat(cluster.status("photos").phase()).isEqualTo(Phase.SUCCEEDED);
  }

  @Test
  void restart_afterASucceededPodWasRemoved_doesNotRunItAgain() throws Exception {
    cluster.create("photos", 1, ending());
    cluster.awaitPhase("photos", Phase.SUCCEEDED);
    manager.close();
    cluster.delete(Pod.class, "photos-0");
    manager = startController();
    cluster.awaitStatus(() -> cluster.status("photos").replicas(), 0);
    assertThat(cluster.status("photos").phase()).isEqualTo(Phase.SUCCEEDED);
    assertThat(pods.names("ADDED")).containsExactly("photos-0");
  }

  @Test
  void restart_withNothingToDo_writesNothing() throws Exception {
    cluster.create("mail", 2, lasting());
    cluster.awaitPhase("mail", Phase.RUNNING);
    cluster.awaitPods(Map.of("mail-0", "Running", "mail-1", "Running"));
    manager.close();
    String before = cluster.backup("mail").getMetadata().getResourceVersion();
    double reconciles = reconciles();
    manager = startController();
    await().until(() -> reconciles() > reconciles);
    assertThat(cluster.backup("mail").getMetadata().getResourceVersion()).isEqualTo(before);
  }

  @Test
  void scale_upAndDown_addsAndTakesAwayTheHighest() throws Exception {
    cluster.create("mail", 1, lasting());
    cluster.awaitPods(Map.of("mail-0", "Running"));
    cluster.scale("mail", 4);
    cluster.awaitPods(Map.of("mail-0", "Running", "mail-1", "Running", "mail-2", "Running", "mail-3", "Running"));
    cluster.scale("mail", 1);
    cluster.awaitPods(Map.of("mail-0", "Running"));
    await().until(() -> pods.names("DELETED").size() == 3);
    assertThat(pods.names("DELETED")).containsExactly("mail-3", "mail-2", "mail-1");
    cluster.awaitStatus(() -> cluster.status("mail").replicas(), 1);
  }

  @Test
  void scaleUpAgain_anIndexThatHadSucceeded_runsAgain() throws Exception {
    cluster.create("photos", 2, ending());
    cluster.awaitPhase("photos", Phase.SUCCEEDED);
    cluster.scale("photos", 1);
    cluster.awaitStatus(() -> cluster.status("photos").completedIndexes(), "0");
    cluster.scale("photos", 2);
    cluster.awaitStatus(() -> cluster.status("photos").completedIndexes(), "0-1");
    assertThat(pods.names("ADDED")).containsExactlyInAnyOrder("photos-0", "photos-1", "photos-1");
  }

  @Test
  void refused_byTheServer_isFailedInItsWordsUntilMended() throws Exception {
    cluster.create("bad", 2, withoutImage());
    cluster.awaitPhase("bad", Phase.FAILED);
    assertThat(cluster.condition("bad", PODS_CREATED)).isEqualTo("False Refused");
    assertThat(cluster.message("bad", PODS_CREATED)).contains("refused to create Pod bad-0", "spec.containers[0].image", "Required value");
    cluster.change("bad", spec -> new BackupSpec(ending(), 2));
    cluster.awaitPhase("bad", Phase.SUCCEEDED);
    assertThat(cluster.condition("bad", PODS_CREATED)).isEqualTo("True Created");
  }

  @Test
  void refused_templateThatIsNoPodAtAll_isFailedInTheServersWords() throws Exception {
    cluster.create("odd", 1, Map.of("spec", Map.of("containers", "none")));
    cluster.awaitPhase("odd", Phase.FAILED);
    assertThat(cluster.message("odd", PODS_CREATED)).contains("containers");
  }

  @Test
  void refused_aNameTooLongForALabel_isFailedInTheServersWords() throws Exception {
    String name = "b".repeat(70);
    cluster.create(name, 1, ending());
    cluster.awaitPhase(name, Phase.FAILED);
    assertThat(cluster.message(name, PODS_CREATED)).contains("must be no more than 63");
  }

  @Test
  void refused_triedAgain_writesTheStatusOnce() throws Exception {
    cluster.create("bad", 1, withoutImage());
    cluster.awaitPhase("bad", Phase.FAILED);
    String version = cluster.backup("bad").getMetadata().getResourceVersion();
    double reconciles = reconciles();
    await().until(() -> reconciles() > reconciles + 3);
    assertThat(cluster.backup("bad").getMetadata().getResourceVersion()).isEqualTo(version);
  }

  @Test
  void refused_amongOthers_delaysNone() throws Exception {
    for (int i = 0; i < 5; i++) {
      cluster.create("bad-" + i, 3, withoutImage());
    }
    cluster.create("photos", 1, ending());
    cluster.awaitPhase("photos", Phase.SUCCEEDED);
    for (int i = 0; i < 5; i++) {
      cluster.awaitPhase("bad-" + i, Phase.FAILED);
    }
  }

  @Test
  void nameTaken_byAPodOfNobody_isToldAndLeftAloneUntilItIsGone() throws Exception {
    cluster.createPod("mail-0");
    String uid = cluster.pod("mail-0").orElseThrow().getMetadata().getUid();
    cluster.create("mail", 2, lasting());
    cluster.awaitStatus(() -> cluster.condition("mail", PODS_CREATED), "False NameTaken");
    assertThat(cluster.message("mail", PODS_CREATED)).contains("Pod mail-0 exists", "has no controller");
    cluster.awaitPhase("mail", Phase.RUNNING);
    assertThat(cluster.pod("mail-0").orElseThrow().getMetadata().getUid()).isEqualTo(uid);
    assertThat(cluster.pod("mail-0").orElseThrow().getMetadata().getOwnerReferences()).isEmpty();
    cluster.delete(Pod.class, "mail-0");
    cluster.awaitStatus(() -> cluster.condition("mail", PODS_CREATED), "True Created");
    cluster.awaitPods(Map.of("mail-0", "Running", "mail-1", "Running"));
  }

  @Test
  void podFailed_isFailedAndKept_untilSomeoneDeletesIt() throws Exception {
    cluster.create("mail", 1, lasting());
    cluster.awaitPods(Map.of("mail-0", "Running"));
    cluster.fail("mail-0", 3);
    cluster.awaitPhase("mail", Phase.FAILED);
    assertThat(cluster.condition("mail", COMPLETE)).isEqualTo("False PodFailed");
    assertThat(cluster.message("mail", COMPLETE)).contains("Pod mail-0 failed", "exit code 3");
    cluster.delete(Pod.class, "mail-0");
    cluster.awaitPhase("mail", Phase.RUNNING);
  }

  @Test
  void delete_aBackup_takesThePodsFirst() throws Exception {
    try (History<Backup> backups = History.of(cluster.transport, NAMESPACE, Cluster.BACKUPS)) {
      cluster.create("mail", 3, lasting());
      cluster.awaitPods(Map.of("mail-0", "Running", "mail-1", "Running", "mail-2", "Running"));
      cluster.delete(Backup.class, "mail");
      await().until(() -> backups.names("DELETED").equals(List.of("mail")));
      await().until(() -> pods.names("DELETED").size() == 3);
      assertThat(pods.names("DELETED")).containsExactly("mail-2", "mail-1", "mail-0");
      assertThat(pods.changes("DELETED")).allMatch(pod -> pod.version().compareTo(backups.changes("DELETED").getFirst().version()) < 0);
      assertThat(cluster.phases()).isEmpty();
    }
  }

  @Test
  void delete_leavingThePods_leavesThem() throws Exception {
    cluster.create("mail", 1, lasting());
    cluster.awaitPods(Map.of("mail-0", "Running"));
    cluster.delete(Backup.class, "mail", new DeleteQuery("", "", "Orphan"));
    await().until(() -> cluster.find("mail").isEmpty());
    assertThat(cluster.phases()).isEqualTo(Map.of("mail-0", "Running"));
  }

  /** A Pod that changed since the controller saw it is looked at again before it is deleted. */
  @Test
  void delete_aBackupWhosePodHasChanged_looksAgain() throws Exception {
    cluster.create("mail", 1, lasting());
    cluster.awaitPods(Map.of("mail-0", "Running"));
    server.faults().failNext(1, request -> request.startsWith("DELETE") && request.contains("/pods/mail-0"), 409, Duration.ZERO);
    cluster.delete(Backup.class, "mail");
    await().until(() -> cluster.find("mail").isEmpty());
    assertThat(cluster.phases()).isEmpty();
    assertThat(meters.find("controller.runtime.reconcile.errors").counters().stream().mapToDouble(Counter::count).sum()).isZero();
  }

  /** The controller sees that the Backup is to be orphaned only after the server has done so, and its Pods as they were before. */
  @Test
  void delete_leavingThePods_seenLate_leavesThem() throws Exception {
    cluster.create("mail", 1, lasting());
    cluster.awaitPods(Map.of("mail-0", "Running"));
    server.faults().silenceWatches(true);
    cluster.delete(Backup.class, "mail", new DeleteQuery("", "", "Orphan"));
    await().until(() -> cluster.pod("mail-0").orElseThrow().getMetadata().getOwnerReferences().isEmpty());
    server.faults().silenceWatches(false);
    await().until(() -> cluster.find("mail").isEmpty());
    assertThat(cluster.phases()).isEqualTo(Map.of("mail-0", "Running"));
  }

  /** Its Backup gives a Pod up while the request that is to delete it is on its way, so whatever the controller knew of it is old. */
  @Test
  void delete_aPodIsGivenUpMeanwhile_leavesIt() throws Exception {
    cluster.create("mail", 1, lasting());
    cluster.awaitPods(Map.of("mail-0", "Running"));
    Pod free = cluster.pod("mail-0").orElseThrow();
    free.getMetadata().setOwnerReferences(List.of());
    CompletableFuture<Boolean> freed = new CompletableFuture<>();
    server.faults().failNext(1, request -> request.startsWith("DELETE") && request.contains("/pods/mail-0") && giveUp(free, freed), 500, Duration.ZERO);
    cluster.delete(Backup.class, "mail");
    assertThat(freed.get(30, TimeUnit.SECONDS)).isTrue();
    await().until(() -> cluster.find("mail").isEmpty());
    assertThat(cluster.phases()).isEqualTo(Map.of("mail-0", "Running"));
  }

  /** Writes the Pod without its owner the first time it is asked, and never matches: the request that it held up goes on unharmed. */
  private boolean giveUp(Pod free, CompletableFuture<Boolean> freed) {
    if (!freed.isDone()) {
      try {
        cluster.transport.update(Cluster.PODS, NAMESPACE, "mail-0", cluster.transport.encode(free));
        freed.complete(true);
      } catch (Exception e) {
        freed.completeExceptionally(e);
      }
    }
    return false;
  }

  @Test
  void delete_aRefusedBackup_goes() throws Exception {
    cluster.create("bad", 1, withoutImage());
    cluster.awaitPhase("bad", Phase.FAILED);
    cluster.delete(Backup.class, "bad");
    await().until(() -> cluster.find("bad").isEmpty());
  }

  @Test
  void anotherWriter_allTheTime_doesNotKeepItFromItsState() throws Exception {
    cluster.create("mail", 1, lasting());
    for (int replicas : new int[] {3, 1, 5, 2, 4, 0, 3}) {
      cluster.scale("mail", replicas);
    }
    cluster.awaitPods(Map.of("mail-0", "Running", "mail-1", "Running", "mail-2", "Running"));
    cluster.awaitStatus(() -> cluster.status("mail").replicas(), 3);
    cluster.awaitStatus(() -> cluster.status("mail").observedGeneration(), cluster.backup("mail").getMetadata().getGeneration());
  }
}
