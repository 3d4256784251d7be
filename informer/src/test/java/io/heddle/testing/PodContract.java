package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.Pod;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.WatchQuery;
import io.heddle.kubernetes.WatchStream;
import io.heddle.testing.Cluster.Answer;
import io.heddle.testing.Cluster.Frame;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Pods: what is filled in and refused, and how one lives on nodes without containers. */
interface PodContract extends Conversation {

  ResourceType<Pod> PODS = ResourceType.of(Pod.class);

  private WatchStream watchPods() throws Exception {
    return cluster().watch(PODS, namespace(), WatchQuery.from(cluster().get(core("pods")).version()).withBookmarks(false));
  }

  private static boolean isRunning(Frame frame) {
    return frame.phase().equals("Running");
  }

  private static boolean isDeleted(Frame frame) {
    return frame.type().equals("DELETED");
  }

  /**
   * The frames in which the Pod took a step: got a node, a phase, a time to end in. Others write to a Pod's status as well (the
   * node lifecycle controller sets {@code Ready} to false while it has not heard of the node), whenever they like.
   */
  private static List<Frame> steps(List<Frame> frames) {
    List<Frame> steps = new ArrayList<>();
    for (Frame frame : frames) {
      if (steps.isEmpty() || !step(frame).equals(step(steps.getLast()))) {
        steps.add(frame);
      }
    }
    return steps;
  }

  private static List<Object> step(Frame frame) {
    return List.of(frame.type(), nodeOf(frame), frame.phase(), graceOf(frame));
  }

  private static String nodeOf(Frame frame) {
    return Json.text(frame.object(), "spec", "nodeName");
  }

  /** How many seconds the Pod has left to end in; -1 for one that is not deleted. */
  private static long graceOf(Frame frame) {
    return Json.number(-1, frame.object(), "metadata", "deletionGracePeriodSeconds");
  }

  @Test
  default void create_pod_isFilledIn() {
    Answer made = cluster().post(core("pods"), podJson("p"));
    assertThat(made.code()).isEqualTo(201);
    assertThat(made.at("metadata", "generation")).isEqualTo(1);
    assertThat(made.at("status")).isEqualTo(Json.of("phase", "Pending", "qosClass", "BestEffort"));
    assertThat(made.text("spec", "dnsPolicy")).isEqualTo("ClusterFirst");
    assertThat(made.text("spec", "schedulerName")).isEqualTo("default-scheduler");
    assertThat(made.at("spec", "terminationGracePeriodSeconds")).isEqualTo(30);
    assertThat(made.at("spec", "containers"))
        .isEqualTo(
            List.of(
                Json.of(
                    "name", "main",
                    "image", "app:1",
                    "resources", Json.of(),
                    "terminationMessagePath", "/dev/termination-log",
                    "terminationMessagePolicy", "File",
                    "imagePullPolicy", "IfNotPresent")));
    assertThat(made.at("spec", "tolerations"))
        .isEqualTo(
            List.of(
                Json.parse("{\"key\":\"node.kubernetes.io/not-ready\",\"operator\":\"Exists\",\"effect\":\"NoExecute\",\"tolerationSeconds\":300}"),
                Json.parse("{\"key\":\"node.kubernetes.io/unreachable\",\"operator\":\"Exists\",\"effect\":\"NoExecute\",\"tolerationSeconds\":300}")));
  }

  @Test
  default void create_podWithoutContainers_invalid() {
    Answer answer = cluster().post(core("pods"), "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[]}}");
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message()).isEqualTo("Pod \"p\" is invalid: spec.containers: Required value");
    assertThat(answer.at("details", "causes"))
        .isEqualTo(List.of(Json.of("reason", "FieldValueRequired", "message", "Required value", "field", "spec.containers")));
  }

  @Test
  default void create_podWithWrongContainers_invalidInTheServersWords() {
    Answer answer =
        cluster()
            .post(
                core("pods"),
                """
                {"metadata":{"name":"p"},"spec":{"restartPolicy":"Sometimes","containers":[
                 {"name":"x"},{"name":"x","image":"y"},{"image":"y"},{"name":"z","image":" "}]}}
                """);
    assertThat(answer.message())
        .isEqualTo(
            "Pod \"p\" is invalid: [spec.containers[0].image: Required value, spec.containers[1].name: Duplicate value: \"x\","
                + " spec.containers[2].name: Required value, spec.restartPolicy: Unsupported value: \"Sometimes\": supported values:"
                + " \"Always\", \"OnFailure\", \"Never\", spec.containers[3].image: Invalid value: \" \": must not have leading or"
                + " trailing whitespace]");
  }

  @Test
  default void create_podWithMalformedContainerName_invalid() {
    Answer answer = cluster().post(core("pods"), podJson("p").replace("\"main\"", "\"A_\""));
    assertThat(answer.message())
        .startsWith("Pod \"p\" is invalid: spec.containers[0].name: Invalid value: \"A_\": a lowercase RFC 1123 label must consist of");
  }

  @Test
  default void create_podWithContainersOfTheWrongType_badRequest() {
    Answer answer = cluster().post(core("pods"), "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":\"x\"}}");
    assertThat(answer.code()).isEqualTo(400);
    assertThat(answer.message())
        .isEqualTo(
            "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal string into Go struct field"
                + " PodSpec.spec.containers of type []v1.Container");
  }

  @Test
  default void update_podSpec_forbidden() {
    Answer made = cluster().post(core("pods"), podJson("p"));
    Answer answer = cluster().merge(core("pods", "p"), "{\"spec\":{\"restartPolicy\":\"Always\"}}");
    assertThat(made.code()).isEqualTo(201);
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message())
        .startsWith("Pod \"p\" is invalid: spec: Forbidden: pod updates may not change fields other than `spec.containers[*].image`");
  }

  @Test
  default void pod_thatNeverRestarts_runsAndSucceeds() throws Exception {
    try (WatchStream watch = watchPods()) {
      cluster().post(core("pods"), podJson("p"));
      List<Frame> frames = steps(Cluster.framesUntil(watch, frame -> frame.phase().equals("Succeeded")));
      assertThat(frames).extracting(Frame::phase).containsExactly("Pending", "Pending", "Running", "Succeeded");
      assertThat(frames).extracting(frame -> nodeOf(frame).isEmpty())
          .containsExactly(true, false, false, false);
      Frame last = frames.getLast();
      assertThat(nodeOf(last)).matches("node-[0-9]+");
      assertThat(Json.text(last.object(), "status", "startTime")).isNotEmpty();
      Object container = Json.list(last.object(), "status", "containerStatuses").getFirst();
      assertThat(Json.text(container, "name")).isEqualTo("main");
      assertThat(Json.text(container, "image")).isEqualTo("app:1");
      assertThat(Json.text(container, "state", "terminated", "reason")).isEqualTo("Completed");
      assertThat(Json.list(last.object(), "status", "conditions")).extracting(each -> Json.text(each, "type"))
          .containsExactlyInAnyOrder("PodScheduled", "Initialized", "ContainersReady", "Ready");
      assertThat(Json.number(0, last.object(), "metadata", "generation")).isEqualTo(1);
    }
  }

  @Test
  default void pod_deletedWhileRunning_isMarkedAndGoes() throws Exception {
    try (WatchStream watch = watchPods()) {
      cluster().post(core("pods"), podJson("p").replace("Never", "Always"));
      Cluster.framesUntil(watch, PodContract::isRunning);
      Answer deleted = cluster().delete(core("pods", "p"));
      assertThat(deleted.code()).isEqualTo(200);
      assertThat(deleted.text("kind")).isEqualTo("Pod");
      assertThat(deleted.at("metadata", "deletionGracePeriodSeconds")).isEqualTo(30);
      assertThat(deleted.at("metadata", "generation")).isEqualTo(2);
      List<Frame> frames = steps(Cluster.framesUntil(watch, PodContract::isDeleted));
      frames.removeIf(frame -> graceOf(frame) < 0);
      assertThat(frames).extracting(Frame::type).containsExactly("MODIFIED", "MODIFIED", "DELETED");
      assertThat(frames).extracting(PodContract::graceOf).containsExactly(30L, 0L, 0L);
      assertThat(cluster().get(core("pods", "p")).code()).isEqualTo(404);
    }
  }

  @Test
  default void pod_deletedAfterItsEnd_goesAtOnce() throws Exception {
    try (WatchStream watch = watchPods()) {
      cluster().post(core("pods"), podJson("p"));
      Cluster.framesUntil(watch, frame -> frame.phase().equals("Succeeded"));
      Answer deleted = cluster().delete(core("pods", "p"));
      assertThat(deleted.text("kind")).isEqualTo("Pod");
      assertThat(cluster().get(core("pods", "p")).code()).isEqualTo(404);
      List<Frame> frames = Cluster.framesUntil(watch, PodContract::isDeleted);
      assertThat(frames).extracting(Frame::type).containsExactly("MODIFIED", "DELETED");
      assertThat(frames).extracting(PodContract::graceOf).containsExactly(0L, 0L);
    }
  }

  @Test
  default void pod_withFinalizerDeleted_waitsForIt() throws Exception {
    try (WatchStream watch = watchPods()) {
      String json = podJson("p").replace("Never", "Always").replace("\"metadata\":{", "\"metadata\":{\"finalizers\":[\"contract.heddle.io/hold\"],");
      cluster().post(core("pods"), json);
      Cluster.framesUntil(watch, PodContract::isRunning);
      cluster().delete(core("pods", "p"));
      Cluster.framesUntil(watch, frame -> graceOf(frame) == 0);
      assertThat(cluster().get(core("pods", "p")).code()).isEqualTo(200);
      cluster().merge(core("pods", "p"), "{\"metadata\":{\"finalizers\":null}}");
      assertThat(Cluster.framesUntil(watch, PodContract::isDeleted).getLast().name()).isEqualTo("p");
    }
  }

  @Test
  default void pod_ofAnotherScheduler_staysPendingAndGoesAtOnce() throws Exception {
    try (WatchStream watch = watchPods()) {
      cluster().post(core("pods"), podJson("p").replace("\"restartPolicy\"", "\"schedulerName\":\"nobody\",\"restartPolicy\""));
      assertThat(Cluster.frame(watch).phase()).isEqualTo("Pending");
      cluster().delete(core("pods", "p"));
      List<Frame> frames = Cluster.framesUntil(watch, PodContract::isDeleted);
      assertThat(frames).extracting(Frame::type).containsExactly("MODIFIED", "DELETED");
    }
  }

  @Test
  default void pod_ownedByADeletedOwner_goesToo() throws Exception {
    Answer owner = cluster().post(core("configmaps"), configMapJson("owner", "1"));
    try (WatchStream watch = watchPods()) {
      String reference =
          "\"ownerReferences\":[{\"apiVersion\":\"v1\",\"kind\":\"ConfigMap\",\"name\":\"owner\",\"uid\":\""
              + owner.text("metadata", "uid")
              + "\",\"controller\":true}],";
      cluster().post(core("pods"), podJson("p").replace("Never", "Always").replace("\"metadata\":{", "\"metadata\":{" + reference));
      Cluster.framesUntil(watch, PodContract::isRunning);
      cluster().delete(core("configmaps", "owner"));
      assertThat(Cluster.framesUntil(watch, PodContract::isDeleted).getLast().name()).isEqualTo("p");
    }
  }

  @Test
  default void podStatus_writtenByAClient_stays() {
    cluster().post(core("pods"), podJson("p").replace("\"restartPolicy\"", "\"schedulerName\":\"nobody\",\"restartPolicy\""));
    Answer answer = cluster().merge(core("pods", "p") + "/status", "{\"status\":{\"phase\":\"Failed\",\"reason\":\"Evicted\"}}");
    assertThat(answer.code()).isEqualTo(200);
    assertThat(cluster().get(core("pods", "p")).text("status", "phase")).isEqualTo("Failed");
    assertThat(cluster().merge(core("pods", "p"), "{\"status\":{\"phase\":\"Running\"}}").text("status", "phase")).isEqualTo("Failed");
  }
}
