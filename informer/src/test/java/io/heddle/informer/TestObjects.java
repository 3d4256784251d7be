package io.heddle.informer;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.ConfigMapBuilder;
import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** Objects to put into queues and caches. */
final class TestObjects {
  private TestObjects() {}

  /** An object of namespace {@code default} whose uid is its name. */
  static ConfigMap object(String name, int version) {
    return object(name, version, name);
  }

  static ConfigMap object(String name, int version, String uid) {
    return new ConfigMapBuilder()
        .withNewMetadata()
        .withNamespace("default")
        .withName(name)
        .withUid(uid)
        .withResourceVersion(Integer.toString(version))
        .endMetadata()
        .build();
  }

  static String versionOf(ConfigMap object) {
    return object.getMetadata().getResourceVersion();
  }

  /** Awaitility with an eye that blinks more often: what is awaited here mostly takes a millisecond. */
  static ConditionFactory eventually() {
    return Awaitility.await().pollDelay(Duration.ZERO).pollInterval(Duration.ofMillis(5)).atMost(Duration.ofSeconds(30));
  }

  /**
   * Makes interleavings more varied; no test depends on it. Not by Thread.yield(): threads that yield again and again keep their carriers, and the JDK's scheduler may let one that
   * has not begun wait for as long as they do.
   */
  static void letOthersRun() {
    LockSupport.parkNanos(1);
  }

  /** What an event says, in a few letters: {@code +a@1}, {@code a@1>2}, {@code a@1=}, {@code -a@2}, {@code -a@2?}. */
  static String told(Event<ConfigMap> event) {
    String name = event.object().getMetadata().getName();
    String version = versionOf(event.object());
    return switch (event) {
      case Event.Added<ConfigMap> added -> "+" + name + "@" + version;
      case Event.Updated<ConfigMap> updated when updated.resync() -> name + "@" + version + "=";
      case Event.Updated<ConfigMap> updated -> name + "@" + versionOf(updated.before()) + ">" + version;
      case Event.Deleted<ConfigMap> deleted -> "-" + name + "@" + version + (deleted.finalStateKnown() ? "" : "?");
    };
  }
}
