package io.heddle.testing;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * How a deletion is asked for.
 *
 * @param uid the object must have this uid, unless empty
 * @param resourceVersion the object must be at this version, unless empty
 * @param propagation what becomes of owned objects: {@code Foreground}, {@code Orphan}, or anything else for in the background
 * @param gracePeriodSeconds how long a Pod may take to end; negative for as long as the Pod itself says
 * @param dryRun whether to change nothing
 */
record DeleteOptions(String uid, String resourceVersion, String propagation, long gracePeriodSeconds, boolean dryRun) {

  /** Keeps an object until the objects it owns are gone. */
  static final String FOREGROUND = "foregroundDeletion";

  /** Keeps an object until the objects it owns have forgotten it. */
  static final String ORPHAN = "orphan";

  /** Returns the options for this one object, gone at once. */
  static DeleteOptions now(Stored object) {
    return new DeleteOptions(object.uid(), "", "", 0, false);
  }

  /** Reads the options from the body of a request, and from its parameters, which say the same in fewer words. */
  static DeleteOptions of(Map<String, @Nullable Object> body, Map<String, String> parameters) {
    String propagation = Json.text(body, "propagationPolicy");
    if (propagation.isEmpty()) {
      propagation = parameters.getOrDefault("propagationPolicy", Json.flag(body, "orphanDependents") ? "Orphan" : "");
    }
    if (!List.of("", "Background", "Foreground", "Orphan").contains(propagation)) {
      throw Refusal.invalid(
          "meta.k8s.io",
          "DeleteOptions",
          "",
          List.of(FieldError.unsupported("propagationPolicy", propagation, List.of("Background", "Foreground", "Orphan", "nil"))));
    }
    String grace = parameters.getOrDefault("gracePeriodSeconds", "");
    long seconds = Json.number(grace.isEmpty() ? -1 : Long.parseLong(grace), body, "gracePeriodSeconds");
    boolean dryRun = !Json.list(body, "dryRun").isEmpty() || !parameters.getOrDefault("dryRun", "").isEmpty();
    return new DeleteOptions(
        Json.text(body, "preconditions", "uid"), Json.text(body, "preconditions", "resourceVersion"), propagation, seconds, dryRun);
  }

  /** Refuses unless the object is the one that was meant. */
  void check(ResourceKind kind, Stored object) {
    if (!uid.isEmpty() && !uid.equals(object.uid())) {
      throw Refusal.failedPrecondition(
          kind,
          object.name(),
          "the UID in the precondition (" + uid + ") does not match the UID in record (" + object.uid()
              + "). The object might have been deleted and then recreated");
    }
    if (!resourceVersion.isEmpty() && !resourceVersion.equals(Long.toString(object.version()))) {
      throw Refusal.failedPrecondition(
          kind,
          object.name(),
          "the ResourceVersion in the precondition (" + resourceVersion + ") does not match the ResourceVersion in record ("
              + object.version() + "). The object might have been modified");
    }
  }

  /** Returns how long a Pod has to end: no time at all if it runs nowhere. */
  long graceSeconds(Stored pod) {
    String phase = Json.text(pod.tree(), "status", "phase");
    if (Json.text(pod.tree(), "spec", "nodeName").isEmpty() || phase.equals("Succeeded") || phase.equals("Failed")) {
      return 0;
    }
    return gracePeriodSeconds >= 0 ? gracePeriodSeconds : Json.number(30, pod.tree(), "spec", "terminationGracePeriodSeconds");
  }

  /** Adds the finalizer that the propagation asks for. */
  void addFinalizers(Map<String, @Nullable Object> metadata) {
    String finalizer = propagation.equals("Foreground") ? FOREGROUND : propagation.equals("Orphan") ? ORPHAN : "";
    List<@Nullable Object> finalizers = new ArrayList<>(Json.list(metadata, "finalizers"));
    if (!finalizer.isEmpty() && !finalizers.contains(finalizer)) {
      finalizers.add(finalizer);
      metadata.put("finalizers", finalizers);
    }
  }
}
