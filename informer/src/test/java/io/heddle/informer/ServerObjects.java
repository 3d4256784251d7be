package io.heddle.informer;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import io.fabric8.kubernetes.api.model.ConfigMapList;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.DeleteQuery;
import io.heddle.kubernetes.ListQuery;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import java.io.IOException;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;

/** The ConfigMaps of one namespace on a server behind a transport, changed and listed without an informer. */
final class ServerObjects {
  private static final ResourceType<ConfigMap> TYPE = ResourceType.of(ConfigMap.class);

  private final Transport transport;
  private final String namespace;

  ServerObjects(Transport transport, String namespace) {
    this.transport = transport;
    this.namespace = namespace;
  }

  ConfigMap create(String name, String value) throws IOException, InterruptedException {
    return transport.decode(transport.create(TYPE, namespace, transport.encode(object(name, value))), ConfigMap.class);
  }

  ConfigMap update(String name, String value) throws IOException, InterruptedException {
    return transport.decode(transport.update(TYPE, namespace, name, transport.encode(object(name, value))), ConfigMap.class);
  }

  void delete(String name) throws IOException, InterruptedException {
    byte[] unused = transport.delete(TYPE, namespace, name, DeleteQuery.unconditional());
  }

  private ConfigMap object(String name, String value) {
    return new ConfigMapBuilder().withNewMetadata().withNamespace(namespace).withName(name).endMetadata().addToData("value", value).build();
  }

  /** Creates, changes or deletes one of a few objects, whichever is possible. */
  void changeAny(Random random) throws IOException, InterruptedException {
    String name = "o" + random.nextInt(8);
    try {
      if (random.nextInt(3) == 0) {
        delete(name);
      } else {
        update(name, "v" + random.nextInt());
      }
    } catch (ApiException e) {
      if (!e.isNotFound()) {
        throw e;
      }
      create(name, "v" + random.nextInt());
    }
  }

  /** The version of each object, by a list. */
  Map<String, String> versions() throws IOException, InterruptedException {
    ConfigMapList list = transport.decode(transport.list(TYPE, namespace, ListQuery.all()), ConfigMapList.class);
    return MemoryServer.versions(list.getItems());
  }

  static Map<String, String> versions(Lister<ConfigMap> lister) {
    return new TreeMap<>(MemoryServer.versions(lister.list()));
  }
}
