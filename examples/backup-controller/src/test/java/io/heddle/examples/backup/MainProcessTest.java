package io.heddle.examples.backup;

import static org.assertj.core.api.Assertions.assertThat;

import io.heddle.examples.backup.BackupStatus.Phase;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.testing.ApiServer;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the program says and how it ends, seen from outside. */
class MainProcessTest {
  @TempDir Path folder;

  /** Runs the program to its end and checks that all it said, but for what it logs of its progress, is one line. */
  private String onlyLine(int exitCode, String... args) throws Exception {
    try (Program program = Program.start(folder.resolve("err"), args)) {
      assertThat(program.exitCode()).isEqualTo(exitCode);
      List<String> said = program.lines().stream().filter(line -> !line.contains(" INFO ")).toList();
      assertThat(said).hasSize(1);
      return said.getFirst();
    }
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private static String get(int port, String path) throws Exception {
    HttpRequest request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path)).timeout(Duration.ofSeconds(10)).build();
    try (HttpClient client = HttpClient.newHttpClient()) {
      HttpResponse<String> response = client.send(request, HttpResponse.BodyHandlers.ofString());
      return response.statusCode() + " " + response.body();
    }
  }

  @Test
  void wrongArguments_areToldInOneLine() throws Exception {
    assertThat(onlyLine(2, "--frobnicate")).isEqualTo("backup-controller: unknown option --frobnicate; --help lists what there is");
  }

  @Test
  void missingKubeconfig_isToldInOneLine() throws Exception {
    assertThat(onlyLine(2, "--kubeconfig", "/no/such/file")).startsWith("backup-controller: ").contains("/no/such/file");
  }

  @Test
  void fileThatIsNoKubeconfig_isToldInOneLine() throws Exception {
    Path file = Files.writeString(folder.resolve("notes.txt"), "not: [a kubeconfig");
    assertThat(onlyLine(2, "--kubeconfig", file.toString())).startsWith("backup-controller: ").contains(file.toString());
  }

  @Test
  void outsideACluster_inClusterIsToldInOneLine() throws Exception {
    assertThat(onlyLine(2, "--in-cluster")).startsWith("backup-controller: --in-cluster is for a Pod");
  }

  @Test
  void serverThatIsNotThere_isToldInOneLine() throws Exception {
    Path kubeconfig = folder.resolve("kubeconfig");
    String address;
    try (ApiServer server = ApiServer.start()) {
      server.writeKubeconfig(kubeconfig);
      address = server.uri().toString();
    }
    assertThat(onlyLine(1, "--kubeconfig", kubeconfig.toString(), "--metrics-port=0")).startsWith("backup-controller: ").contains(address, "connection refused");
  }

  @Test
  void portThatIsTaken_isToldInOneLine() throws Exception {
    try (ApiServer server = ApiServer.start();
        Cluster cluster = new Cluster(Fabric8Transport.of(server.config()), "default");
        ServerSocket taken = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      cluster.applyCrd();
      Path kubeconfig = server.writeKubeconfig(folder.resolve("kubeconfig"));
      String line = onlyLine(1, "--kubeconfig", kubeconfig.toString(), "--metrics-port", String.valueOf(taken.getLocalPort()));
      assertThat(line).startsWith("backup-controller: cannot listen on 127.0.0.1:" + taken.getLocalPort());
    }
  }

  @Test
  void missingCrd_isToldAndWaitedFor_andSigtermIsObeyed() throws Exception {
    int port = freePort();
    Path kubeconfig = folder.resolve("kubeconfig");
    try (ApiServer server = ApiServer.builder().podRunTime(Duration.ofMillis(100)).start();
        Cluster cluster = new Cluster(Fabric8Transport.of(server.config()), "default");
        Program program =
            Program.start(folder.resolve("log"), "--kubeconfig", server.writeKubeconfig(kubeconfig).toString(), "--workers=2", "--metrics-port=" + port)) {
      program.awaitLine("kubectl apply -f examples/backup-controller/manifests/crd.yaml");
      Cluster.await().ignoreExceptionsInstanceOf(IOException.class).until(() -> get(port, "/healthz").equals("200 ok\n"));
      assertThat(get(port, "/readyz")).startsWith("503 ");

      cluster.applyCrd();
      program.awaitLine("ready: looking after the Backups of all namespaces");
      assertThat(get(port, "/readyz")).isEqualTo("200 ok\n");
      cluster.create("photos", 1, Cluster.ending());
      cluster.awaitPhase("photos", Phase.SUCCEEDED);
      assertThat(get(port, "/metrics"))
          .startsWith("200 ")
          .contains("workqueue_adds_total{", "workqueue_depth{", "workqueue_queue_duration_seconds_", "workqueue_work_duration_seconds_")
          .contains("workqueue_retries_total{", "workqueue_unfinished_work_seconds{", "workqueue_longest_running_processor_seconds{")
          .contains("controller_runtime_reconcile_total{controller=\"backup\",result=\"success\"}", "controller_runtime_reconcile_time_seconds_bucket{")
          .contains("requests_total{", "method=\"POST\"", "status=\"201\"", "request_duration_seconds_bucket{")
          .contains("jvm_memory_used_bytes{", "jvm_threads_virtual_");

      assertThat(program.terminate()).isLessThan(Duration.ofSeconds(5));
      assertThat(program.exitCode()).isZero();
      assertThat(program.lines()).noneMatch(line -> line.contains(" ERROR ") || line.startsWith("\tat "));
      assertThat(program.lines().getLast()).endsWith("stopped");
    }
  }

  @Test
  void oneNamespace_othersAreLeftAlone() throws Exception {
    try (ApiServer server = ApiServer.builder().podRunTime(Duration.ofMillis(100)).start();
        Cluster mine = new Cluster(Fabric8Transport.of(server.config()), "default");
        Cluster other = new Cluster(Fabric8Transport.of(server.config()), "kube-public")) {
      mine.applyCrd();
      Path kubeconfig = server.writeKubeconfig(folder.resolve("kubeconfig"));
      try (Program program = Program.start(folder.resolve("log"), "--kubeconfig", kubeconfig.toString(), "--namespace=default", "--metrics-port=0")) {
        other.create("theirs", 1, Cluster.ending());
        mine.create("mine", 1, Cluster.ending());
        program.awaitLine("ready: looking after the Backups of namespace default");
        mine.awaitPhase("mine", Phase.SUCCEEDED);
        assertThat(other.status("theirs")).isEqualTo(BackupStatus.EMPTY);
        assertThat(program.terminate()).isLessThan(Duration.ofSeconds(5));
      }
    }
  }
}
