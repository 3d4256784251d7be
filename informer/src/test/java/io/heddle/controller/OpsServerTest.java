package io.heddle.controller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;

class OpsServerTest {

  private final HttpClient http = HttpClient.newHttpClient();

  private HttpResponse<String> send(OpsServer server, String method, String path) throws IOException, InterruptedException {
    URI uri = server.uri().resolve(path);
    return http.send(HttpRequest.newBuilder(uri).method(method, HttpRequest.BodyPublishers.noBody()).build(), HttpResponse.BodyHandlers.ofString());
  }

  private HttpResponse<String> get(OpsServer server, String path) throws IOException, InterruptedException {
    return send(server, "GET", path);
  }

  @Test
  void metrics_areTheScrapesText() throws Exception {
    try (OpsServer server = OpsServer.builder().metrics(() -> "heddle_up 1\n").start()) {
      HttpResponse<String> response = get(server, "/metrics");

      assertThat(response.statusCode()).isEqualTo(200);
      assertThat(response.body()).isEqualTo("heddle_up 1\n");
      assertThat(response.headers().firstValue("Content-Type")).contains("text/plain; version=0.0.4; charset=utf-8");
    }
  }

  @Test
  void metrics_notAskedFor_areNotFound() throws Exception {
    try (OpsServer server = OpsServer.builder().start()) {
      assertThat(get(server, "/metrics").statusCode()).isEqualTo(404);
    }
  }

  @Test
  void metrics_scrapeThrows_isAnErrorWithoutDetails() throws Exception {
    OpsServer.Builder builder =
        OpsServer.builder()
            .metrics(
                () -> {
                  throw new IllegalStateException("secret");
                });
    try (OpsServer server = builder.start()) {
      HttpResponse<String> response = get(server, "/metrics");

      assertThat(response.statusCode()).isEqualTo(500);
      assertThat(response.body()).doesNotContain("secret");
    }
  }

  @Test
  void readyz_problem_isToldUntilItIsGone() throws Exception {
    AtomicBoolean ready = new AtomicBoolean();
    OpsServer.Builder builder =
        OpsServer.builder().readyCheck("caches", () -> ready.get() ? Optional.empty() : Optional.of("waiting for pods/v1"));
    try (OpsServer server = builder.start()) {
      HttpResponse<String> response = get(server, "/readyz");
      assertThat(response.statusCode()).isEqualTo(503);
      assertThat(response.body()).isEqualTo("caches: waiting for pods/v1\n");
      assertThat(get(server, "/healthz").statusCode()).as("health is another thing").isEqualTo(200);

      ready.set(true);
      assertThat(get(server, "/readyz").statusCode()).isEqualTo(200);
      assertThat(get(server, "/readyz").body()).isEqualTo("ok\n");
    }
  }

  @Test
  void healthz_problem_isTold() throws Exception {
    try (OpsServer server = OpsServer.builder().healthCheck("watch", () -> Optional.of("silent for 90 s")).start()) {
      assertThat(get(server, "/healthz").statusCode()).isEqualTo(503);
      assertThat(get(server, "/healthz").body()).isEqualTo("watch: silent for 90 s\n");
    }
  }

  @Test
  void otherPathsAndMethods_areRefused() throws Exception {
    try (OpsServer server = OpsServer.builder().metrics(() -> "x").start()) {
      assertThat(get(server, "/").statusCode()).isEqualTo(404);
      assertThat(get(server, "/metrics/more").statusCode()).isEqualTo(404);
      assertThat(get(server, "/metricsandmore").statusCode()).isEqualTo(404);
      assertThat(send(server, "POST", "/metrics").statusCode()).isEqualTo(405);
      assertThat(send(server, "DELETE", "/readyz").headers().firstValue("Allow")).contains("GET, HEAD");
      HttpResponse<String> head = send(server, "HEAD", "/metrics");
      assertThat(head.statusCode()).isEqualTo(200);
      assertThat(head.body()).isEmpty();
    }
  }

  @Test
  void start_notToldOtherwise_listensOnLoopbackOnly() throws Exception {
    try (OpsServer server = OpsServer.builder().start()) {
      assertThat(InetAddress.getByName(server.uri().getHost()).isLoopbackAddress()).isTrue();
      assertThat(server.port()).isPositive();
    }
  }

  @Test
  void start_portTaken_saysSoInOneLine() throws Exception {
    try (OpsServer first = OpsServer.builder().start()) {
      assertThatThrownBy(() -> OpsServer.builder().port(first.port()).start())
          .isInstanceOf(IOException.class)
          .hasMessageContaining("cannot listen on 127.0.0.1:" + first.port())
          .hasMessageContaining("choose another port")
          .message()
          .doesNotContain("\n");
    }
  }

  @Test
  void port_outOfRange_isRefused() {
    assertThatThrownBy(() -> OpsServer.builder().port(65_536)).isInstanceOf(IllegalArgumentException.class).hasMessageContaining("65536");
    assertThatThrownBy(() -> OpsServer.builder().port(-1)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void close_endsConnectionsAndFreesThePort() throws Exception {
    OpsServer server = OpsServer.builder().start();
    assertThat(get(server, "/healthz").statusCode()).isEqualTo(200);
    server.close();
    server.close();

    assertThatThrownBy(() -> get(server, "/healthz")).isInstanceOf(IOException.class);
    OpsServer.builder().port(server.port()).start().close();
  }

  @Test
  void close_whileARequestDribbles_endsIt() throws Exception {
    OpsServer server = OpsServer.builder().start();
    try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), server.port())) {
      socket.getOutputStream().write("GET /healthz HT".getBytes(StandardCharsets.US_ASCII));
      socket.getOutputStream().flush();
      server.close();
      assertThat(endOf(socket)).isTrue();
    }
  }

  /** Whether the other side ended the connection, in whichever way. */
  private static boolean endOf(Socket socket) throws IOException {
    socket.setSoTimeout(20_000);
    try (InputStream in = socket.getInputStream()) {
      return in.readAllBytes().length == 0;
    } catch (java.net.SocketException e) {
      return true;
    }
  }

  @Test
  void executor_exchangeTakesTooLong_isInterrupted() throws Exception {
    CountDownLatch interrupted = new CountDownLatch(1);
    try (OpsExecutor executor = new OpsExecutor(1, Duration.ofMillis(20))) {
      executor.execute(() -> {
        try {
          new CountDownLatch(1).await();
        } catch (InterruptedException e) {
          interrupted.countDown();
        }
      });
      interrupted.await();
    }
  }

  @Test
  void executor_oneTooMany_isRejected() {
    CountDownLatch leave = new CountDownLatch(1);
    try (OpsExecutor executor = new OpsExecutor(1, Duration.ofSeconds(30))) {
      executor.execute(() -> awaitQuietly(leave));
      assertThatThrownBy(() -> executor.execute(() -> {})).isInstanceOf(RejectedExecutionException.class);
    } finally {
      leave.countDown();
    }
  }

  private static void awaitQuietly(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
