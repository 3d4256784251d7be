package io.heddle.examples.programs;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.heddle.channels.Channel;
import io.heddle.channels.ReceiveChannel;
import io.heddle.channels.Ticker;
import java.io.IOException;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/**
 * Streams a channel to HTTP clients as server-sent events, one text an event.
 *
 * <p>A client that reads slowly makes the write wait, and with it the receive, and so the sender: what is on its way is what the socket's buffers hold. One that goes away makes a
 * write fail, of a value or of the comment that is written when there is no value for a while; then nothing is received for it any more. What was
 * written to it last may be lost. Clients share the values of the channel.
 */
public final class ServerSentEvents implements AutoCloseable {
  private final ReceiveChannel<String> events;
  private final Duration heartbeat;
  private final ExecutorService threads = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("sse-", 0).factory());
  private final HttpServer server;

  private ServerSentEvents(ReceiveChannel<String> events, Duration heartbeat) throws IOException {
    this.events = events;
    this.heartbeat = heartbeat;
    this.server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
  }

  /** Sends the time once a second to whoever asks, until the program is ended. */
  public static void main(String[] args) throws IOException, InterruptedException {
    Channel<String> times = Channel.unbuffered();
    try (ServerSentEvents server = start(times, Duration.ofSeconds(10)); Ticker ticker = Ticker.every(Duration.ofSeconds(1))) {
      System.out.println("curl -N " + server.uri());
      while (true) {
        times.send(ticker.ticks().receive().toString());
      }
    }
  }

  /**
   * Starts a server on a free port of the loopback interface.
   *
   * @param heartbeat after how long without a value a client is tried, to learn whether it is still there
   */
  static ServerSentEvents start(ReceiveChannel<String> events, Duration heartbeat) throws IOException {
    ServerSentEvents started = new ServerSentEvents(events, heartbeat);
    started.server.createContext("/events", started::handle);
    started.server.setExecutor(started.threads);
    started.server.start();
    return started;
  }

  URI uri() {
    InetSocketAddress address = server.getAddress();
    return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort() + "/events");
  }

  private void handle(HttpExchange exchange) throws IOException {
    try (exchange) {
      if (!exchange.getRequestMethod().equals("GET")) {
        exchange.getResponseHeaders().set("Allow", "GET");
        exchange.sendResponseHeaders(405, -1);
        return;
      }
      exchange.getResponseHeaders().set("Content-Type", "text/event-stream");
      exchange.getResponseHeaders().set("Cache-Control", "no-store");
      exchange.sendResponseHeaders(200, 0);
      stream(exchange.getResponseBody());
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // the server was closed
    }
  }

  /** Writes until the channel is closed, which is told as an event of its own, or until a write fails. */
  private void stream(OutputStream client) throws IOException, InterruptedException {
    client.flush(); // the head, so that the client knows at once that it is connected
    boolean open = true;
    while (open) {
      String text = select(
          receive(events, ServerSentEvents::message, this::ending),
          after(heartbeat, () -> ":\n\n"));
      open = !text.startsWith("event:");
      client.write(text.getBytes(StandardCharsets.UTF_8));
      client.flush();
    }
  }

  /** A text of several lines is a field for each line, or the client would take what follows a line break for a field of another name. */
  private static String message(String value) {
    StringBuilder message = new StringBuilder();
    for (String line : value.split("\r\n|\r|\n", -1)) {
      message.append("data: ").append(line).append('\n');
    }
    return message.append('\n').toString();
  }

  /** What a client is told at the end: that it was one, or that it was a failure, but not which, as that may be nobody else's business. */
  private String ending() {
    events.closeCause().ifPresent(cause -> System.getLogger(ServerSentEvents.class.getName()).log(System.Logger.Level.WARNING, "the source of events failed", cause));
    return events.closeCause().isPresent() ? "event: failed\ndata:\n\n" : "event: end\ndata:\n\n";
  }

  /** Ends the streams and the server, and returns when no stream takes values any more. A value that was received and is being written may be lost. */
  @Override
  public void close() {
    threads.shutdownNow();
    server.stop(0); // which ends the write to a client that does not read
    threads.close();
  }
}
