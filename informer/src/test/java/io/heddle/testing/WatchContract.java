package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.WatchQuery;
import io.heddle.kubernetes.WatchStream;
import io.heddle.testing.Cluster.Frame;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Watches: where they begin, what they tell, and how they end. */
interface WatchContract extends Conversation {

  ResourceType<ConfigMap> CONFIG_MAPS = ResourceType.of(ConfigMap.class);
  ResourceType<GenericKubernetesResource> WIDGETS =
      new ResourceType<>("contract.heddle.io", "v1", "widgets", "Widget", true, GenericKubernetesResource.class);

  private WatchStream watch(WatchQuery query) throws Exception {
    return cluster().watch(WIDGETS, namespace(), query);
  }

  private String create(String name) {
    return cluster().post(widgets(), widgetJson(name, "{\"template\":{}}")).version();
  }

  private String createLabelled(String name, String label) {
    String json = widgetJson(name, "{\"template\":{}}").replace("\"metadata\":{", "\"metadata\":{\"labels\":{\"app\":\"" + label + "\"},");
    return cluster().post(widgets(), json).version();
  }

  private String listVersion() {
    return cluster().get(widgets()).version();
  }

  @Test
  default void watch_fromAVersion_tellsEachChangeAfterItInOrder() throws Exception {
    create("before");
    try (WatchStream watch = watch(WatchQuery.from(listVersion()).withBookmarks(false))) {
      String added = create("w");
      String modified = cluster().merge(widget("w"), "{\"spec\":{\"replicas\":2}}").version();
      cluster().delete(widget("w"));
      List<Frame> frames = Cluster.frames(watch, 3);
      assertThat(frames).extracting(Frame::type).containsExactly("ADDED", "MODIFIED", "DELETED");
      assertThat(frames).extracting(Frame::name).containsOnly("w");
      assertThat(frames.get(0).version()).isEqualTo(added);
      assertThat(frames.get(1).version()).isEqualTo(modified);
      // A deletion has a version of its own, and shows the last state.
      assertThat(Long.parseLong(frames.get(2).version())).isGreaterThan(Long.parseLong(modified));
      assertThat(Json.number(0, frames.get(2).object(), "spec", "replicas")).isEqualTo(2);
    }
  }

  @Test
  default void watch_builtInObjects_sayTheirKind() throws Exception {
    String version = cluster().get(core("configmaps")).version();
    try (WatchStream watch = cluster().watch(CONFIG_MAPS, namespace(), WatchQuery.from(version).withFieldSelector("metadata.name=a"))) {
      cluster().post(core("configmaps"), configMapJson("a", "1"));
      Frame frame = Cluster.frame(watch);
      assertThat(Json.text(frame.object(), "kind")).isEqualTo("ConfigMap");
      assertThat(Json.text(frame.object(), "apiVersion")).isEqualTo("v1");
    }
  }

  @Test
  default void watch_fromAnOlderVersion_replaysWhatHappenedSince() throws Exception {
    String version = listVersion();
    create("a");
    cluster().merge(widget("a"), "{\"spec\":{\"replicas\":2}}");
    create("b");
    cluster().delete(widget("a"));
    try (WatchStream watch = watch(WatchQuery.from(version).withBookmarks(false))) {
      assertThat(Cluster.frames(watch, 4)).extracting(Frame::toString)
          .containsExactly("ADDED a", "MODIFIED a", "ADDED b", "DELETED a");
    }
  }

  @Test
  default void watch_withoutVersion_beginsWithTheObjectsThereAre() throws Exception {
    create("a");
    create("b");
    for (String version : List.of("", "0")) {
      try (WatchStream watch = watch(WatchQuery.from(version).withBookmarks(false))) {
        assertThat(Cluster.frames(watch, 2)).extracting(Frame::toString).containsExactlyInAnyOrder("ADDED a", "ADDED b");
      }
    }
  }

  @Test
  default void watch_unchangedWrite_tellsNothing() throws Exception {
    create("a");
    try (WatchStream watch = watch(WatchQuery.from(listVersion()).withBookmarks(false))) {
      cluster().put(widget("a"), cluster().get(widget("a")).body());
      create("b");
      assertThat(Cluster.frame(watch)).hasToString("ADDED b");
    }
  }

  @Test
  default void watch_labelSelector_objectsComeAndGoWithTheirLabels() throws Exception {
    createLabelled("a", "other");
    try (WatchStream watch = watch(WatchQuery.from(listVersion()).withLabelSelector("app=mine").withBookmarks(false))) {
      createLabelled("b", "mine");
      createLabelled("c", "other");
      cluster().merge(widget("a"), "{\"metadata\":{\"labels\":{\"app\":\"mine\"}}}");
      String left = cluster().merge(widget("b"), "{\"metadata\":{\"labels\":{\"app\":\"other\"}}}").version();
      cluster().merge(widget("b"), "{\"spec\":{\"replicas\":5}}");
      cluster().delete(widget("a"));
      List<Frame> frames = Cluster.frames(watch, 4);
      assertThat(frames).extracting(Frame::toString).containsExactly("ADDED b", "ADDED a", "DELETED b", "DELETED a");
      // Who leaves the selection is shown as it was, at the version at which it left.
      assertThat(frames.get(2).version()).isEqualTo(left);
      assertThat(Json.text(frames.get(2).object(), "metadata", "labels", "app")).isEqualTo("mine");
    }
  }

  @Test
  default void watch_allNamespaces_seesThisOneToo() throws Exception {
    try (WatchStream watch = cluster().watch(WIDGETS, "", WatchQuery.from(listVersion()).withBookmarks(false))) {
      create("everywhere");
      List<Frame> frames = Cluster.framesUntil(watch, frame -> Json.text(frame.object(), "metadata", "namespace").equals(namespace()));
      assertThat(frames.getLast()).hasToString("ADDED everywhere");
    }
  }

  @Test
  default void watch_oneObject_tellsOfItAlone() throws Exception {
    create("a");
    create("b");
    try (WatchStream watch = watch(WatchQuery.from(listVersion()).withFieldSelector("metadata.name=b").withBookmarks(false))) {
      cluster().delete(widget("a"));
      cluster().delete(widget("b"));
      assertThat(Cluster.frame(watch)).hasToString("DELETED b");
    }
  }

  @Test
  default void watch_timeIsUp_endsInGoodOrder() throws Exception {
    try (WatchStream watch = watch(WatchQuery.from(listVersion()).withBookmarks(false).withTimeout(Duration.ofSeconds(1)))) {
      assertThat(watch.next()).isEmpty();
      assertThat(watch.next()).isEmpty();
    }
  }

  /**
   * Returns the first bookmark after a version. A server sends one shortly before a watch's time is up; one that is very busy may be too
   * late, and says so in the next watch.
   */
  private Frame firstBookmark(String version) throws Exception {
    while (true) {
      try (WatchStream watch = watch(WatchQuery.from(version).withTimeout(Duration.ofSeconds(3)))) {
        for (Optional<byte[]> next = watch.next(); next.isPresent(); next = watch.next()) {
          Frame frame = Cluster.parse(next.get());
          if (frame.type().equals("BOOKMARK")) {
            return frame;
          }
        }
      }
    }
  }

  @Test
  default void watch_bookmarks_carryAKindAndAVersionThatCanBeResumedFrom() throws Exception {
    create("a");
    String version = listVersion();
    Frame bookmark = firstBookmark(version);
    assertThat(Json.text(bookmark.object(), "kind")).isEqualTo("Widget");
    assertThat(Long.parseLong(bookmark.version())).isGreaterThanOrEqualTo(Long.parseLong(version));
    try (WatchStream watch = watch(WatchQuery.from(bookmark.version()).withBookmarks(false))) {
      create("b");
      assertThat(Cluster.frame(watch)).hasToString("ADDED b");
    }
  }

  @Test
  default void watch_initialEvents_endWithABookmarkThatSaysSo() throws Exception {
    create("a");
    create("b");
    try (WatchStream watch = watch(WatchQuery.from("").withInitialEvents(true))) {
      List<Frame> frames = Cluster.framesUntil(watch, frame -> frame.type().equals("BOOKMARK"));
      assertThat(frames).extracting(Frame::toString).containsExactlyInAnyOrder("ADDED a", "ADDED b", "BOOKMARK ");
      assertThat(Json.text(frames.getLast().object(), "metadata", "annotations", "k8s.io/initial-events-end")).isEqualTo("true");
      create("c");
      List<Frame> then = Cluster.framesUntil(watch, frame -> frame.type().equals("ADDED"));
      assertThat(then.getLast()).hasToString("ADDED c");
    }
  }

  @Test
  default void watch_initialEventsWithoutMatch_refused() {
    var answer = cluster().get(widgets() + "?watch=true&sendInitialEvents=true");
    assertThat(answer.code()).isEqualTo(422);
    assertThat(answer.message())
        .isEqualTo(
            "ListOptions.meta.k8s.io \"\" is invalid: resourceVersionMatch: Forbidden: sendInitialEvents requires setting"
                + " resourceVersionMatch to NotOlderThan");
  }

  @Test
  default void watch_malformedVersion_refused() {
    assertThatThrownBy(() -> watch(WatchQuery.from("abc")))
        .isInstanceOfSatisfying(
            ApiException.class,
            refusal -> {
              assertThat(refusal.code()).isEqualTo(500);
              assertThat(refusal.serverMessage())
                  .isEqualTo("resourceVersion: Invalid value: \"abc\": strconv.ParseUint: parsing \"abc\": invalid syntax");
            });
  }

  @Test
  default void watch_noSuchResource_notFound() {
    ResourceType<GenericKubernetesResource> nopes =
        new ResourceType<>("contract.heddle.io", "v1", "nopes", "Nope", true, GenericKubernetesResource.class);
    assertThatThrownBy(() -> cluster().watch(nopes, namespace(), WatchQuery.from("")))
        .isInstanceOfSatisfying(ApiException.class, refusal -> assertThat(refusal.isNotFound()).isTrue());
  }

  @Test
  default void watch_hundredAndFifty_allHear() throws Exception {
    String version = listVersion();
    List<WatchStream> watches = new java.util.ArrayList<>();
    try {
      for (int i = 0; i < 150; i++) {
        watches.add(watch(WatchQuery.from(version).withBookmarks(false)));
      }
      create("loud");
      for (WatchStream watch : watches) {
        assertThat(Cluster.frame(watch)).hasToString("ADDED loud");
      }
    } finally {
      watches.forEach(WatchStream::close);
    }
  }
}
