package io.heddle.testing;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Scheduler and nodes in one, without containers: a Pod is put on a node at once and runs at once; it succeeds after a while, unless it is
 * to restart always; one that is deleted goes at once.
 */
final class PodRunner implements ControlLoop.Part {

  private final ObjectStore store;
  private final Resources resources;
  private final ControlLoop loop;
  private final Timeline timeline;
  private final List<String> nodes;
  private final Duration runTime;
  private int turn;

  PodRunner(ObjectStore store, Resources resources, ControlLoop loop, Timeline timeline, List<String> nodes, Duration runTime) {
    this.store = store;
    this.resources = resources;
    this.loop = loop;
    this.timeline = timeline;
    this.nodes = nodes;
    this.runTime = runTime;
  }

  @Override
  public void react(ResourceKind kind, Change change) {
    if (!kind.isPods() || change.deleted()) {
      return;
    }
    // What the change says may be old by now; only the newest state counts.
    Optional<Stored> newest = store.find(kind.collection(), change.after().namespace(), change.after().name());
    newest.filter(pod -> pod.version() == change.version()).ifPresent(this::step);
  }

  private void step(Stored pod) {
    String phase = Json.text(pod.tree(), "status", "phase");
    boolean scheduled = !Json.text(pod.tree(), "spec", "nodeName").isEmpty();
    if (pod.isDeleting()) {
      if (scheduled && Json.number(0, pod.tree(), "metadata", "deletionGracePeriodSeconds") > 0) {
        var unused = resources.delete(Kinds.PODS, pod.namespace(), pod.name(), DeleteOptions.now(pod));
      }
    } else if (!scheduled) {
      if (Json.text(pod.tree(), "spec", "schedulerName").equals("default-scheduler")) {
        schedule(pod);
      }
    } else if (phase.equals("Pending")) {
      resources.amend(Kinds.PODS, pod, this::running);
    } else if (phase.equals("Running") && !Json.text(pod.tree(), "spec", "restartPolicy").equals("Always")) {
      timeline.after(runTime, () -> loop.submit(() -> resources.amend(Kinds.PODS, pod, this::succeeded)));
    }
  }

  private void schedule(Stored pod) {
    String node = nodes.get(Math.floorMod(turn++, nodes.size()));
    resources.amend(
        Kinds.PODS,
        pod,
        tree -> {
          if (Json.at(tree, "metadata", "deletionTimestamp") != null) {
            return tree;
          }
          Json.child(tree, "spec").put("nodeName", node);
          setCondition(tree, "PodScheduled", "True", "");
          return tree;
        });
  }

  private Map<String, @Nullable Object> running(Map<String, @Nullable Object> tree) {
    if (Json.at(tree, "metadata", "deletionTimestamp") != null || !Json.text(tree, "status", "phase").equals("Pending")) {
      return tree;
    }
    Map<String, @Nullable Object> status = Json.child(tree, "status");
    status.put("phase", "Running");
    status.put("startTime", timeline.stamp());
    for (String type : List.of("ContainersReady", "Ready", "Initialized")) {
      setCondition(tree, type, "True", "");
    }
    status.put("containerStatuses", containers(tree, true, Json.of("running", Json.of("startedAt", timeline.stamp()))));
    return tree;
  }

  private Map<String, @Nullable Object> succeeded(Map<String, @Nullable Object> tree) {
    if (Json.at(tree, "metadata", "deletionTimestamp") != null || !Json.text(tree, "status", "phase").equals("Running")) {
      return tree;
    }
    Map<String, @Nullable Object> status = Json.child(tree, "status");
    status.put("phase", "Succeeded");
    setCondition(tree, "Ready", "False", "PodCompleted");
    Map<String, @Nullable Object> end = Json.of("exitCode", 0, "reason", "Completed", "finishedAt", timeline.stamp());
    status.put("containerStatuses", containers(tree, false, Json.of("terminated", end)));
    return tree;
  }

  private static List<@Nullable Object> containers(
      Map<String, @Nullable Object> tree, boolean ready, Map<String, @Nullable Object> state) {
    List<@Nullable Object> statuses = new ArrayList<>();
    for (Object container : Json.list(tree, "spec", "containers")) {
      statuses.add(
          Json.of(
              "name", Json.text(container, "name"),
              "state", Json.copy(state),
              "lastState", Json.of(),
              "ready", ready,
              "restartCount", 0,
              "image", Json.text(container, "image"),
              "imageID", ""));
    }
    return statuses;
  }

  private void setCondition(Map<String, @Nullable Object> tree, String type, String value, String reason) {
    Map<String, @Nullable Object> status = Json.child(tree, "status");
    List<@Nullable Object> conditions = new ArrayList<>(Json.list(status, "conditions"));
    conditions.removeIf(condition -> Json.text(condition, "type").equals(type));
    Map<String, @Nullable Object> condition =
        Json.of("type", type, "status", value, "lastProbeTime", null, "lastTransitionTime", timeline.stamp());
    Json.set(condition, "reason", reason);
    conditions.addFirst(condition);
    status.put("conditions", conditions);
  }
}
