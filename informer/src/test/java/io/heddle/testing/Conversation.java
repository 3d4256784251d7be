package io.heddle.testing;

/** What every part of the contract talks with: a server, and a namespace of the test's own in it. */
interface Conversation {

  Cluster cluster();

  String namespace();

  /** Returns the path of the test's own collection of a core type. */
  default String core(String plural) {
    return "/api/v1/namespaces/" + namespace() + "/" + plural;
  }

  default String core(String plural, String name) {
    return core(plural) + "/" + name;
  }

  default String widgets() {
    return Cluster.WIDGETS.formatted(namespace());
  }

  default String widget(String name) {
    return widgets() + "/" + name;
  }

  /** Returns the JSON of a custom object. */
  default String widgetJson(String name, String spec) {
    return "{\"apiVersion\":\"contract.heddle.io/v1\",\"kind\":\"Widget\",\"metadata\":{\"name\":\"" + name + "\"},\"spec\":" + spec + "}";
  }

  /** Returns the JSON of a Pod that never restarts. */
  default String podJson(String name) {
    return "{\"metadata\":{\"name\":\"%s\"},\"spec\":{\"restartPolicy\":\"Never\",\"containers\":[{\"name\":\"main\",\"image\":\"app:1\"}]}}"
        .formatted(name);
  }

  /** Returns the JSON of a ConfigMap with one value. */
  default String configMapJson(String name, String value) {
    return "{\"metadata\":{\"name\":\"%s\"},\"data\":{\"key\":\"%s\"}}".formatted(name, value);
  }
}
