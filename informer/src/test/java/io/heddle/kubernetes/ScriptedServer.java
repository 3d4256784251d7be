package io.heddle.kubernetes;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.LinkedBlockingQueue;

/** A server that says, byte for byte, what a test has written for it: one script for each connection, in turn. */
final class ScriptedServer implements AutoCloseable {

  /** What one connection gets after its request has been read. */
  interface Script {
    void play(Socket connection, OutputStream out) throws Exception;
  }

  private final ServerSocket socket = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
  private final LinkedBlockingQueue<Script> scripts = new LinkedBlockingQueue<>();
  private final List<String> requests = new CopyOnWriteArrayList<>();
  private final List<Socket> connections = new CopyOnWriteArrayList<>();

  ScriptedServer() throws IOException {
    Thread.ofVirtual().name("scripted-server").start(this::accept);
  }

  private void accept() {
    try {
      while (true) {
        Socket connection = socket.accept();
        connections.add(connection);
        Thread.ofVirtual().name("scripted-connection").start(() -> serve(connection));
      }
    } catch (IOException e) {
      // Closed at the end of the test.
    }
  }

  private void serve(Socket connection) {
    try (connection) {
      BufferedReader in = new BufferedReader(new InputStreamReader(connection.getInputStream(), UTF_8));
      StringBuilder request = new StringBuilder();
      for (String line = in.readLine(); line != null && !line.isEmpty(); line = in.readLine()) {
        request.append(line).append('\n');
      }
      requests.add(request.toString());
      scripts.take().play(connection, connection.getOutputStream());
    } catch (Exception e) {
      // The client went first, or the test is over.
    }
  }

  void next(Script script) {
    scripts.add(script);
  }

  /** Answers the next request with a head and a body, and closes the connection. */
  void answer(String status, String headers, String body) {
    next((connection, out) -> out.write(("HTTP/1.1 " + status + "\r\n" + headers + "Content-Length: " + body.getBytes(UTF_8).length
        + "\r\nConnection: close\r\n\r\n" + body).getBytes(UTF_8)));
  }

  /** Writes the head of a watch, the answer to which comes in chunks. */
  static void beginChunks(OutputStream out) throws IOException {
    out.write("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\n".getBytes(UTF_8));
  }

  static void chunk(OutputStream out, byte[] bytes) throws IOException {
    out.write((Integer.toHexString(bytes.length) + "\r\n").getBytes(UTF_8));
    out.write(bytes);
    out.write("\r\n".getBytes(UTF_8));
    out.flush();
  }

  static void endChunks(OutputStream out) throws IOException {
    out.write("0\r\n\r\n".getBytes(UTF_8));
    out.flush();
  }

  List<String> requests() {
    return requests;
  }

  Config config(Duration timeout) {
    return new ConfigBuilder(Config.empty())
        .withAutoConfigure(false)
        .withMasterUrl("http://127.0.0.1:" + socket.getLocalPort())
        .withRequestTimeout((int) timeout.toMillis())
        .withConnectionTimeout((int) timeout.toMillis())
        .build();
  }

  @Override
  public void close() throws IOException {
    socket.close();
    for (Socket connection : connections) {
      connection.close();
    }
  }
}
