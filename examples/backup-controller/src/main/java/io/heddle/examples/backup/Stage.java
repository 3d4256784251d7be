package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodList;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.DeleteQuery;
import io.heddle.kubernetes.ListQuery;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/**
 * What the scene acts with, and what it proves its claims by: the API server itself, asked anew each time. Nothing here goes through the
 * controller, its caches or what it says of itself.
 */
final class Stage {
  private static final Duration BETWEEN_LOOKS = Duration.ofMillis(20);
  private static final String NAMESPACE = "default";

  private final Transport transport;
  private final Audience audience;
  private final Terminal terminal;
  private final Duration pace;
  private final Duration patience;

  /**
   * A stage.
   *
   * @param pace how long the audience gets to read what an act has shown
   * @param patience how long a claim may take to come true
   */
  Stage(Transport transport, Audience audience, Terminal terminal, Duration pace, Duration patience) {
    this.transport = transport;
    this.audience = audience;
    this.terminal = terminal;
    this.pace = pace;
    this.patience = patience;
  }

  /** What should be so: empty if it is, what is instead if not. */
  @FunctionalInterface
  interface Claim {
    Optional<String> disproof() throws IOException, InterruptedException, SceneFailed;
  }

  void act(int number, String title) throws InterruptedException {
    audience.look(pace);
    terminal.act(number, title);
  }

  /** Applies one of the manifests; what stands under {@code spec.replicas} in it is replaced if a number is given. */
  void create(String manifest, Optional<Integer> replicas) throws IOException, InterruptedException {
    Map<String, Object> backup = Manifests.read(transport, manifest);
    if (replicas.isPresent()) {
      Map<String, Object> spec = Json.copy(backup.get("spec"));
      spec.put("replicas", replicas.get());
      backup.put("spec", spec);
    }
    transport.create(ResourceType.of(Backup.class), NAMESPACE, transport.encode(backup));
  }

  void scale(String backup, int replicas) throws IOException, InterruptedException {
    while (true) {
      Backup now = backup(backup).orElseThrow();
      now.setSpec(new BackupSpec(now.getSpec().podTemplate(), replicas));
      try {
        transport.update(ResourceType.of(Backup.class), NAMESPACE, backup, transport.encode(now));
        return;
      } catch (ApiException e) {
        if (!e.isConflict()) {
          throw e;
        }
      }
    }
  }

  void delete(Class<? extends HasMetadata> kind, String name) throws IOException, InterruptedException {
    transport.delete(ResourceType.of(kind), NAMESPACE, name, DeleteQuery.unconditional());
  }

  /** The Backup of that name as the server has it now. */
  Optional<Backup> backup(String name) throws IOException, InterruptedException {
    try {
      return Optional.of(transport.decode(transport.get(ResourceType.of(Backup.class), NAMESPACE, name), Backup.class));
    } catch (ApiException e) {
      if (e.isNotFound()) {
        return Optional.empty();
      }
      throw e;
    }
  }

  /** The Pods that the server has now for the Backup of that name, found by their label, in the order of their names. */
  Map<String, Pod> pods(String backup) throws IOException, InterruptedException {
    ListQuery labelled = ListQuery.all().withLabelSelector(BackupPods.LABEL + "=" + backup);
    Map<String, Pod> pods = new TreeMap<>();
    for (Pod pod : transport.decode(transport.list(ResourceType.of(Pod.class), NAMESPACE, labelled), PodList.class).getItems()) {
      pods.put(pod.getMetadata().getName(), pod);
    }
    return pods;
  }

  /** Claims that a Backup has exactly these Pods, whatever they do. */
  Claim backupHas(String name, String... pods) {
    return () -> {
      Set<String> found = pods(name).keySet();
      return found.equals(Set.of(pods)) ? Optional.empty() : Optional.of("its Pods are " + found);
    };
  }

  /** Claims that a Backup is in that phase and has exactly these Pods, each with its phase, written as {@code photos-0 Running}. */
  Claim backupIs(String name, BackupStatus.Phase phase, String... pods) {
    return () -> {
      BackupStatus status = backup(name).map(Backup::statusOrEmpty).orElse(BackupStatus.EMPTY);
      List<String> found = new ArrayList<>();
      pods(name).forEach((pod, state) -> found.add(pod + " " + (state.getStatus() == null ? "Pending" : state.getStatus().getPhase())));
      boolean holds = status.phase() == phase && found.equals(List.of(pods)) && Objects.equals(status.replicas(), pods.length);
      return holds ? Optional.empty() : Optional.of("backup/" + name + " is " + status.phase() + " with " + status.replicas() + " replicas, its Pods are " + found);
    };
  }

  /**
   * Looks until the claim holds, and says so.
   *
   * @throws SceneFailed if it does not come to hold in time
   */
  void prove(String text, Claim claim) throws IOException, InterruptedException, SceneFailed {
    long endNanos = System.nanoTime() + patience.toNanos();
    for (Optional<String> disproof = claim.disproof(); disproof.isPresent(); disproof = claim.disproof()) {
      if (System.nanoTime() > endNanos) {
        throw new SceneFailed(text + " - but after " + patience.toSeconds() + " s " + disproof.get());
      }
      audience.look(BETWEEN_LOOKS);
    }
    // What the server has done by now may still be on its way to those who watch.
    audience.look(pace.dividedBy(4));
    terminal.proven(text);
  }
}
