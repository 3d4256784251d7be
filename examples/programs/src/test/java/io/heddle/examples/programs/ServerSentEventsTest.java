package io.heddle.examples.programs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.heddle.channels.Channel;
import io.heddle.channels.Scope;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

class ServerSentEventsTest {
  private static final Duration SOON = Duration.ofMillis(20);

  private final Channel<String> events = Channel.buffered(10);

  /** A client that has asked and read the head of the answer. */
  private static Socket connect(URI uri) throws IOException {
    Socket socket = new Socket();
    socket.setReceiveBufferSize(4096); // before it connects, or it has no effect
    socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), uri.getPort()));
    socket.getOutputStream().write(("GET " + uri.getPath() + " HTTP/1.1\r\nHost: localhost\r\n\r\n").getBytes(StandardCharsets.US_ASCII));
    assertThat(reader(socket).readLine()).isEqualTo("HTTP/1.1 200 OK");
    return socket;
  }

  private static BufferedReader reader(Socket socket) throws IOException {
    return new BufferedReader(new InputStreamReader(socket.getInputStream(), StandardCharsets.UTF_8));
  }

  private static HttpResponse<String> get(URI uri) throws IOException, InterruptedException {
    try (HttpClient client = HttpClient.newHttpClient()) {
      return client.send(HttpRequest.newBuilder(uri).timeout(Duration.ofSeconds(30)).build(), HttpResponse.BodyHandlers.ofString());
    }
  }

  @Test
  void stream_ofAChannelThatIsClosed_isItsValuesAndTheEnd() throws Exception {
    events.sendAll(List.of("one", "two\nlines"));
    events.close();
    try (ServerSentEvents server = ServerSentEvents.start(events, Duration.ofMinutes(1))) {
      HttpResponse<String> response = get(server.uri());
      assertThat(response.headers().firstValue("Content-Type")).contains("text/event-stream");
      assertThat(response.body()).isEqualTo("data: one\n\ndata: two\ndata: lines\n\nevent: end\ndata:\n\n");
    }
  }

  @Test
  void stream_ofAChannelThatIsClosedWithACause_saysThatItFailedButNotHow() throws Exception {
    events.send("one");
    events.close(new IOException("the password is wrong"));
    try (ServerSentEvents server = ServerSentEvents.start(events, Duration.ofMinutes(1))) {
      assertThat(get(server.uri()).body()).isEqualTo("data: one\n\nevent: failed\ndata:\n\n");
    }
  }

  @Test
  void clientThatGoesAway_isReceivedForNoMore() throws Exception {
    Channel<String> unbuffered = Channel.unbuffered();
    try (ServerSentEvents server = ServerSentEvents.start(unbuffered, SOON)) {
      try (Socket client = connect(server.uri())) {
        unbuffered.send("one"); // there is a receiver
        assertThat(client.isConnected()).isTrue();
      }
      // Until a write has failed, values may still be taken.
      await().atMost(Duration.ofSeconds(30)).pollInterval(SOON).until(() -> !unbuffered.send("more", SOON.multipliedBy(50)));
    }
  }

  @Test
  void clientThatReadsSlowly_makesTheSenderWait_untilItReads() throws Exception {
    String large = "x".repeat(100_000);
    AtomicInteger sent = new AtomicInteger();
    Channel<String> unbuffered = Channel.unbuffered();
    try (ServerSentEvents server = ServerSentEvents.start(unbuffered, Duration.ofMinutes(1));
        Scope scope = Scope.open("slow client");
        Socket client = connect(server.uri())) {
      scope.go("sender", () -> {
        while (true) {
          unbuffered.send(large);
          sent.incrementAndGet();
        }
      });
      AtomicInteger last = new AtomicInteger();
      await().atMost(Duration.ofSeconds(30)).pollInterval(Duration.ofMillis(500)).until(() -> sent.get() > 0 && last.getAndSet(sent.get()) == sent.get());
      int stopped = sent.get();
      assertThat(stopped).isLessThan(1_000); // 100 MB would be in no socket's buffer
      BufferedReader reader = reader(client);
      while (sent.get() <= stopped + 10) {
        assertThat(reader.readLine()).isNotNull();
      }
      scope.cancel();
    }
  }

  @Test
  void close_endsTheStreams() throws Exception {
    ServerSentEvents server = ServerSentEvents.start(events, Duration.ofMinutes(1));
    try (Socket client = connect(server.uri())) {
      client.setSoTimeout(30_000);
      server.close();
      BufferedReader reader = reader(client);
      String line = reader.readLine();
      while (line != null) {
        assertThat(line).doesNotStartWith("data");
        line = reader.readLine();
      }
    } catch (SocketException reset) {
      assertThat(reset).hasMessageContaining("reset"); // as good an end as any
    }
    events.send("nobody takes it");
    assertThat(events.size()).isEqualTo(1);
  }

  @Test
  void close_whileAWriteWaitsForAClientThatReadsNothing_returns() throws Exception {
    Channel<String> unbuffered = Channel.unbuffered();
    ServerSentEvents server = ServerSentEvents.start(unbuffered, Duration.ofMinutes(1));
    try (Socket client = connect(server.uri())) {
      String large = "x".repeat(100_000);
      await().atMost(Duration.ofSeconds(30)).pollDelay(Duration.ZERO).pollInterval(SOON).until(() -> !unbuffered.send(large, Duration.ofSeconds(1)));
      assertThat(client.isConnected()).isTrue();
      server.close();
    }
    assertThat(unbuffered.trySend("nobody takes it")).isFalse();
  }

  @Test
  void methodOtherThanGet_isRefused() throws Exception {
    try (ServerSentEvents server = ServerSentEvents.start(events, SOON); HttpClient client = HttpClient.newHttpClient()) {
      HttpRequest post = HttpRequest.newBuilder(server.uri()).POST(HttpRequest.BodyPublishers.noBody()).build();
      assertThat(client.send(post, HttpResponse.BodyHandlers.discarding()).statusCode()).isEqualTo(405);
    }
  }
}
