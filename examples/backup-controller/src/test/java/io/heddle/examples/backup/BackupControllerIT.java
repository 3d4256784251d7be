package io.heddle.examples.backup;

import static io.heddle.examples.backup.Cluster.await;
import static io.heddle.examples.backup.Cluster.ending;
import static io.heddle.examples.backup.Cluster.lasting;
import static io.heddle.examples.backup.Cluster.withoutImage;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.heddle.channels.Scope;
import io.heddle.examples.backup.BackupStatus.Phase;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.Fabric8Transport;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInfo;

/** The main job on a real control plane: the program as its users start it, in a namespace of its own. */
class BackupControllerIT {
  private static final Path CLUSTER = Path.of(System.getProperty("heddle.it.cluster", "target/cluster"));
  private static final Path KUBECONFIG = CLUSTER.resolve("kubeconfig");
  private static final int MANY = 1_000;

  private final String namespace = "backup-it-" + UUID.randomUUID();
  private Cluster cluster;
  private Program program;

  @BeforeEach
  void start(TestInfo test) throws Exception {
    cluster = new Cluster(Fabric8Transport.fromKubeconfig(KUBECONFIG), namespace);
    cluster.createNamespace();
    cluster.applyCrd();
    Path log = CLUSTER.resolveSibling("it-logs").resolve(test.getTestMethod().orElseThrow().getName() + ".log");
    program = Program.start(log, "--kubeconfig", KUBECONFIG.toString(), "--namespace", namespace, "--workers", "8", "--metrics-port", "0");
    program.awaitLine("ready: looking after the Backups of namespace " + namespace);
  }

  @AfterEach
  void stop() throws Exception {
    try (Cluster closing = cluster;
        Program ending = program) {
      closing.deleteNamespace();
      await().atMost(Duration.ofMinutes(3)).until(() -> closing.backups().isEmpty());
      assertThat(ending.terminate()).isLessThan(Duration.ofSeconds(5));
      assertThat(ending.exitCode()).isZero();
    }
  }

  /** The control plane's own script; only where it started the control plane itself can it stop parts of it. */
  private static void script(String command, String part) throws Exception {
    Process process = new ProcessBuilder("bash", System.getProperty("heddle.it.script"), command, CLUSTER.toString(), part).inheritIO().start();
    assertThat(process.waitFor()).isZero();
  }

  @Test
  void aBackup_fromItsCreationToItsEnd() throws Exception {
    cluster.create("photos", 2, ending());
    cluster.awaitPhase("photos", Phase.SUCCEEDED);
    assertThat(cluster.phases()).isEqualTo(Map.of("photos-0", "Succeeded", "photos-1", "Succeeded"));

    cluster.create("mail", 1, lasting());
    cluster.awaitPhase("mail", Phase.RUNNING);
    String before = cluster.pod("mail-0").orElseThrow().getMetadata().getUid();
    cluster.delete(Pod.class, "mail-0");
    await().until(() -> cluster.pod("mail-0").filter(pod -> !pod.getMetadata().getUid().equals(before)).isPresent());

    try (KubernetesClient client = new KubernetesClientBuilder().withConfig(Config.fromKubeconfig(KUBECONFIG.toFile())).build()) {
      client.resources(Backup.class).inNamespace(namespace).withName("mail").scale(3);
      await().until(() -> client.resources(Backup.class).inNamespace(namespace).withName("mail").scale().getStatus().getReplicas() == 3);
      assertThat(client.resources(Backup.class).inNamespace(namespace).withName("mail").scale().getStatus().getSelector()).isEqualTo("example.com/backup=mail");
    }
    await().until(() -> cluster.phases().keySet().containsAll(List.of("mail-0", "mail-1", "mail-2")));

    assertThatThrownBy(() -> cluster.scale("mail", -1)).isInstanceOf(ApiException.class).hasMessageContaining("spec.replicas");

    cluster.delete(Backup.class, "mail");
    await().until(() -> cluster.find("mail").isEmpty());
    assertThat(cluster.phases()).containsOnlyKeys("photos-0", "photos-1");
    assertThat(program.lines()).noneMatch(line -> line.contains(" ERROR ") || line.startsWith("\tat "));
  }

  @Test
  void whatTheServerRefuses_isQuoted() throws Exception {
    cluster.create("bad", 1, withoutImage());
    cluster.awaitPhase("bad", Phase.FAILED);
    assertThat(cluster.message("bad", BackupStatus.PODS_CREATED)).contains("bad-0", "spec.containers[0].image: Required value");
    cluster.create("odd", 1, Map.of("spec", Map.of("containers", 5)));
    cluster.awaitPhase("odd", Phase.FAILED);
    assertThat(cluster.message("odd", BackupStatus.PODS_CREATED)).contains("cannot unmarshal number");
    String name = "b".repeat(70);
    cluster.create(name, 1, ending());
    cluster.awaitPhase(name, Phase.FAILED);
    assertThat(cluster.message(name, BackupStatus.PODS_CREATED)).contains("must be no more than 63");
    cluster.change("bad", spec -> new BackupSpec(ending(), 1));
    cluster.awaitPhase("bad", Phase.SUCCEEDED);
  }

  @Test
  void apiServerKilledAndStartedAgain_itCarriesOnByItself() throws Exception {
    assumeTrue(Files.exists(CLUSTER.resolve("started")), "this cluster was started by others, and is not to be disturbed");
    cluster.create("mail", 1, lasting());
    cluster.awaitPhase("mail", Phase.RUNNING);
    script("kill", "kube-apiserver");
    assertThatThrownBy(() -> cluster.backups()).isInstanceOf(IOException.class);
    script("start", "kube-apiserver");
    await().atMost(Duration.ofMinutes(1)).ignoreExceptionsInstanceOf(IOException.class).until(() -> cluster.backups().size() == 1);
    await().ignoreExceptionsInstanceOf(IOException.class).until(() -> scaleTo(3));
    await().atMost(Duration.ofSeconds(10)).ignoreExceptionsInstanceOf(IOException.class).until(() -> cluster.phases().size() == 3);
  }

  private boolean scaleTo(int replicas) throws IOException, InterruptedException {
    cluster.scale("mail", replicas);
    return true;
  }

  @Test
  void aThousandBackups_allSucceed_withNoErrorAndNoPodTwice() throws Exception {
    try (History<Pod> pods = History.of(cluster.transport, namespace, Cluster.PODS)) {
      try (Scope writers = Scope.open("writers")) {
        for (int writer = 0; writer < 4; writer++) {
          int first = writer;
          writers.go("writer-" + writer, () -> createEveryFourth(first));
        }
        writers.join();
      }
      await()
          .atMost(Duration.ofMinutes(4))
          .pollInterval(Duration.ofSeconds(1))
          .untilAsserted(() -> assertThat(cluster.backups()).hasSize(MANY).allMatch(backup -> backup.statusOrEmpty().phase() == Phase.SUCCEEDED));
      assertThat(pods.names("ADDED")).hasSize(MANY).doesNotHaveDuplicates();
    }
    assertThat(program.lines()).noneMatch(line -> line.contains(" ERROR ") || line.startsWith("\tat "));
  }

  private void createEveryFourth(int first) throws IOException, InterruptedException {
    for (int i = first; i < MANY; i += 4) {
      cluster.create("many-" + i, 1, ending());
    }
  }
}
