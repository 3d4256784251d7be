package io.heddle.testing;

import java.io.IOException;
import java.time.Duration;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;

/** The contract, kept by the server inside the JVM. */
class ApiServerTest extends ApiServerContract {

  private static ApiServer server;
  private static Cluster cluster;

  @BeforeAll
  static void start() throws IOException {
    server = ApiServer.builder().podRunTime(Duration.ofMillis(100)).start();
    cluster = new Cluster(server.config());
    cluster.createWidgets(DEFINITION);
  }

  @AfterAll
  static void stop() {
    cluster.close();
    server.close();
  }

  @Override
  public Cluster cluster() {
    return cluster;
  }
}
