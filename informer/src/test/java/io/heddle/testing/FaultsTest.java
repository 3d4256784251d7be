package io.heddle.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.client.ConfigBuilder;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.Fabric8Transport;
import io.heddle.kubernetes.ListQuery;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import io.heddle.kubernetes.WatchQuery;
import io.heddle.kubernetes.WatchStream;
import io.heddle.testing.Cluster.Answer;
import io.heddle.testing.Cluster.Frame;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The faults that a server plays on demand, and what a watch hears of a history that has been forgotten. */
class FaultsTest {

  private static final ResourceType<ConfigMap> CONFIG_MAPS = ResourceType.of(ConfigMap.class);
  private static final String PATH = "/api/v1/namespaces/default/configmaps";

  private ApiServer server;
  private Cluster cluster;

  @BeforeEach
  void start() throws IOException {
    server = ApiServer.builder().nodes(0).historySize(10).start();
    cluster = new Cluster(server.config());
  }

  @AfterEach
  void stop() {
    cluster.close();
    server.close();
  }

  private String create(String name) {
    return cluster.post(PATH, "{\"metadata\":{\"name\":\"" + name + "\"}}").version();
  }

  private WatchStream watch(String version) throws Exception {
    return cluster.watch(CONFIG_MAPS, "default", WatchQuery.from(version));
  }

  private void awaitWatches(int count) {
    Awaitility.await().until(() -> server.openWatches() == count);
  }

  @Test
  void endWatches_endsThemInGoodOrderBehindABookmark() throws Exception {
    String version = create("a");
    try (WatchStream watch = watch(version)) {
      awaitWatches(1);
      server.faults().endWatches();
      assertThat(Cluster.frame(watch).type()).isEqualTo("BOOKMARK");
      assertThat(watch.next()).isEmpty();
    }
  }

  @Test
  void cutWatches_breaksThemInTheMiddleOfAFrame() throws Exception {
    String version = create("a");
    try (WatchStream watch = watch(version)) {
      awaitWatches(1);
      create("b");
      assertThat(Cluster.frame(watch)).hasToString("ADDED b");
      server.faults().cutWatches();
      assertThatThrownBy(watch::next).isInstanceOf(IOException.class);
    }
    try (WatchStream watch = watch(version)) {
      assertThat(Cluster.frame(watch)).as("a new watch is not cut").hasToString("ADDED b");
    }
  }

  @Test
  void silenceWatches_keepsTheConnectionAndSaysLaterWhatWasMissed() throws Exception {
    try (WatchStream watch = watch(create("a"))) {
      awaitWatches(1);
      server.faults().silenceWatches(true);
      create("b");
      server.sendBookmarks();
      create("c");
      assertThat(cluster.get(PATH + "/c").code()).as("requests are answered").isEqualTo(200);
      server.faults().silenceWatches(false);
      assertThat(Cluster.frames(watch, 2)).extracting(Frame::toString).containsExactly("ADDED b", "ADDED c");
    }
  }

  @Test
  void expireHistory_oldVersionsAreGoneAndOpenWatchesGoOn() throws Exception {
    String old = create("a");
    String newest = create("b");
    try (WatchStream open = watch(newest)) {
      awaitWatches(1);
      server.faults().expireHistory();
      for (String version : List.of(old, newest)) {
        try (WatchStream watch = watch(version)) {
          Frame frame = Cluster.frame(watch);
          assertThat(frame.type()).isEqualTo("ERROR");
          assertThat(Json.text(frame.object(), "kind")).isEqualTo("Status");
          assertThat(Json.text(frame.object(), "reason")).isEqualTo("Expired");
          assertThat(Json.number(0, frame.object(), "code")).isEqualTo(410);
          assertThat(Json.text(frame.object(), "message")).startsWith("too old resource version: " + version + " (");
          assertThat(watch.next()).isEmpty();
        }
      }
      create("c");
      assertThat(Cluster.framesUntil(open, frame -> frame.type().equals("ADDED")).getLast()).hasToString("ADDED c");
    }
    try (WatchStream watch = watch(cluster.get(PATH).version())) {
      create("d");
      assertThat(Cluster.frame(watch)).hasToString("ADDED d");
    }
  }

  @Test
  void expireHistory_pagesCannotContinue_butMayGoOnInconsistently() {
    for (String name : List.of("a", "b", "c")) {
      create(name);
    }
    Answer first = cluster.get(PATH + "?limit=1");
    server.faults().expireHistory();
    Answer gone = cluster.get(PATH + "?limit=1&continue=" + first.text("metadata", "continue"));
    assertThat(gone.code()).isEqualTo(410);
    assertThat(gone.text("reason")).isEqualTo("Expired");
    assertThat(gone.message()).startsWith("The provided continue parameter is too old to display a consistent list result.");
    Answer rest = cluster.get(PATH + "?continue=" + gone.text("metadata", "continue"));
    assertThat(Json.list(rest.body(), "items")).extracting(item -> Json.text(item, "metadata", "name")).containsExactly("b", "c");
    assertThat(cluster.get(PATH + "?resourceVersionMatch=Exact&resourceVersion=" + first.version()).code()).isEqualTo(410);
  }

  @Test
  void history_longerThanItsLimit_forgetsTheOldestFirst() throws Exception {
    List<String> versions = new ArrayList<>();
    for (int i = 0; i < 12; i++) {
      versions.add(create("c" + i));
    }
    try (WatchStream watch = watch(versions.getFirst())) {
      assertThat(Cluster.frame(watch).type()).isEqualTo("ERROR");
    }
    try (WatchStream watch = watch(versions.get(1))) {
      assertThat(Cluster.frames(watch, 10)).extracting(Frame::name).startsWith("c2").endsWith("c11");
    }
  }

  @Test
  void failNext_refusesThatManyWithRetryAfter() {
    try (Transport transport = Fabric8Transport.of(server.config())) {
      server.faults().failNext(2, request -> request.startsWith("GET /api/v1/configmaps"), 429, Duration.ofSeconds(3));
      assertThat(cluster.get(PATH).code()).as("not among those").isEqualTo(200);
      for (int i = 0; i < 2; i++) {
        assertThatThrownBy(() -> transport.list(CONFIG_MAPS, "", ListQuery.all()))
            .isInstanceOfSatisfying(
                ApiException.class,
                refusal -> {
                  assertThat(refusal.isTooManyRequests()).isTrue();
                  assertThat(refusal.retryAfter()).contains(Duration.ofSeconds(3));
                });
      }
      assertThat(cluster.get("/api/v1/configmaps").code()).isEqualTo(200);
    }
  }

  @Test
  void failNext_everyCodeHasAStatus() {
    for (int code : List.of(401, 403, 410, 429, 500, 503, 504, 507)) {
      server.faults().failNext(1, code, Duration.ZERO);
      Answer answer = cluster.get(PATH);
      assertThat(answer.code()).isEqualTo(code);
      assertThat(answer.text("kind")).isEqualTo("Status");
      assertThat(answer.at("code")).isEqualTo(code);
    }
  }

  @Test
  void clear_takesBackWhatHasNotHappened() {
    server.faults().failNext(5, 500, Duration.ZERO);
    server.faults().delay(Duration.ofMinutes(1));
    server.faults().clear();
    assertThat(cluster.get(PATH).code()).isEqualTo(200);
  }

  @Test
  void sendBookmarks_tellsTheNewestVersionAtOnce() throws Exception {
    try (WatchStream watch = watch(create("a"))) {
      awaitWatches(1);
      String later = cluster.post("/api/v1/namespaces/default/secrets", "{\"metadata\":{\"name\":\"other-type\"}}").version();
      server.sendBookmarks();
      Frame bookmark = Cluster.frame(watch);
      assertThat(bookmark.type()).isEqualTo("BOOKMARK");
      assertThat(Long.parseLong(bookmark.version())).isGreaterThanOrEqualTo(Long.parseLong(later));
    }
  }

  @Test
  void bookmarkInterval_bookmarksComeByThemselves() throws Exception {
    try (ApiServer eager = ApiServer.builder().bookmarkInterval(Duration.ofMillis(10)).start();
        Cluster own = new Cluster(eager.config());
        WatchStream watch = own.watch(CONFIG_MAPS, "default", WatchQuery.from(""))) {
      assertThat(Cluster.frames(watch, 3)).extracting(Frame::type).containsOnly("BOOKMARK");
    }
  }

  @Test
  void token_isDemandedOfEveryRequest() throws Exception {
    try (ApiServer guarded = ApiServer.builder().token("sesame").start()) {
      try (Cluster friend = new Cluster(guarded.config())) {
        assertThat(friend.get(PATH).code()).isEqualTo(200);
      }
      try (Cluster stranger = new Cluster(new ConfigBuilder(server.config()).withMasterUrl(guarded.uri().toString()).build())) {
        Answer answer = stranger.get(PATH);
        assertThat(answer.code()).isEqualTo(401);
        assertThat(answer.message()).isEqualTo("Unauthorized");
      }
    }
  }

  @Test
  void body_overTheLimit_refused() {
    Answer answer = cluster.post(PATH, "{\"metadata\":{\"name\":\"a\"},\"data\":{\"k\":\"" + "x".repeat(3 << 20) + "\"}}");
    assertThat(answer.code()).isEqualTo(413);
    assertThat(answer.message()).isEqualTo("Request entity too large: limit is 3145728");
  }

  @Test
  void close_freesEverybodyAndThePort() throws Exception {
    WatchStream watch = watch(create("a"));
    awaitWatches(1);
    server.close();
    assertThatThrownBy(
            () -> {
              while (watch.next().isPresent()) {
                // A bookmark may come first.
              }
              throw new IOException("ended in good order");
            })
        .isInstanceOf(IOException.class);
    server.close();
    try (ApiServer successor = ApiServer.builder().port(server.uri().getPort()).start()) {
      assertThat(successor.uri()).isEqualTo(server.uri());
    }
  }
}
