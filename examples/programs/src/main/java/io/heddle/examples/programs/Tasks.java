package io.heddle.examples.programs;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.heddle.controller.Client;
import io.heddle.controller.Manager;
import io.heddle.controller.Owners;
import io.heddle.controller.Result;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.kubernetes.Transport;
import java.io.IOException;
import java.nio.file.Path;
import java.util.concurrent.CountDownLatch;

/** A controller that gives each ConfigMap that names an image a Pod that runs it: the controller in the README. */
public final class Tasks {
  private Tasks() {}

  /**
   * Runs the controller until the program is interrupted.
   *
   * @param args the path of a kubeconfig
   */
  public static void main(String[] args) throws IOException, InterruptedException {
    CountDownLatch stopped = new CountDownLatch(1);
    try (Transport transport = Fabric8Transport.fromKubeconfig(Path.of(args[0])); Manager manager = tasks(transport)) {
      manager.start();
      stopped.await();
    }
  }

  // region tasks
  static Manager tasks(Transport transport) {
    Manager manager = Manager.builder(transport).build();
    Client client = manager.client();
    manager.controller("task", ConfigMap.class).owns(Pod.class).concurrency(4).reconcileWith(request -> {
      ConfigMap task = client.get(ConfigMap.class, request.namespace(), request.name()).orElse(null);  // from the cache
      if (task != null && task.getData().containsKey("image") && client.ownedBy(Pod.class, task).isEmpty()) {
        client.create(pod(task));
      }
      return Result.done();                     // until the ConfigMap or its Pod changes
    });
    return manager;
  }

  static Pod pod(ConfigMap task) {
    Pod pod = new PodBuilder()
        .withNewMetadata().withNamespace(task.getMetadata().getNamespace()).withName(task.getMetadata().getName()).endMetadata()
        .withNewSpec().withRestartPolicy("Never")
        .addNewContainer().withName("task").withImage(task.getData().get("image")).endContainer().endSpec()
        .build();
    Owners.setController(pod, task);            // whoever deletes the ConfigMap deletes the Pod
    return pod;
  }
  // end
}
