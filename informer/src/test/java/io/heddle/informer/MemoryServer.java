package io.heddle.informer;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.Status;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.DeleteQuery;
import io.heddle.kubernetes.ListQuery;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import io.heddle.kubernetes.WatchQuery;
import io.heddle.kubernetes.WatchStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/**
 * An API server's ConfigMaps without a network: one version for all changes, pages, watches that resume, and faults on demand. It answers
 * with the bytes that a server would send, so everything behind the transport's seam is the real thing.
 */
final class MemoryServer implements Transport {
  static final ResourceType<ConfigMap> CONFIG_MAPS = ResourceType.of(ConfigMap.class);

  private static final KubernetesSerialization SERIALIZATION = new KubernetesSerialization();

  /** A fault that a request meets in place of an answer. */
  interface Fault {
    void strike() throws IOException, InterruptedException;
  }

  private record Change(long version, String type, ConfigMap object) {}

  private final ReentrantLock lock = new ReentrantLock();
  private final Map<String, ConfigMap> objects = new TreeMap<>();
  private final List<Change> history = new ArrayList<>();
  private final List<Stream> streams = new ArrayList<>();
  private final Deque<Fault> listFaults = new ArrayDeque<>();
  private final Deque<Fault> watchFaults = new ArrayDeque<>();
  private final Map<String, List<ConfigMap>> pages = new TreeMap<>();
  private long version = 100;
  private long compacted;
  private long uids;
  private boolean silent;
  private boolean twice;
  private int continuesToExpire;

  final List<ListQuery> lists = new CopyOnWriteArrayList<>();
  final List<WatchQuery> watches = new CopyOnWriteArrayList<>();

  // What happens on the server

  /** Creates or changes the object of a name. */
  ConfigMap put(String name, String value) {
    lock.lock();
    try {
      ConfigMap before = objects.get("default/" + name);
      ConfigMap now =
          new ConfigMapBuilder()
              .withNewMetadata()
              .withNamespace("default")
              .withName(name)
              .withUid(before == null ? "uid-" + ++uids : before.getMetadata().getUid())
              .withResourceVersion(Long.toString(++version))
              .endMetadata()
              .addToData("value", value)
              .build();
      objects.put("default/" + name, now);
      changed(before == null ? "ADDED" : "MODIFIED", now);
      return now;
    } finally {
      lock.unlock();
    }
  }

  void delete(String name) {
    lock.lock();
    try {
      ConfigMap before = objects.remove("default/" + name);
      if (before != null) {
        changed("DELETED", new ConfigMapBuilder(before).editMetadata().withResourceVersion(Long.toString(++version)).endMetadata().build());
      }
    } finally {
      lock.unlock();
    }
  }

  private void changed(String type, ConfigMap object) {
    Change change = new Change(version, type, object);
    history.add(change);
    for (Stream stream : streams) {
      stream.change(change);
      if (twice) {
        stream.change(change);
      }
    }
  }

  Map<String, String> versions() {
    lock.lock();
    try {
      return versions(objects.values());
    } finally {
      lock.unlock();
    }
  }

  static Map<String, String> versions(Iterable<ConfigMap> objects) {
    Map<String, String> versions = new TreeMap<>();
    objects.forEach(object -> versions.put(Indexer.key(object), object.getMetadata().getResourceVersion()));
    return versions;
  }

  String version() {
    lock.lock();
    try {
      return Long.toString(version);
    } finally {
      lock.unlock();
    }
  }

  // Faults

  void failNextLists(Fault... faults) {
    locked(() -> listFaults.addAll(List.of(faults)));
  }

  void failNextWatches(Fault... faults) {
    locked(() -> watchFaults.addAll(List.of(faults)));
  }

  static Fault refusal(int code) {
    return refusal(code, Optional.empty());
  }

  static Fault refusal(int code, Optional<Duration> retryAfter) {
    return () -> {
      throw new ApiException("GET /test", status(code), retryAfter);
    };
  }

  static Fault broken() {
    return () -> {
      throw new IOException("connection refused");
    };
  }

  /** Holds the request until it is interrupted. */
  static Fault hanging(CountDownLatch reached) {
    return () -> {
      reached.countDown();
      new CountDownLatch(1).await();
    };
  }

  static Fault tooLargeVersion() {
    Status status =
        new StatusBuilder().withCode(504).withReason("Timeout").withMessage("Too large resource version")
            .withNewDetails().withRetryAfterSeconds(1).addNewCause().withReason("ResourceVersionTooLarge").endCause().endDetails().build();
    return () -> {
      throw new ApiException("GET /test", status);
    };
  }

  private static Status status(int code) {
    return new StatusBuilder().withCode(code).withReason(code == 410 ? "Expired" : "Test").withMessage("refused with " + code).build();
  }

  void expireNextContinues(int count) {
    locked(() -> continuesToExpire = count);
  }

  /** Forgets all that has happened. */
  void compact() {
    locked(() -> {
      compacted = version;
      history.clear();
    });
  }

  void cutWatches() {
    locked(() -> eachStream(stream -> stream.items.add(new IOException("connection reset"))));
  }

  void endWatches() {
    locked(() -> eachStream(stream -> stream.items.add(Stream.END)));
  }

  void refuseWatches(int code) {
    locked(() -> eachStream(stream -> stream.items.add(frame("ERROR", status(code)))));
  }

  void sendToWatches(String frame) {
    locked(() -> streams.forEach(stream -> stream.items.add(frame.getBytes(StandardCharsets.UTF_8))));
  }

  void sendBookmark(String resourceVersion) {
    ConfigMap bookmark = new ConfigMapBuilder().withNewMetadata().withResourceVersion(resourceVersion).endMetadata().build();
    locked(() -> streams.forEach(stream -> stream.items.add(frame("BOOKMARK", bookmark))));
  }

  /** Withholds changes from the watches, which stay open. What was withheld from those that are still open comes when the silence ends. */
  void silence(boolean on) {
    locked(() -> {
      silent = on;
      if (!on) {
        streams.forEach(stream -> {
          stream.withheld.forEach(stream::tell);
          stream.withheld.clear();
        });
      }
    });
  }

  void tellTwice(boolean on) {
    locked(() -> twice = on);
  }

  /** Restores a backup that knows one object. */
  void goBackTo(long earlier, String name) {
    locked(() -> {
      ConfigMap object = objects.get("default/" + name);
      version = earlier;
      objects.clear();
      objects.put(
          "default/" + name, new ConfigMapBuilder(object).editMetadata().withResourceVersion(Long.toString(earlier)).endMetadata().build());
      history.clear();
      compacted = 0;
    });
  }

  int openWatches() {
    lock.lock();
    try {
      return streams.size();
    } finally {
      lock.unlock();
    }
  }

  private void eachStream(Consumer<Stream> action) {
    List.copyOf(streams).forEach(action);
    streams.clear();
  }

  private void locked(Runnable action) {
    lock.lock();
    try {
      action.run();
    } finally {
      lock.unlock();
    }
  }

  private void strike(Deque<Fault> faults) throws IOException, InterruptedException {
    Fault fault;
    lock.lock();
    try {
      fault = faults.poll();
    } finally {
      lock.unlock();
    }
    if (fault != null) {
      fault.strike();
    }
  }

  // The transport

  @Override
  public byte[] list(ResourceType<?> type, String namespace, ListQuery query) throws IOException, InterruptedException {
    lists.add(query);
    strike(listFaults);
    lock.lock();
    try {
      String token = query.continueToken();
      List<ConfigMap> left = token.isEmpty() ? List.copyOf(objects.values()) : pages.remove(token);
      if (left == null || (!token.isEmpty() && continuesToExpire-- > 0)) {
        throw new ApiException("GET /test", status(410));
      }
      if (!query.resourceVersion().isEmpty() && Long.parseLong(query.resourceVersion()) > version) {
        throw new ApiException("GET /test", status(504));
      }
      String listed = token.isEmpty() ? Long.toString(version) : token.substring(0, token.indexOf('-'));
      int count = query.limit() == 0 ? left.size() : Math.min(query.limit(), left.size());
      String next = "";
      if (count < left.size()) {
        next = listed + "-" + left.get(count).getMetadata().getName();
        pages.put(next, left.subList(count, left.size()));
      }
      String items = left.subList(0, count).stream().map(MemoryServer::json).collect(Collectors.joining(", "));
      return "{\"kind\":\"ConfigMapList\", \"apiVersion\":\"v1\", \"metadata\": {\"resourceVersion\":\"%s\",\"continue\":\"%s\"}, \"items\" : [%s] }\n"
          .formatted(listed, next, items)
          .getBytes(StandardCharsets.UTF_8);
    } finally {
      lock.unlock();
    }
  }

  @Override
  public WatchStream watch(ResourceType<?> type, String namespace, WatchQuery query) throws IOException, InterruptedException {
    watches.add(query);
    strike(watchFaults);
    lock.lock();
    try {
      long from = Long.parseLong(query.resourceVersion());
      if (from < compacted) {
        throw new ApiException("GET /test", status(410));
      }
      Stream stream = new Stream();
      history.stream().filter(change -> change.version > from).forEach(stream::tell);
      streams.add(stream);
      return stream;
    } finally {
      lock.unlock();
    }
  }

  private final class Stream implements WatchStream {
    static final Object END = new Object();

    final LinkedBlockingQueue<Object> items = new LinkedBlockingQueue<>();
    final List<Change> withheld = new ArrayList<>();

    void change(Change change) {
      if (silent) {
        withheld.add(change);
      } else {
        tell(change);
      }
    }

    void tell(Change change) {
      items.add(frame(change.type, change.object));
    }

    @Override
    public Optional<byte[]> next() throws IOException, InterruptedException {
      Object item = items.take();
      if (item instanceof byte[] frame) {
        return Optional.of(frame);
      }
      items.add(item); // And from now on.
      if (item instanceof IOException failure) {
        throw failure;
      }
      return Optional.empty();
    }

    @Override
    public void close() {
      locked(() -> streams.remove(this));
      items.add(new IOException("closed"));
    }
  }

  private static byte[] frame(String type, Object object) {
    return "{\"type\":\"%s\",\"object\":%s}".formatted(type, json(object)).getBytes(StandardCharsets.UTF_8);
  }

  private static String json(Object object) {
    return SERIALIZATION.asJson(object);
  }

  @Override
  public <T> T decode(byte[] json, Class<T> type) {
    try {
      return SERIALIZATION.unmarshal(new String(json, StandardCharsets.UTF_8), type);
    } catch (RuntimeException e) {
      throw new IllegalArgumentException("this JSON is no " + type.getSimpleName(), e);
    }
  }

  @Override
  public byte[] encode(Object object) {
    return json(object).getBytes(StandardCharsets.UTF_8);
  }

  @Override
  public byte[] get(ResourceType<?> type, String namespace, String name) {
    throw new UnsupportedOperationException("informers only list and watch");
  }

  @Override
  public byte[] create(ResourceType<?> type, String namespace, byte[] object) {
    throw new UnsupportedOperationException("informers only list and watch");
  }

  @Override
  public byte[] update(ResourceType<?> type, String namespace, String name, byte[] object) {
    throw new UnsupportedOperationException("informers only list and watch");
  }

  @Override
  public byte[] updateStatus(ResourceType<?> type, String namespace, String name, byte[] object) {
    throw new UnsupportedOperationException("informers only list and watch");
  }

  @Override
  public byte[] delete(ResourceType<?> type, String namespace, String name, DeleteQuery query) {
    throw new UnsupportedOperationException("informers only list and watch");
  }

  @Override
  public void close() {
    cutWatches();
  }
}
