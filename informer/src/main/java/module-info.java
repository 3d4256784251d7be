/** The workqueue, informer and controller runtime for Kubernetes controllers on virtual threads. */
@org.jspecify.annotations.NullMarked
module io.heddle.informer {
  requires static transitive org.jspecify;
  requires transitive io.heddle.channels;
  requires transitive kubernetes.client.api;
  requires transitive kubernetes.model.core;
  requires transitive kubernetes.model.common;
  requires kubernetes.model.apiextensions;
  requires kubernetes.client;
  requires transitive micrometer.core;
  requires org.jctools.core;
  requires org.slf4j;
  requires io.fabric8.kubernetes.client.jdkhttp;
  requires java.net.http;
  requires jdk.httpserver;

  exports io.heddle.controller;
  exports io.heddle.informer;
  exports io.heddle.kubernetes;
  exports io.heddle.testing;
  exports io.heddle.workqueue;
}
