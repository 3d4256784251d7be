package io.heddle.testing;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;

/**
 * What an API server does, whichever it is: the one inside the JVM in every build, and the real one in the integration tests.
 *
 * <p>Each test has a namespace of its own, and asks for nothing outside it but the custom resource that all share.
 */
abstract class ApiServerContract
    implements CrudContract, ListContract, WatchContract, CustomResourceContract, DeletionContract, PodContract, DiscoveryContract {

  /** The custom resource of the contract: every rule of a schema once. */
  static final String DEFINITION =
      """
      {"apiVersion":"apiextensions.k8s.io/v1","kind":"CustomResourceDefinition","metadata":{"name":"widgets.contract.heddle.io"},
       "spec":{"group":"contract.heddle.io","scope":"Namespaced",
        "names":{"kind":"Widget","plural":"widgets","singular":"widget","shortNames":["wdg"]},
        "versions":[{"name":"v1","served":true,"storage":true,
         "subresources":{"status":{},"scale":{"specReplicasPath":".spec.replicas","statusReplicasPath":".status.replicas",
          "labelSelectorPath":".status.selector"}},
         "additionalPrinterColumns":[{"name":"Replicas","type":"integer","jsonPath":".spec.replicas"},
          {"name":"Phase","type":"string","jsonPath":".status.phase"},
          {"name":"Age","type":"date","jsonPath":".metadata.creationTimestamp"}],
         "schema":{"openAPIV3Schema":{"type":"object","required":["spec"],"properties":{
          "spec":{"type":"object","required":["template"],"properties":{
           "template":{"type":"object","x-kubernetes-preserve-unknown-fields":true},
           "replicas":{"type":"integer","minimum":0,"maximum":100,"default":1},
           "mode":{"type":"string","enum":["Fast","Slow"]},
           "label":{"type":"string","minLength":2,"maxLength":4,"pattern":"^[a-z]+$"},
           "parts":{"type":"array","minItems":1,"maxItems":2,"items":{"type":"object","required":["size"],"properties":{
            "size":{"type":"integer"}}}},
           "port":{"x-kubernetes-int-or-string":true},
           "note":{"type":"string","nullable":true},
           "counts":{"type":"object","additionalProperties":{"type":"integer"}},
           "ratio":{"type":"number","minimum":1,"exclusiveMinimum":true},
           "on":{"type":"boolean"},
           "since":{"type":"string","format":"date-time"}}},
          "status":{"type":"object","properties":{
           "phase":{"type":"string","enum":["Pending","Running"]},
           "replicas":{"type":"integer"},
           "selector":{"type":"string"}}}}}}}]}}
      """;

  private String namespace = "";

  @Override
  public String namespace() {
    return namespace;
  }

  @BeforeEach
  void createNamespace() {
    namespace = cluster().createNamespace();
  }

  @AfterEach
  void deleteNamespace() {
    // What a test left held by a finalizer would keep the namespace, and with it the custom resource, for ever.
    for (String collection : List.of(widgets(), core("configmaps"), core("pods"))) {
      for (Object item : Json.list(cluster().get(collection).body(), "items")) {
        if (!Json.list(item, "metadata", "finalizers").isEmpty()) {
          cluster().merge(collection + "/" + Json.text(item, "metadata", "name"), "{\"metadata\":{\"finalizers\":null}}");
        }
      }
    }
    cluster().delete("/api/v1/namespaces/" + namespace);
  }
}
