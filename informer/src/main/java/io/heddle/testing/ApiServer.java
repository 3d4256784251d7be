package io.heddle.testing;

import com.sun.net.httpserver.HttpServer;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * A Kubernetes API server inside the JVM.
 *
 * <p>It answers over HTTP on loopback, to Heddle's transport, to fabric8's client and to kubectl, as the real server does in what
 * controllers rely on; and it does what the rest of a cluster does with what is written: Pods are scheduled, run and succeed, what nobody
 * owns is collected, resources of new CustomResourceDefinitions are served. Everything is in memory and gone with it.
 *
 * {@snippet :
 * try (ApiServer server = ApiServer.start();
 *     Transport transport = Fabric8Transport.of(server.config())) {
 *   transport.create(ResourceType.of(ConfigMap.class), "default", json);
 * }
 * }
 *
 * <p>It is for tests and demonstrations: whoever can reach the port may do everything, unless a token is set. All methods may be called
 * from any thread.
 */
public final class ApiServer implements AutoCloseable {

  private static final Duration STUCK_CHECK = Duration.ofSeconds(5);

  /** The switch of the JDK's HTTP server for TCP_NODELAY, read once when its first server is made. */
  private static final String NO_DELAY = "sun.net.httpserver.nodelay";

  static {
    // The HTTP server sends head and body of an answer apart. With Nagle's algorithm the body waits until the client has acknowledged the
    // head, which it delays by 40 ms. Whoever has set the switch, either way, is left alone.
    if (System.getProperty(NO_DELAY) == null) {
      System.setProperty(NO_DELAY, "true");
    }
  }

  private final HttpServer http;
  private final ExecutorService goroutines;
  private final WatchHub watches;
  private final ControlLoop loop;
  private final Timeline timeline;
  private final FaultPlan faults;
  private final String token;

  private ApiServer(Builder settings) throws IOException {
    Kinds kinds = new Kinds();
    timeline = settings.timeline;
    token = settings.token;
    loop = new ControlLoop(kinds);
    ObjectStore store = new ObjectStore(settings.historySize, loop);
    watches = new WatchHub(store);
    faults = new FaultPlan(store, watches);
    Resources resources = new Resources(store, timeline, settings.random);
    NamespaceCleaner namespaces = new NamespaceCleaner(store, kinds, resources);
    List<ControlLoop.Part> parts = new ArrayList<>();
    parts.add(new DefinitionKeeper(store, kinds, resources, watches, timeline));
    parts.add(new GarbageCollector(store, resources));
    parts.add(namespaces);
    if (settings.nodes > 0) {
      List<String> nodes = new ArrayList<>();
      for (int i = 0; i < settings.nodes; i++) {
        nodes.add("node-" + i);
        Map<String, @Nullable Object> node = Json.of("metadata", Json.of("name", "node-" + i));
        var unused = resources.create(Kinds.NODES, "", node, Write.internal("v1"));
      }
      parts.add(new PodRunner(store, resources, loop, timeline, nodes, settings.podRunTime));
    }
    namespaces.begin();
    loop.start(parts);
    http = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), settings.port), 0);
    goroutines = Executors.newThreadPerTaskExecutor(Thread.ofVirtual().name("heddle-apiserver-", 0).factory());
    http.setExecutor(goroutines);
    http.createContext("/", new HttpFront(store, kinds, resources, watches, faults, timeline, settings.bookmarkInterval, token));
    http.start();
    checkForStuckWatches();
  }

  private void checkForStuckWatches() {
    timeline.after(
        STUCK_CHECK,
        () -> {
          watches.dropStuck();
          checkForStuckWatches();
        });
  }

  /**
   * Starts a server with the defaults, on a free port of the loopback interface.
   *
   * @return the server, ready to answer
   * @throws IOException if there is no port to listen on
   */
  public static ApiServer start() throws IOException {
    return builder().start();
  }

  /** Returns a builder with the defaults. */
  public static Builder builder() {
    return new Builder();
  }

  /** Returns the address, such as {@code http://127.0.0.1:40123}. */
  public URI uri() {
    InetSocketAddress address = http.getAddress();
    return URI.create("http://" + address.getAddress().getHostAddress() + ":" + address.getPort());
  }

  /** Returns the configuration with which fabric8's client, and the transport over it, connects. */
  public Config config() {
    ConfigBuilder config = new ConfigBuilder(Config.empty()).withAutoConfigure(false).withMasterUrl(uri().toString()).withNamespace("default");
    return (token.isEmpty() ? config : config.withOauthToken(token)).build();
  }

  /**
   * Writes a kubeconfig for kubectl and other programs.
   *
   * @param file where to
   * @return the file
   * @throws IOException if the file cannot be written
   */
  public Path writeKubeconfig(Path file) throws IOException {
    String user = token.isEmpty() ? "{}" : "{token: " + token + "}";
    return Files.writeString(
        file,
        """
        apiVersion: v1
        kind: Config
        current-context: heddle
        contexts: [{name: heddle, context: {cluster: heddle, user: admin, namespace: default}}]
        clusters: [{name: heddle, cluster: {server: "%s"}}]
        users: [{name: admin, user: %s}]
        """
            .formatted(uri(), user));
  }

  /** Returns the switchboard of faults. */
  public Faults faults() {
    return faults;
  }

  /** Sends a bookmark on every open watch that takes bookmarks, without waiting for the interval. */
  public void sendBookmarks() {
    watches.orderAll(WatchSession.Order.BOOKMARK);
  }

  /** Returns how many watches are open. A client that has gone may be counted until something is written to it. */
  public int openWatches() {
    return watches.size();
  }

  /** Ends all watches and requests, and frees the port. Closing again does nothing. */
  @Override
  public void close() {
    timeline.close();
    watches.close();
    http.stop(0);
    goroutines.shutdownNow();
    try {
      loop.close();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Override
  public String toString() {
    return "ApiServer[" + uri() + "]";
  }

  /** Settings of a server to be started. */
  public static final class Builder {

    private int port;
    private int nodes = 2;
    private int historySize = 100_000;
    private Duration podRunTime = Duration.ofSeconds(1);
    private Duration bookmarkInterval = Duration.ofMinutes(1);
    private String token = "";
    private Timeline timeline = new RealTimeline();
    private RandomGenerator random = new SplittableRandom();

    private Builder() {}

    /** Sets the port; 0, the default, picks a free one. */
    public Builder port(int number) {
      port = number;
      return this;
    }

    /** Sets how many nodes run Pods; 2 by default. With 0, Pods stay pending until the test itself writes their status. */
    public Builder nodes(int count) {
      nodes = count;
      return this;
    }

    /** Sets how long a Pod runs before it succeeds; 1 second by default. */
    public Builder podRunTime(Duration duration) {
      podRunTime = duration;
      return this;
    }

    /** Sets how often a watch that asked for bookmarks gets one; 1 minute by default, as the real server's. */
    public Builder bookmarkInterval(Duration interval) {
      bookmarkInterval = interval;
      return this;
    }

    /** Sets how many changes of each resource are remembered for watches that resume; 100,000 by default. */
    public Builder historySize(int changes) {
      historySize = changes;
      return this;
    }

    /** Demands a bearer token of every request; by default none is asked for. */
    public Builder token(String bearer) {
      token = bearer;
      return this;
    }

    /** Sets the time by which Pods run. */
    Builder timeline(Timeline time) {
      timeline.close();
      timeline = time;
      return this;
    }

    /** Sets where uids and generated names come from. */
    Builder random(RandomGenerator generator) {
      random = generator;
      return this;
    }

    /**
     * Starts the server.
     *
     * @return the server, ready to answer
     * @throws IOException if it cannot listen on the port
     */
    public ApiServer start() throws IOException {
      return new ApiServer(this);
    }
  }
}
