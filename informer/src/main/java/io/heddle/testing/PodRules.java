package io.heddle.testing;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** What the server fills in for a Pod, and what it does not let pass. */
final class PodRules {

  private static final List<String> RESTART_POLICIES = List.of("Always", "OnFailure", "Never");

  private PodRules() {}

  /** Fills in what a client may leave out. */
  static void fillIn(Map<String, @Nullable Object> pod) {
    Map<String, @Nullable Object> spec = Json.child(pod, "spec");
    for (String list : List.of("initContainers", "containers")) {
      for (Object each : Json.list(spec, list)) {
        if (each instanceof Map<?, ?>) {
          Map<String, @Nullable Object> container = Json.object(each);
          container.putIfAbsent("resources", Json.of());
          container.putIfAbsent("terminationMessagePath", "/dev/termination-log");
          container.putIfAbsent("terminationMessagePolicy", "File");
          container.putIfAbsent("imagePullPolicy", isLatest(Json.text(container, "image")) ? "Always" : "IfNotPresent");
        }
      }
    }
    spec.putIfAbsent("restartPolicy", "Always");
    spec.putIfAbsent("terminationGracePeriodSeconds", 30);
    spec.putIfAbsent("dnsPolicy", "ClusterFirst");
    spec.putIfAbsent("securityContext", Json.of());
    spec.putIfAbsent("schedulerName", "default-scheduler");
    spec.putIfAbsent("tolerations", List.of(toleration("not-ready"), toleration("unreachable")));
    spec.putIfAbsent("priority", 0);
    spec.putIfAbsent("enableServiceLinks", true);
    spec.putIfAbsent("preemptionPolicy", "PreemptLowerPriority");
  }

  private static Map<String, @Nullable Object> toleration(String condition) {
    return Json.of(
        "key", "node.kubernetes.io/" + condition, "operator", "Exists", "effect", "NoExecute", "tolerationSeconds", 300);
  }

  private static boolean isLatest(String image) {
    int tag = image.indexOf(':', image.lastIndexOf('/') + 1);
    return image.indexOf('@') < 0 && (tag < 0 || image.substring(tag + 1).equals("latest"));
  }

  /** Returns the status with which a Pod begins. */
  static Map<String, @Nullable Object> initialStatus() {
    return Json.of("phase", "Pending", "qosClass", "BestEffort");
  }

  /** Returns what is wrong with a Pod beside its metadata. */
  static List<FieldError> validate(Map<String, @Nullable Object> pod) {
    List<FieldError> errors = new ArrayList<>();
    List<@Nullable Object> containers = Json.list(pod, "spec", "containers");
    if (containers.isEmpty()) {
      errors.add(FieldError.required("spec.containers"));
    }
    List<FieldError> images = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (String list : List.of("containers", "initContainers")) {
      List<@Nullable Object> all = Json.list(pod, "spec", list);
      for (int i = 0; i < all.size(); i++) {
        validateContainer(all.get(i), "spec." + list + "[" + i + "]", names, errors, images);
      }
    }
    String policy = Json.text(pod, "spec", "restartPolicy");
    if (!RESTART_POLICIES.contains(policy)) {
      errors.add(FieldError.unsupported("spec.restartPolicy", policy, RESTART_POLICIES));
    }
    // A check that the real server makes after all others.
    errors.addAll(images);
    return errors;
  }

  private static void validateContainer(
      @Nullable Object container, String field, Set<String> names, List<FieldError> errors, List<FieldError> images) {
    String name = Json.text(container, "name");
    if (name.isEmpty()) {
      errors.add(FieldError.required(field + ".name"));
    } else {
      NameRules.checkLabel(field + ".name", name, errors);
      if (!names.add(name)) {
        errors.add(FieldError.duplicate(field + ".name", name));
      }
    }
    String image = Json.text(container, "image");
    if (image.isEmpty()) {
      errors.add(FieldError.required(field + ".image"));
    } else if (!image.equals(image.strip())) {
      images.add(FieldError.invalid(field + ".image", image, "must not have leading or trailing whitespace"));
    }
  }

  /** Returns what is wrong with a change: of a Pod's spec hardly anything may change. */
  static List<FieldError> validateUpdate(Map<String, @Nullable Object> before, Map<String, @Nullable Object> after) {
    if (fixed(before).equals(fixed(after))) {
      return List.of();
    }
    return List.of(
        FieldError.forbidden(
            "spec",
            "pod updates may not change fields other than `spec.containers[*].image`,`spec.initContainers[*].image`,"
                + "`spec.activeDeadlineSeconds`,`spec.tolerations` (only additions to existing tolerations),"
                + "`spec.terminationGracePeriodSeconds` (allow it to be set to 1 if it was previously negative)"));
  }

  /** Returns the part of the spec that may not change. */
  private static Map<String, @Nullable Object> fixed(Map<String, @Nullable Object> pod) {
    Map<String, @Nullable Object> spec = Json.copy(Json.object(pod, "spec"));
    spec.remove("activeDeadlineSeconds");
    spec.remove("tolerations");
    for (String list : List.of("containers", "initContainers")) {
      for (Object container : Json.list(spec, list)) {
        if (container instanceof Map<?, ?>) {
          Json.object(container).remove("image");
        }
      }
    }
    return spec;
  }

  /** Checks the types of what the rules look at, as decoding does on the real server. */
  static void checkTypes(Map<String, @Nullable Object> pod) {
    Object spec = pod.get("spec");
    if (spec != null && !(spec instanceof Map<?, ?>)) {
      throw wrongType(spec, "Pod.spec", "v1.PodSpec");
    }
    Object containers = Json.at(spec, "containers");
    if (containers != null && !(containers instanceof List<?>)) {
      throw wrongType(containers, "PodSpec.spec.containers", "[]v1.Container");
    }
  }

  private static Refusal wrongType(Object value, String field, String type) {
    String found = value instanceof Map<?, ?> ? "object" : value instanceof List<?> ? "array" : value instanceof String ? "string" : "number";
    return Refusal.badRequest(
        "Pod in version \"v1\" cannot be handled as a Pod: json: cannot unmarshal "
            + found + " into Go struct field " + field + " of type " + type);
  }
}
