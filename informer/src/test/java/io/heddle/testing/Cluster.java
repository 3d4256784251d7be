package io.heddle.testing;

import io.fabric8.kubernetes.client.Config;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.KubernetesClientBuilder;
import io.fabric8.kubernetes.client.http.HttpRequest;
import io.fabric8.kubernetes.client.http.HttpResponse;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import io.heddle.kubernetes.WatchQuery;
import io.heddle.kubernetes.WatchStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.jspecify.annotations.Nullable;

/** An API server under test, and ways to talk to it that hide nothing of what it says. */
final class Cluster implements AutoCloseable {

  static final String WIDGETS = "/apis/contract.heddle.io/v1/namespaces/%s/widgets";
  static final String DEFINITIONS = "/apis/apiextensions.k8s.io/v1/customresourcedefinitions";
  private static final AtomicInteger NAMESPACES = new AtomicInteger();

  /** What the server said. */
  record Answer(int code, Map<String, @Nullable Object> body) {
    @Nullable Object at(String... path) {
      return Json.at(body, path);
    }

    String text(String... path) {
      return Json.text(body, path);
    }

    String message() {
      return text("message");
    }

    String version() {
      return text("metadata", "resourceVersion");
    }
  }

  /** One frame of a watch. */
  record Frame(String type, Map<String, @Nullable Object> object) {
    String name() {
      return Json.text(object, "metadata", "name");
    }

    String version() {
      return Json.text(object, "metadata", "resourceVersion");
    }

    String phase() {
      return Json.text(object, "status", "phase");
    }

    @Override
    public String toString() {
      return type + " " + name();
    }
  }

  private final KubernetesClient client;
  private final Transport transport;

  Cluster(Config config) {
    Config own = new ConfigBuilder(config).withAutoConfigure(false).withHttp2Disable(true).withRequestRetryBackoffLimit(0).build();
    client = new KubernetesClientBuilder().withConfig(own).build();
    transport = Fabric8Transport.of(config);
  }

  Transport transport() {
    return transport;
  }

  /** Asks for the table that kubectl prints. */
  Answer table(String path) {
    return call("GET", path, "application/json;as=Table;v=v1;g=meta.k8s.io,application/json", "", "");
  }

  Answer get(String path) {
    return call("GET", path, "", "");
  }

  Answer post(String path, String body) {
    return call("POST", path, "application/json", body);
  }

  Answer put(String path, String body) {
    return call("PUT", path, "application/json", body);
  }

  Answer put(String path, Map<String, @Nullable Object> body) {
    return put(path, Json.write(body));
  }

  Answer merge(String path, String patch) {
    return call("PATCH", path, Patches.MERGE_PATCH, patch);
  }

  Answer delete(String path) {
    return call("DELETE", path, "", "");
  }

  Answer delete(String path, String options) {
    return call("DELETE", path, "application/json", options);
  }

  Answer call(String method, String path, String type, String body) {
    return call(method, path, "application/json", type, body);
  }

  private Answer call(String method, String path, String accept, String type, String body) {
    HttpRequest request =
        client
            .getHttpClient()
            .newHttpRequestBuilder()
            .uri(client.getMasterUrl().toString().replaceAll("/$", "") + path)
            .header("Accept", accept)
            .method(method, type.isEmpty() ? "application/json" : type, body.isEmpty() ? null : body)
            .build();
    try {
      HttpResponse<byte[]> response = client.getHttpClient().sendAsync(request, byte[].class).get(30, TimeUnit.SECONDS);
      String text = new String(response.body(), StandardCharsets.UTF_8);
      return new Answer(response.code(), text.startsWith("{") ? Json.parse(text) : Json.of("text", text));
    } catch (Exception e) {
      throw new AssertionError(method + " " + path, e);
    }
  }

  /** Creates a namespace that no other test has. */
  String createNamespace() {
    String name = "contract-" + Long.toString(System.nanoTime(), 36) + "-" + NAMESPACES.incrementAndGet();
    Answer made = post("/api/v1/namespaces", "{\"metadata\":{\"name\":\"" + name + "\"}}");
    if (made.code() != 201) {
      throw new AssertionError("cannot create a namespace: " + made);
    }
    return name;
  }

  /** Makes the custom resource that the contract is tested with, unless it is there; one that is on its way out goes first. */
  void createWidgets(String definition) {
    Awaitility.await()
        .atMost(Duration.ofMinutes(2))
        .until(() -> get(DEFINITIONS + "/widgets.contract.heddle.io").at("metadata", "deletionTimestamp") == null);
    Answer made = post(DEFINITIONS, definition);
    if (made.code() != 201 && made.code() != 409) {
      throw new AssertionError("cannot create the definition: " + made);
    }
    Awaitility.await().atMost(Duration.ofMinutes(2)).until(() -> get(WIDGETS.formatted("default")).code() == 200);
  }

  /** Opens a watch; the caller closes it. */
  WatchStream watch(ResourceType<?> type, String namespace, WatchQuery query) throws Exception {
    return transport.watch(type, namespace, query);
  }

  static Frame parse(byte[] frame) {
    Map<String, @Nullable Object> tree = Json.parse(new String(frame, StandardCharsets.UTF_8));
    return new Frame(Json.text(tree, "type"), Json.object(tree, "object"));
  }

  /** Reads the next frame; there must be one. */
  static Frame frame(WatchStream watch) throws Exception {
    return parse(watch.next().orElseThrow(() -> new AssertionError("the watch has ended")));
  }

  /** Reads frames up to the first that fits, which is the last in the result. */
  static List<Frame> framesUntil(WatchStream watch, java.util.function.Predicate<Frame> last) throws Exception {
    List<Frame> frames = new ArrayList<>();
    do {
      frames.add(frame(watch));
    } while (!last.test(frames.getLast()));
    return frames;
  }

  /** Reads that many frames. */
  static List<Frame> frames(WatchStream watch, int count) throws Exception {
    List<Frame> frames = new ArrayList<>();
    while (frames.size() < count) {
      frames.add(frame(watch));
    }
    return frames;
  }

  @Override
  public void close() {
    transport.close();
    client.close();
  }
}
