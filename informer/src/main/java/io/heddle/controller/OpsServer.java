package io.heddle.controller;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.OutputStream;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The small HTTP server through which those who run a controller look into it: {@code /metrics} for Prometheus, and
 * {@code /healthz} and {@code /readyz} for the kubelet. It serves GET and HEAD without encryption or authentication, and so
 * listens on the loopback address unless told otherwise.
 *
 * {@snippet :
 * Manager manager = Manager.builder(transport)
 *     .ops(OpsServer.builder().port(8080).metrics(registry::scrape))
 *     .build();
 * }
 *
 * <p>A {@link Manager} starts and stops it, and adds the readiness of its caches; on its own it is started with
 * {@link Builder#start()}. A probe answers 200 and {@code ok}, or 503 and a line for each check that fails, with the reason.
 *
 * <p>At most 64 requests are answered at one time, and each must have been read and answered within ten seconds; a connection
 * beyond these limits is closed. All methods may be called from any thread.
 */
public final class OpsServer implements AutoCloseable {

  /** Looks at one part of the program. It is called for every probe, so it must be quick and must not block. */
  @FunctionalInterface
  public interface Check {
    /**
     * Looks.
     *
     * @return why this part is not well, in a few words on one line; empty if it is well
     */
    Optional<String> problem();
  }

  private static final Logger log = LoggerFactory.getLogger(OpsServer.class);

  /** Connections that the kernel holds until they are accepted. */
  private static final int BACKLOG = 64;

  private static final String TEXT = "text/plain; charset=utf-8";

  /** The version of the text format is Prometheus's own; without it some scrapers refuse the answer. */
  private static final String PROMETHEUS_TEXT = "text/plain; version=0.0.4; charset=utf-8";

  private final HttpServer server;
  private final OpsExecutor executor = new OpsExecutor();

  private OpsServer(Builder builder) throws IOException {
    InetSocketAddress address = new InetSocketAddress(builder.address, builder.port);
    try {
      server = HttpServer.create(address, BACKLOG);
    } catch (BindException e) {
      throw new IOException(
          "cannot listen on " + text(address) + " for metrics and probes: " + e.getMessage()
              + "; choose another port, or stop the process that holds this one", e);
    }
    server.setExecutor(executor);
    Map<String, Check> healthy = new LinkedHashMap<>(builder.healthChecks);
    Map<String, Check> ready = new LinkedHashMap<>(builder.readyChecks);
    server.createContext("/", exchange -> answer(exchange, "/", () -> new Answer(404, TEXT, "not found\n")));
    server.createContext("/healthz", exchange -> answer(exchange, "/healthz", () -> probe(healthy)));
    server.createContext("/readyz", exchange -> answer(exchange, "/readyz", () -> probe(ready)));
    builder.metrics.ifPresent(
        metrics ->
            server.createContext(
                "/metrics",
                exchange -> answer(exchange, "/metrics", () -> new Answer(200, PROMETHEUS_TEXT, metrics.get()))));
    server.start();
    log.info("serving metrics and probes uri={}", uri());
  }

  /**
   * A server to be set up: on loopback, any free port, no metrics, always healthy and ready.
   *
   * @return a builder with these defaults
   */
  public static Builder builder() {
    return new Builder();
  }

  /**
   * The port it listens on, which the system has chosen if the builder was given 0.
   *
   * @return the port, 1 to 65535
   */
  public int port() {
    return server.getAddress().getPort();
  }

  /**
   * Where it is to be reached.
   *
   * @return the address, such as {@code http://127.0.0.1:8080/}
   */
  public URI uri() {
    return URI.create("http://" + text(server.getAddress()) + '/');
  }

  /** Stops listening and closes all connections, without waiting for those that are being answered. A second close does nothing. */
  @Override
  public void close() {
    server.stop(0);
    executor.close();
  }

  private static Answer probe(Map<String, Check> checks) {
    StringBuilder problems = new StringBuilder();
    checks.forEach((name, check) -> check.problem().ifPresent(problem -> problems.append(name).append(": ").append(problem).append('\n')));
    return problems.isEmpty() ? new Answer(200, TEXT, "ok\n") : new Answer(503, TEXT, problems.toString());
  }

  /** Answers one request. The server hands over every path that begins with {@code path}; only that path itself is meant. */
  private static void answer(HttpExchange exchange, String path, Supplier<Answer> handler) throws IOException {
    try (exchange) {
      Answer answer = answerTo(exchange, path, handler);
      byte[] body = answer.body().getBytes(StandardCharsets.UTF_8);
      exchange.getResponseHeaders().set("Content-Type", answer.contentType());
      exchange.getResponseHeaders().set("X-Content-Type-Options", "nosniff");
      if (exchange.getRequestMethod().equals("HEAD")) {
        exchange.sendResponseHeaders(answer.status(), -1);
        return;
      }
      exchange.sendResponseHeaders(answer.status(), body.length == 0 ? -1 : body.length);
      try (OutputStream out = exchange.getResponseBody()) {
        out.write(body);
      }
    }
  }

  private static Answer answerTo(HttpExchange exchange, String path, Supplier<Answer> handler) {
    String method = exchange.getRequestMethod();
    if (!method.equals("GET") && !method.equals("HEAD")) {
      exchange.getResponseHeaders().set("Allow", "GET, HEAD");
      return new Answer(405, TEXT, "only GET and HEAD are served\n");
    }
    if (!exchange.getRequestURI().getPath().equals(path)) {
      return new Answer(404, TEXT, "not found\n");
    }
    try {
      return handler.get();
    } catch (RuntimeException e) {
      log.warn("a probe or scrape failed path={}", path, e);
      return new Answer(500, TEXT, "failed; the log says why\n");
    }
  }

  private static String text(InetSocketAddress address) {
    InetAddress ip = address.getAddress();
    String host = ip == null ? address.getHostString() : ip.getHostAddress();
    return (host.contains(":") ? '[' + host + ']' : host) + ':' + address.getPort();
  }

  private record Answer(int status, String contentType, String body) {}

  /** Sets up an {@link OpsServer}. Not for use by several threads at once. */
  public static final class Builder {
    private InetAddress address = InetAddress.getLoopbackAddress();
    private int port;
    private Optional<Supplier<String>> metrics = Optional.empty();
    private final Map<String, Check> healthChecks = new LinkedHashMap<>();
    private final Map<String, Check> readyChecks = new LinkedHashMap<>();

    private Builder() {}

    /**
     * Chooses the port; any free one if not set.
     *
     * @param port the port; 0 lets the system choose a free one
     * @return this builder
     * @throws IllegalArgumentException if it is not between 0 and 65535
     */
    public Builder port(int port) {
      if (port < 0 || port > 65_535) {
        throw new IllegalArgumentException("a port is between 0 and 65535, not " + port);
      }
      this.port = port;
      return this;
    }

    /**
     * Listens on another address than loopback. In a Pod this is what the kubelet's probes and Prometheus need; anyone who reaches the
     * address can then read the metrics.
     *
     * @param address an address of this machine, or the wildcard for all
     * @return this builder
     */
    public Builder address(InetAddress address) {
      this.address = address;
      return this;
    }

    /**
     * Serves metrics under {@code /metrics}; without it that path is not found.
     *
     * @param scrape gives the metrics in Prometheus's text format; called for each request, by several goroutines at once
     * @return this builder
     */
    public Builder metrics(Supplier<String> scrape) {
      this.metrics = Optional.of(scrape);
      return this;
    }

    /**
     * Adds a check to {@code /healthz}: while it reports a problem, the kubelet restarts the container.
     *
     * @param name names the check in the answer; one of the same name is replaced
     * @param check the check
     * @return this builder
     */
    public Builder healthCheck(String name, Check check) {
      healthChecks.put(name, check);
      return this;
    }

    /**
     * Adds a check to {@code /readyz}: while it reports a problem, the Pod counts as not ready.
     *
     * @param name names the check in the answer; one of the same name is replaced
     * @param check the check
     * @return this builder
     */
    public Builder readyCheck(String name, Check check) {
      readyChecks.put(name, check);
      return this;
    }

    /**
     * Starts a server.
     *
     * @return the server, which answers from now on
     * @throws IOException if it cannot listen there, most often because the port is taken; the message says so in one line
     */
    public OpsServer start() throws IOException {
      return new OpsServer(this);
    }
  }
}
