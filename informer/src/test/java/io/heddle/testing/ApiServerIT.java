package io.heddle.testing;

import io.fabric8.kubernetes.client.Config;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, kept by the real server: what it says here is what the server inside the JVM has to say. */
class ApiServerIT extends ApiServerContract {

  private static Cluster cluster;

  @BeforeAll
  static void connect() {
    cluster = new Cluster(Config.fromKubeconfig(Path.of(System.getProperty("heddle.it.cluster"), "kubeconfig").toFile()));
    cluster.createWidgets(DEFINITION);
  }

  @AfterAll
  static void disconnect() {
    cluster.delete(Cluster.DEFINITIONS + "/widgets.contract.heddle.io");
    cluster.close();
  }

  @Override
  public Cluster cluster() {
    return cluster;
  }
}
