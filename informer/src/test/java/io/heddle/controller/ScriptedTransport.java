package io.heddle.controller;

import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.StatusBuilder;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.DeleteQuery;
import io.heddle.kubernetes.ListQuery;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import io.heddle.kubernetes.WatchQuery;
import io.heddle.kubernetes.WatchStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** A server of a few objects whose every request the test sees, and before whose writes it can act as another writer. */
final class ScriptedTransport implements Transport {

  private final KubernetesSerialization serialization = new KubernetesSerialization();
  private final Map<String, GenericKubernetesResource> objects = new HashMap<>();
  private int version = 100;
  private Runnable beforeWrite = () -> {};

  /** The method and path of each request so far. */
  final List<String> requests = new ArrayList<>();

  /** Runs {@code act} before each write, as another writer who was faster. */
  void beforeWrite(Runnable act) {
    beforeWrite = act;
  }

  /** Another writer changes an object: it gets a new version. */
  void touch(String path, String uid) {
    GenericKubernetesResource object = Objects.requireNonNull(objects.get(path));
    GenericKubernetesResource changed = decode(encode(object), GenericKubernetesResource.class);
    changed.getMetadata().setUid(uid);
    store(path, changed);
  }

  void remove(String path) {
    objects.remove(path);
  }

  private byte[] store(String path, GenericKubernetesResource object) {
    object.getMetadata().setResourceVersion(Integer.toString(++version));
    objects.put(path, object);
    return encode(object);
  }

  private GenericKubernetesResource present(String request, String path) throws ApiException {
    GenericKubernetesResource object = objects.get(path);
    if (object == null) {
      throw refusal(request + " " + path, 404, "NotFound", path + " not found");
    }
    return object;
  }

  private static ApiException refusal(String request, int code, String reason, String message) {
    return new ApiException(request, new StatusBuilder().withCode(code).withReason(reason).withMessage(message).build());
  }

  @Override
  public byte[] get(ResourceType<?> type, String namespace, String name) throws ApiException {
    requests.add("GET " + type.path(namespace, name));
    return encode(present("GET", type.path(namespace, name)));
  }

  @Override
  public byte[] create(ResourceType<?> type, String namespace, byte[] json) throws ApiException {
    GenericKubernetesResource object = decode(json, GenericKubernetesResource.class);
    if (object.getMetadata().getName() == null) {
      object.getMetadata().setName(object.getMetadata().getGenerateName() + version);
    }
    String path = type.path(namespace, object.getMetadata().getName());
    requests.add("POST " + path);
    if (objects.containsKey(path)) {
      throw refusal("POST " + path, 409, "AlreadyExists", path + " already exists");
    }
    object.getMetadata().setUid("uid-" + (version + 1));
    return store(path, object);
  }

  @Override
  public byte[] update(ResourceType<?> type, String namespace, String name, byte[] json) throws ApiException {
    return put("PUT", type.path(namespace, name), json);
  }

  @Override
  public byte[] updateStatus(ResourceType<?> type, String namespace, String name, byte[] json) throws ApiException {
    return put("PUT status", type.path(namespace, name), json);
  }

  private byte[] put(String method, String path, byte[] json) throws ApiException {
    requests.add(method + " " + path);
    beforeWrite.run();
    GenericKubernetesResource next = decode(json, GenericKubernetesResource.class);
    GenericKubernetesResource present = present(method, path);
    String expected = next.getMetadata().getResourceVersion();
    if (expected != null && !expected.equals(present.getMetadata().getResourceVersion())) {
      throw refusal(method + " " + path, 409, "Conflict", "the object has been modified");
    }
    return store(path, next);
  }

  @Override
  public byte[] delete(ResourceType<?> type, String namespace, String name, DeleteQuery query) throws ApiException {
    String path = type.path(namespace, name);
    requests.add("DELETE " + path + " uid=" + query.uid());
    GenericKubernetesResource present = present("DELETE", path);
    if (!query.uid().isEmpty() && !query.uid().equals(present.getMetadata().getUid())) {
      throw refusal("DELETE " + path, 409, "Conflict", "the uid in the precondition does not match");
    }
    objects.remove(path);
    return encode(new StatusBuilder().withStatus("Success").build());
  }

  @Override
  public byte[] list(ResourceType<?> type, String namespace, ListQuery query) {
    throw new UnsupportedOperationException();
  }

  @Override
  public WatchStream watch(ResourceType<?> type, String namespace, WatchQuery query) {
    throw new UnsupportedOperationException();
  }

  @Override
  public <T> T decode(byte[] json, Class<T> type) {
    return serialization.unmarshal(new java.io.ByteArrayInputStream(json), type);
  }

  @Override
  public byte[] encode(Object object) {
    return serialization.asJson(object).getBytes(java.nio.charset.StandardCharsets.UTF_8);
  }

  @Override
  public void close() {}
}
