package io.heddle.kubernetes;

import io.fabric8.kubernetes.api.model.DeleteOptions;
import io.fabric8.kubernetes.api.model.DeleteOptionsBuilder;
import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.KubernetesClientException;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The transport over fabric8's client and the JDK's HTTP client.
 *
 * <p>From fabric8 come the configuration (kubeconfig, the service account inside a cluster), TLS, credentials and their renewal, and the
 * serialization of objects. Its watch manager, informers and retries are left out. Connections speak HTTP/1.1, each watch on its own: over
 * HTTP/2 a server lets a client have a hundred streams on the one connection that the JDK opens, and the next request would wait for ever.
 * Redirects are not followed, so credentials go to the server that was configured and to no other.
 *
 * {@snippet :
 * try (Transport transport = Fabric8Transport.fromKubeconfig(Path.of("/home/me/.kube/config"))) {
 *   byte[] page = transport.list(ResourceType.of(Pod.class), "default", ListQuery.all().withLimit(500));
 * }
 * }
 *
 * <p>Given a registry, it counts calls as {@code requests} (in Prometheus {@code requests_total{method,status}}) and measures the time to
 * the server's answer as {@code request.duration} ({@code request_duration_seconds}).
 */
public final class Fabric8Transport implements Transport {

  private final KubernetesClient client;
  private final KubernetesSerialization serialization;
  private final HttpCalls calls;
  private final String server;
  private final Set<HttpWatchStream> watches = ConcurrentHashMap.newKeySet();

  private Fabric8Transport(Config config, MeterRegistry meters) {
    Config own =
        new ConfigBuilder(config).withAutoConfigure(false).withHttp2Disable(true).withRequestRetryBackoffLimit(0).build();
    this.client = new KubernetesClientBuilder().withConfig(own).withHttpClientFactory(new HttpClients()).build();
    this.serialization = client.getKubernetesSerialization();
    this.server = own.getMasterUrl().replaceAll("/+$", "");
    Duration timeout = Duration.ofMillis(own.getRequestTimeout());
    this.calls = new HttpCalls(client.getHttpClient(), server, timeout, serialization, new RequestMeters(meters));
  }

  /**
   * Connects as the current context of a kubeconfig says.
   *
   * @param kubeconfig the file
   * @return a transport; the server is not asked yet
   * @throws IOException if the file cannot be read or is no kubeconfig; the message says which file and why
   */
  public static Fabric8Transport fromKubeconfig(Path kubeconfig) throws IOException {
    return fromKubeconfig(kubeconfig, new CompositeMeterRegistry());
  }

  /**
   * Connects as the current context of a kubeconfig says, and measures its calls.
   *
   * @param kubeconfig the file
   * @param meters where the calls are counted
   * @return a transport; the server is not asked yet
   * @throws IOException if the file cannot be read or is no kubeconfig; the message says which file and why
   */
  public static Fabric8Transport fromKubeconfig(Path kubeconfig, MeterRegistry meters) throws IOException {
    return of(Kubeconfig.read(kubeconfig), meters);
  }

  /**
   * Connects as the surroundings say: inside a cluster with the Pod's service account, elsewhere with the kubeconfig that {@code KUBECONFIG}
   * or the home folder names.
   *
   * @param meters where the calls are counted
   * @return a transport; the server is not asked yet
   * @throws IOException if there is neither a service account nor a kubeconfig
   */
  public static Fabric8Transport autoConfigure(MeterRegistry meters) throws IOException {
    return of(Kubeconfig.surroundings(), meters);
  }

  /**
   * Connects with a configuration of fabric8's. Of its settings, HTTP/2 and retries are switched off.
   *
   * @param config server, credentials, TLS, timeouts
   * @return a transport; the server is not asked yet
   */
  public static Fabric8Transport of(Config config) {
    return of(config, new CompositeMeterRegistry());
  }

  /**
   * Connects with a configuration of fabric8's, and measures its calls. Of the settings, HTTP/2 and retries are switched off.
   *
   * @param config server, credentials, TLS, timeouts
   * @param meters where the calls are counted
   * @return a transport; the server is not asked yet
   */
  public static Fabric8Transport of(Config config, MeterRegistry meters) {
    return new Fabric8Transport(config, meters);
  }

  /** Returns the address of the server, for logs. */
  public String server() {
    return server;
  }

  @Override
  public byte[] list(ResourceType<?> type, String namespace, ListQuery query) throws IOException, InterruptedException {
    return calls.send("GET", new QueryString(type.path(namespace)).list(query).toString(), "");
  }

  @Override
  public WatchStream watch(ResourceType<?> type, String namespace, WatchQuery query) throws IOException, InterruptedException {
    HttpWatchStream stream = calls.open(new QueryString(type.path(namespace)).watch(query).toString(), watches::remove);
    watches.add(stream);
    if (calls.isClosed()) {
      stream.close();
    }
    return stream;
  }

  @Override
  public byte[] get(ResourceType<?> type, String namespace, String name) throws IOException, InterruptedException {
    return calls.send("GET", type.path(namespace, name), "");
  }

  @Override
  public byte[] create(ResourceType<?> type, String namespace, byte[] object) throws IOException, InterruptedException {
    return calls.send("POST", type.path(namespace), utf8(object));
  }

  @Override
  public byte[] update(ResourceType<?> type, String namespace, String name, byte[] object) throws IOException, InterruptedException {
    return calls.send("PUT", type.path(namespace, name), utf8(object));
  }

  @Override
  public byte[] updateStatus(ResourceType<?> type, String namespace, String name, byte[] object)
      throws IOException, InterruptedException {
    return calls.send("PUT", type.path(namespace, name) + "/status", utf8(object));
  }

  @Override
  public byte[] delete(ResourceType<?> type, String namespace, String name, DeleteQuery query) throws IOException, InterruptedException {
    DeleteOptionsBuilder options = new DeleteOptionsBuilder();
    if (!query.propagation().isEmpty()) {
      options.withPropagationPolicy(query.propagation());
    }
    if (!query.uid().isEmpty()) {
      options.editOrNewPreconditions().withUid(query.uid()).endPreconditions();
    }
    if (!query.resourceVersion().isEmpty()) {
      options.editOrNewPreconditions().withResourceVersion(query.resourceVersion()).endPreconditions();
    }
    DeleteOptions body = options.build();
    return calls.send("DELETE", type.path(namespace, name), serialization.asJson(body));
  }

  @Override
  public <T> T decode(byte[] json, Class<T> type) {
    try {
      return serialization.unmarshal(utf8(json), type);
    } catch (KubernetesClientException e) {
      throw new IllegalArgumentException("this JSON is no " + type.getSimpleName() + ": " + Failures.explain(e), e);
    }
  }

  @Override
  public byte[] encode(Object object) {
    return serialization.asJson(object).getBytes(StandardCharsets.UTF_8);
  }

  private static String utf8(byte[] json) {
    return new String(json, StandardCharsets.UTF_8);
  }

  @Override
  public void close() {
    calls.close();
    watches.forEach(HttpWatchStream::close);
    client.close();
  }

  @Override
  public String toString() {
    return "Fabric8Transport[" + server + "]";
  }
}
