package io.heddle.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the transport makes of servers, and of networks, that misbehave. */
class TransportFaultsTest {

  private static final ResourceType<Pod> PODS = ResourceType.of(Pod.class);
  private static final Duration PATIENCE = Duration.ofSeconds(30);

  private ScriptedServer server;

  @BeforeEach
  void start() throws IOException {
    server = new ScriptedServer();
  }

  @AfterEach
  void stop() throws IOException {
    server.close();
  }

  private static byte[] frames(int count) {
    StringBuilder stream = new StringBuilder();
    for (int i = 0; i < count; i++) {
      stream.append("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"pod-").append(i).append("\"}}}\n");
    }
    return stream.toString().getBytes(UTF_8);
  }

  private static List<String> readAll(WatchStream watch) throws IOException, InterruptedException {
    List<String> frames = new ArrayList<>();
    for (Optional<byte[]> frame = watch.next(); frame.isPresent(); frame = watch.next()) {
      frames.add(new String(frame.get(), UTF_8));
    }
    return frames;
  }

  @Test
  void watch_cutAtAnyByteWithACleanEnd_isAnErrorUnlessBetweenFrames() throws Exception {
    byte[] stream = frames(3);
    try (Transport transport = Fabric8Transport.of(server.config(PATIENCE))) {
      for (int cut = 0; cut <= stream.length; cut += 7) {
        byte[] part = Arrays.copyOf(stream, cut);
        server.next(
            (connection, out) -> {
              ScriptedServer.beginChunks(out);
              if (part.length > 0) {
                ScriptedServer.chunk(out, part);
              }
              ScriptedServer.endChunks(out);
            });
        boolean whole = cut == 0 || part[cut - 1] == '\n';
        try (WatchStream watch = transport.watch(PODS, "", WatchQuery.from("1"))) {
          if (whole) {
            assertThat(readAll(watch)).hasSize((int) new String(part, UTF_8).lines().count());
          } else {
            assertThatThrownBy(() -> readAll(watch)).isInstanceOf(IOException.class).hasMessageContaining("in the middle of a frame");
            assertThatThrownBy(watch::next).as("a broken stream stays broken").isInstanceOf(IOException.class);
          }
        }
      }
    }
  }

  @Test
  void watch_connectionDroppedInTheMiddle_isAnErrorAfterTheWholeFrames() throws Exception {
    server.next(
        (connection, out) -> {
          ScriptedServer.beginChunks(out);
          ScriptedServer.chunk(out, frames(2));
          out.write("40\r\n{\"type\":".getBytes(UTF_8));
          out.flush();
        });
    try (Transport transport = Fabric8Transport.of(server.config(PATIENCE));
        WatchStream watch = transport.watch(PODS, "", WatchQuery.from("1"))) {
      assertThat(watch.next()).isPresent();
      assertThat(watch.next()).isPresent();
      assertThatThrownBy(watch::next).isInstanceOf(IOException.class).hasMessageContaining("GET /api/v1/pods");
    }
  }

  private static void readUntilInterrupted(Transport transport) {
    try (WatchStream watch = transport.watch(PODS, "", WatchQuery.from("1"))) {
      List<String> unused = readAll(watch);
    } catch (InterruptedException | IOException e) {
      // What the reader makes of it is not what is tested.
    }
  }

  /** Answers whose headers come just before, while or after their reader leaves. */
  @Test
  void watch_leftWhileItsAnswerComes_leavesNoConnectionBehind() throws Exception {
    int rounds = 200;
    CountDownLatch dropped = new CountDownLatch(rounds);
    try (Fabric8Transport transport = Fabric8Transport.of(server.config(PATIENCE))) {
      for (int i = 0; i < rounds; i++) {
        Thread reader = Thread.ofVirtual().name("reader-" + i).unstarted(() -> readUntilInterrupted(transport));
        boolean early = i % 2 == 0;
        server.next(
            (connection, out) -> {
              if (early) {
                reader.interrupt();
              }
              ScriptedServer.beginChunks(out);
              reader.interrupt();
              if (connection.getInputStream().read() < 0) {
                dropped.countDown();
              }
            });
        reader.start();
        assertThat(reader.join(PATIENCE)).isTrue();
      }
      assertThat(dropped.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).as("%d connections stayed open", dropped.getCount()).isTrue();
    }
  }

  @Test
  void watch_frameInManySmallPieces_isOneFrame() throws Exception {
    byte[] stream = frames(1);
    server.next(
        (connection, out) -> {
          ScriptedServer.beginChunks(out);
          for (byte each : stream) {
            ScriptedServer.chunk(out, new byte[] {each});
          }
          ScriptedServer.endChunks(out);
        });
    try (Transport transport = Fabric8Transport.of(server.config(PATIENCE));
        WatchStream watch = transport.watch(PODS, "", WatchQuery.from("1"))) {
      assertThat(readAll(watch)).containsExactly(new String(stream, UTF_8).strip());
    }
  }

  @Test
  void watch_frameOverTheLimit_refusedAndDisconnected() throws Exception {
    CountDownLatch disconnected = new CountDownLatch(1);
    server.next(
        (connection, out) -> {
          ScriptedServer.beginChunks(out);
          byte[] piece = new byte[1 << 20];
          Arrays.fill(piece, (byte) 'x');
          try {
            while (true) {
              ScriptedServer.chunk(out, piece);
            }
          } catch (IOException e) {
            disconnected.countDown();
          }
        });
    try (Transport transport = Fabric8Transport.of(server.config(PATIENCE));
        WatchStream watch = transport.watch(PODS, "", WatchQuery.from("1"))) {
      assertThatThrownBy(watch::next).isInstanceOf(IOException.class).hasMessageContaining("longer than 16777216 bytes");
      disconnected.await();
    }
  }

  @Test
  void request_noAnswer_timesOutInOneLine() {
    server.next((connection, out) -> new CountDownLatch(1).await());
    try (Transport transport = Fabric8Transport.of(server.config(Duration.ofMillis(300)))) {
      assertThatThrownBy(() -> transport.list(PODS, "", ListQuery.all()))
          .isInstanceOf(IOException.class)
          .hasMessageStartingWith("cannot reach the API server http://127.0.0.1:")
          .hasMessageContaining("no answer came in time (GET /api/v1/pods)");
    }
  }

  @Test
  void request_bodyStalls_timesOut() {
    server.next(
        (connection, out) -> {
          out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"items\":".getBytes(UTF_8));
          out.flush();
          new CountDownLatch(1).await();
        });
    try (Transport transport = Fabric8Transport.of(server.config(Duration.ofMillis(300)))) {
      assertThatThrownBy(() -> transport.list(PODS, "", ListQuery.all()))
          .isInstanceOf(IOException.class)
          .hasMessageContaining("no more of the answer came within 300 ms");
    }
  }

  @Test
  void request_refusedOnce_isNotRetried() {
    server.answer("503 Service Unavailable", "", "");
    server.answer("200 OK", "", "{}");
    try (Transport transport = Fabric8Transport.of(server.config(PATIENCE))) {
      assertThatThrownBy(() -> transport.list(PODS, "", ListQuery.all()))
          .isInstanceOfSatisfying(ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(503));
      assertThat(server.requests()).hasSize(1);
    }
  }

  @Test
  void request_tooMany_tellsHowLongToWait() {
    server.answer("429 Too Many Requests", "Retry-After: 7\r\n", "{\"kind\":\"Status\",\"message\":\"slow down\",\"reason\":\"TooManyRequests\"}");
    try (Transport transport = Fabric8Transport.of(server.config(PATIENCE))) {
      assertThatThrownBy(() -> transport.watch(PODS, "", WatchQuery.from("1")))
          .isInstanceOfSatisfying(
              ApiException.class,
              refusal -> {
                assertThat(refusal.isTooManyRequests()).isTrue();
                assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(7));
                assertThat(refusal.serverMessage()).isEqualTo("slow down");
                assertThat(refusal).hasMessage("slow down (GET /api/v1/pods)");
              });
    }
  }

  @Test
  void request_answeredByAProxy_quotesItsFirstLine() {
    server.answer("502 Bad Gateway", "Content-Type: text/html\r\n", "<html>\n<body>nothing here</body>");
    try (Transport transport = Fabric8Transport.of(server.config(PATIENCE))) {
      assertThatThrownBy(() -> transport.get(PODS, "default", "a"))
          .isInstanceOfSatisfying(
              ApiException.class,
              refusal -> assertThat(refusal).hasMessage("the server answered with code 502: <html> (GET /api/v1/namespaces/default/pods/a)"));
    }
  }

  @Test
  void request_redirected_isNotFollowed() throws Exception {
    try (ScriptedServer other = new ScriptedServer();
        Transport transport =
            Fabric8Transport.of(new ConfigBuilder(server.config(PATIENCE)).withOauthToken("canary-token").build())) {
      other.answer("200 OK", "", "{}");
      server.answer("302 Found", "Location: " + other.config(PATIENCE).getMasterUrl() + "api/v1/pods\r\n", "");
      assertThatThrownBy(() -> transport.list(PODS, "", ListQuery.all()))
          .isInstanceOfSatisfying(ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(302));
      assertThat(other.requests()).isEmpty();
    }
  }

  @Test
  void request_nobodyListens_saysSoInOneLine() throws Exception {
    Config config = server.config(PATIENCE);
    server.close();
    try (Transport transport = Fabric8Transport.of(config)) {
      assertThatThrownBy(() -> transport.list(PODS, "", ListQuery.all()))
          .isInstanceOf(IOException.class)
          .hasMessageMatching("cannot reach the API server http://127\\.0\\.0\\.1:[0-9]+: connection refused \\(GET /api/v1/pods\\)");
    }
  }

  @Test
  void token_isSentAndNeverShown() {
    server.answer("401 Unauthorized", "", "{\"kind\":\"Status\",\"message\":\"Unauthorized\",\"reason\":\"Unauthorized\"}");
    server.answer("401 Unauthorized", "", "{\"kind\":\"Status\",\"message\":\"Unauthorized\",\"reason\":\"Unauthorized\"}");
    Config config = new ConfigBuilder(server.config(PATIENCE)).withOauthToken("canary-token").build();
    try (Transport transport = Fabric8Transport.of(config)) {
      assertThat(transport.toString()).doesNotContain("canary-token");
      assertThatThrownBy(() -> transport.list(PODS, "", ListQuery.all()))
          .isInstanceOfSatisfying(ApiException.class, refusal -> assertThat(refusal.code()).isEqualTo(401))
          .satisfies(
              failure -> {
                for (Throwable each = failure; each != null; each = each.getCause()) {
                  assertThat(each.toString()).doesNotContain("canary-token");
                }
              });
      assertThat(server.requests().getFirst()).contains("Authorization: Bearer canary-token");
    }
  }

  @Test
  void retryAfter_secondsOrDate_withinBounds() {
    assertThat(HttpCalls.retryAfter("3")).contains(Duration.ofSeconds(3));
    assertThat(HttpCalls.retryAfter("-3")).contains(Duration.ZERO);
    assertThat(HttpCalls.retryAfter("86400")).contains(Duration.ofMinutes(5));
    assertThat(HttpCalls.retryAfter("Wed, 21 Oct 2015 07:28:00 GMT")).contains(Duration.ZERO);
    assertThat(HttpCalls.retryAfter("Sat, 21 Oct 2215 07:28:00 GMT")).contains(Duration.ofMinutes(5));
    assertThat(HttpCalls.retryAfter("soon")).isEmpty();
  }
}
