package io.heddle.informer;

import static io.heddle.informer.MemoryServer.broken;
import static io.heddle.informer.MemoryServer.refusal;
import static io.heddle.informer.TestObjects.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;
import io.fabric8.kubernetes.api.model.ConfigMap;
import io.heddle.kubernetes.ListQuery;
import io.heddle.kubernetes.WatchQuery;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.slf4j.LoggerFactory;

/** Everything that can go wrong between a reflector and its server. The cache and the handlers must come out right each time, at the price of as few lists as can be. */
class ReflectorFaultsTest {
  private final MemoryServer server = new MemoryServer();
  private final ManualPause pause = new ManualPause();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final Recorder recorder = new Recorder();
  private final Logger logger = (Logger) LoggerFactory.getLogger(Reflector.class);
  private final ListAppender<ILoggingEvent> log = new ListAppender<>();
  private SharedInformerFactory factory = factory(pause.tuning());
  private SharedInformer<ConfigMap> informer = factory.informerFor(ConfigMap.class);

  private SharedInformerFactory factory(Tuning tuning) {
    return new SharedInformerFactory(server, Duration.ZERO, meters, tuning);
  }

  @BeforeEach
  void captureLog() {
    log.start();
    logger.addAppender(log);
    logger.setLevel(Level.INFO);
    logger.setAdditive(false);
  }

  @AfterEach
  void close() {
    factory.close();
    logger.detachAppender(log);
    logger.setLevel(null);
    logger.setAdditive(true);
    assertThat(recorder.violations).isEmpty();
  }

  private void use(Tuning tuning) {
    factory = factory(tuning);
    informer = factory.informerFor(ConfigMap.class);
  }

  private HandlerRegistration start() {
    HandlerRegistration registration = informer.addHandler(recorder);
    factory.start();
    return registration;
  }

  /** Starts, and waits until the first list is told and the watch is open. */
  private void startAndWatch() {
    HandlerRegistration registration = start();
    eventually().until(() -> registration.hasSynced() && server.openWatches() == 1);
  }

  private void awaitUpToDate() {
    eventually().untilAsserted(() -> {
      assertThat(MemoryServer.versions(informer.indexer().list())).isEqualTo(server.versions());
      assertThat(recorder.versions()).isEqualTo(server.versions());
    });
  }

  private void awaitTold(String... told) {
    eventually().untilAsserted(() -> assertThat(recorder.told).containsExactly(told));
  }

  private static ListQuery newest() {
    return ListQuery.all().withLimit(3);
  }

  private static ListQuery notOlderThan(int version) {
    return newest().withResourceVersion(Integer.toString(version), "NotOlderThan");
  }

  @Test
  void start_listsPageByPageAndWatchesOnFromThere() {
    IntStream.range(0, 7).forEach(i -> server.put("o" + i, "x"));
    startAndWatch();
    assertThat(server.lists).containsExactly(newest(), newest().withContinue("107-o3"), newest().withContinue("107-o6"));
    assertThat(server.watches).extracting(WatchQuery::resourceVersion).containsExactly("107");
    assertThat(server.watches.getFirst().bookmarks()).isTrue();
    assertThat(server.watches.getFirst().timeout()).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10));
    awaitUpToDate();
    assertThat(informer.indexer().resourceVersion()).isEqualTo("107");
  }

  @Test
  void watchTime_isSpreadOverFiveToTenMinutes() {
    Tuning tuning = Tuning.standard();
    assertThat(IntStream.range(0, 100).mapToObj(i -> tuning.watchTime()).distinct().toList()).hasSizeGreaterThan(20)
        .allSatisfy(time -> assertThat(time).isBetween(Duration.ofMinutes(5), Duration.ofMinutes(10)));
  }

  @Test
  void watch_thatEnds_goesOnFromTheVersionReached() {
    startAndWatch();
    server.put("a", "1");
    awaitTold("+a@101");
    server.endWatches();
    server.put("a", "2");
    awaitTold("+a@101", "a@101>102");
    server.delete("a");
    awaitTold("+a@101", "a@101>102", "-a@103");
    assertThat(server.lists).hasSize(1);
    assertThat(server.watches).extracting(WatchQuery::resourceVersion).startsWith("100", "101");
  }

  @Test
  void watch_thatBreaks_missesNothingAndListsNothing() {
    server.put("gone", "1");
    server.put("kept", "1");
    startAndWatch();
    server.failNextWatches(broken(), broken());
    server.cutWatches();
    server.delete("gone");
    server.put("kept", "2");
    server.put("new", "1");
    awaitUpToDate();
    assertThat(recorder.told).contains("-gone@103", "kept@102>104", "+new@105");
    assertThat(server.lists).hasSize(1);
    assertThat(pause.backoffs.getFirst()).isLessThanOrEqualTo(Duration.ofMillis(250));
    assertThat(pause.backoffs.get(1)).isEqualTo(Duration.ofMillis(800));
  }

  @Test
  void watch_thatEndsAtOnceAndBringsNothing_isNotAskedForInATightLoop() {
    startAndWatch();
    server.endWatches();
    eventually().until(() -> server.watches.size() == 2 && server.openWatches() == 1);
    assertThat(pause.backoffs).hasSize(1);
  }

  @Test
  void gone_inTheStream_listsAtTheVersionReachedAndTellsOnlyTheDifference() {
    server.put("same", "1");
    server.put("changed", "1");
    server.put("gone", "1");
    startAndWatch();
    server.put("last", "1");
    eventually().until(() -> recorder.told.size() == 4);
    recorder.told.clear();
    ConfigMap same = informer.indexer().get("default/same").orElseThrow();
    server.silence(true);
    server.put("changed", "2");
    server.delete("gone");
    server.put("new", "1");
    server.refuseWatches(410);
    server.silence(false);
    awaitUpToDate();
    eventually().untilAsserted(() -> assertThat(recorder.told).containsExactlyInAnyOrder("changed@102>105", "-gone@103?", "+new@107"));
    assertThat(server.lists).startsWith(newest(), notOlderThan(104));
    assertThat(informer.indexer().get("default/same")).containsSame(same);
    assertThat(meters.counter("heddle.informer.relists", "resource", "configmaps/v1", "namespace", "", "reason", "gone").count()).isEqualTo(1);
  }

  @Test
  void gone_whenTheWatchBegins_listsAgain() {
    server.put("a", "1");
    startAndWatch();
    server.put("b", "1");
    eventually().until(() -> recorder.told.size() == 2);
    server.silence(true);
    server.delete("a");
    server.compact();
    server.cutWatches();
    server.silence(false);
    awaitUpToDate();
    assertThat(server.lists).containsExactly(newest(), notOlderThan(102));
    assertThat(recorder.told).containsExactly("+a@101", "+b@102", "-a@101?");
  }

  @Test
  void gone_twice_listsTheNewestState() {
    startAndWatch();
    server.put("a", "1");
    eventually().until(() -> recorder.told.size() == 1);
    server.failNextLists(refusal(410));
    server.refuseWatches(410);
    eventually().until(() -> server.lists.size() == 3);
    assertThat(server.lists).containsExactly(newest(), notOlderThan(101), newest());
    awaitUpToDate();
  }

  @Test
  void gone_rightAfterAList_waitsBeforeItListsTheNewestState() {
    server.failNextWatches(refusal(410), refusal(410));
    startAndWatch();
    assertThat(server.lists).containsExactly(newest(), newest(), newest());
    assertThat(pause.backoffs).containsExactly(Duration.ofMillis(800), Duration.ofMillis(1600));
  }

  @Test
  void tooLargeVersion_onRelist_waitsAsAskedAndListsTheNewestState() {
    startAndWatch();
    server.put("a", "1");
    eventually().until(() -> recorder.told.size() == 1);
    server.failNextLists(MemoryServer.tooLargeVersion());
    server.refuseWatches(410);
    eventually().until(() -> server.lists.size() == 3);
    assertThat(server.lists).containsExactly(newest(), notOlderThan(101), newest());
    assertThat(pause.backoffs).singleElement().isEqualTo(Duration.ofSeconds(1));
  }

  @Test
  void expiredContinue_listsInOnePage() {
    IntStream.range(0, 7).forEach(i -> server.put("o" + i, "x"));
    server.expireNextContinues(1);
    startAndWatch();
    assertThat(server.lists).containsExactly(newest(), newest().withContinue("107-o3"), newest().withLimit(0));
    awaitUpToDate();
  }

  @Test
  void failure_betweenPages_asksForTheSamePageAgain() {
    IntStream.range(0, 4).forEach(i -> server.put("o" + i, "x"));
    server.failNextLists(() -> {}, refusal(503), broken());
    startAndWatch();
    ListQuery second = newest().withContinue("104-o3");
    assertThat(server.lists).containsExactly(newest(), second, second, second);
    awaitUpToDate();
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 404, 429, 500, 503})
  void refusals_ofTheFirstList_areWaitedOutWithGrowingPauses(int code) {
    server.put("a", "1");
    server.failNextLists(refusal(code), refusal(code), refusal(code));
    startAndWatch();
    awaitUpToDate();
    assertThat(pause.backoffs).containsExactly(Duration.ofMillis(800), Duration.ofMillis(1600), Duration.ofMillis(3200));
    assertThat(lines(Level.WARN)).singleElement().asString().contains("informer=configmaps").contains("refused with " + code);
    assertThat(lines(Level.INFO)).anyMatch(line -> line.contains("listing and watching again") && line.contains("attempts=3"));
  }

  private List<String> lines(Level level) {
    return List.copyOf(log.list).stream().filter(event -> event.getLevel() == level).map(ILoggingEvent::getFormattedMessage).toList();
  }

  @Test
  void missingType_isToldWithWhatToDo() {
    server.failNextLists(refusal(404));
    startAndWatch();
    assertThat(lines(Level.WARN)).singleElement().asString().contains("CustomResourceDefinition");
  }

  @ParameterizedTest
  @ValueSource(ints = {401, 403, 429, 500, 503})
  void refusals_ofAWatch_keepTheVersionAndTheCache(int code) {
    server.put("a", "1");
    startAndWatch();
    server.failNextWatches(refusal(code, Optional.of(Duration.ofSeconds(9))), refusal(code));
    server.cutWatches();
    server.put("b", "1");
    awaitUpToDate();
    assertThat(server.lists).hasSize(1);
    assertThat(server.watches).extracting(WatchQuery::resourceVersion).containsOnly("101");
    assertThat(pause.backoffs).contains(Duration.ofSeconds(9));
  }

  @Test
  void unknownType_whileWatching_keepsTheCacheUntilAListSaysOtherwise() {
    server.put("a", "1");
    startAndWatch();
    server.failNextWatches(refusal(404));
    server.failNextLists(refusal(404), refusal(404));
    server.cutWatches();
    eventually().until(() -> server.openWatches() == 1 && server.lists.size() == 4);
    assertThat(recorder.told).containsExactly("+a@101");
  }

  @Test
  void unreachableServer_isToldOnceAndFoundAgain() {
    MemoryServer.Fault[] faults = IntStream.range(0, 20).mapToObj(i -> broken()).toArray(MemoryServer.Fault[]::new);
    server.failNextLists(faults);
    startAndWatch();
    assertThat(pause.backoffs).hasSize(20).allSatisfy(time -> assertThat(time).isLessThanOrEqualTo(Duration.ofSeconds(3)));
    assertThat(lines(Level.WARN)).singleElement().asString().contains("cannot be reached").contains("connection refused");
  }

  @Test
  void brokenWatch_thatIsThereAgainAtOnce_isNoWarning() {
    startAndWatch();
    server.cutWatches();
    eventually().until(() -> server.openWatches() == 1 && server.watches.size() == 2);
    assertThat(lines(Level.WARN)).isEmpty();
  }

  @Test
  void silentWatch_isTakenForDead() {
    use(new Tuning(3, Duration.ofSeconds(1), Duration.ofSeconds(30), System::nanoTime, () -> 0, pause));
    startAndWatch();
    server.silence(true);
    server.put("a", "1");
    awaitUpToDate(); // A new watch is told what the silent one was not.
    assertThat(server.lists).hasSize(1);
  }

  @Test
  void silentWatches_oneAfterTheOther_areCheckedByAList() {
    use(new Tuning(3, Duration.ofMillis(100), Duration.ofSeconds(30), System::nanoTime, () -> 0, pause));
    server.put("a", "1");
    startAndWatch();
    server.goBackTo(50, "a"); // It will say nothing until it reaches the version again.
    eventually().untilAsserted(() -> assertThat(MemoryServer.versions(informer.indexer().list())).isEqualTo(server.versions()));
    assertThat(server.lists).startsWith(newest(), notOlderThan(101), newest());
    assertThat(pause.backoffs).hasSize(1);
    eventually().until(() -> recorder.told.size() == 2);
    recorder.violations.clear(); // Here the version of an object does go back.
  }

  @Test
  void watchThatIsNeverAccepted_isGivenUp() {
    use(new Tuning(3, Duration.ofMillis(100), Duration.ofSeconds(30), System::nanoTime, () -> 0, pause));
    CountDownLatch reached = new CountDownLatch(1);
    server.failNextWatches(MemoryServer.hanging(reached));
    startAndWatch();
    assertThat(reached.getCount()).isZero();
  }

  @Test
  void listThatIsNeverAnswered_isAskedAgain() {
    use(new Tuning(3, Duration.ofSeconds(30), Duration.ofMillis(100), System::nanoTime, () -> 0, pause));
    CountDownLatch reached = new CountDownLatch(1);
    server.failNextLists(MemoryServer.hanging(reached));
    server.put("a", "1");
    startAndWatch();
    assertThat(reached.getCount()).isZero();
    awaitUpToDate();
  }

  @Test
  void events_toldTwice_areToldOnceToHandlers() {
    server.tellTwice(true);
    startAndWatch();
    server.put("a", "1");
    server.put("a", "2");
    server.delete("a");
    server.put("b", "1");
    eventually().until(() -> recorder.told.contains("+b@104"));
    assertThat(recorder.told).doesNotHaveDuplicates();
    assertThat(server.lists).hasSize(1);
  }

  @Test
  void bookmark_movesTheVersionToGoOnFrom() {
    startAndWatch();
    server.sendBookmark("170");
    eventually().until(() -> informer.indexer().resourceVersion().equals("170"));
    server.cutWatches();
    eventually().until(() -> server.watches.size() == 2);
    assertThat(server.watches.get(1).resourceVersion()).isEqualTo("170");
    assertThat(recorder.told).isEmpty();
  }

  @Test
  void serverRestoredFromABackup_isFollowedBack() {
    server.put("a", "1");
    server.put("b", "1");
    startAndWatch();
    eventually().until(() -> recorder.told.size() == 2);
    server.goBackTo(50, "a");
    server.sendBookmark("50");
    eventually().untilAsserted(() -> assertThat(MemoryServer.versions(informer.indexer().list())).isEqualTo(server.versions()));
    assertThat(server.lists).containsExactly(newest(), newest());
    assertThat(informer.indexer().resourceVersion()).isEqualTo("50");
    eventually().until(() -> recorder.told.contains("-b@102?"));
    recorder.violations.clear(); // Here the version of an object does go back.
  }

  @Test
  void eventFromThePast_isCheckedByAList() {
    server.put("a", "1");
    startAndWatch();
    server.delete("a");
    eventually().until(() -> recorder.told.size() == 2);
    server.sendToWatches("{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"a\",\"namespace\":\"default\",\"uid\":\"uid-1\",\"resourceVersion\":\"101\"}}}");
    eventually().until(() -> server.lists.size() == 2 && server.openWatches() == 1);
    awaitUpToDate();
    assertThat(recorder.told).containsExactly("+a@101", "-a@102");
  }

  @ParameterizedTest
  @ValueSource(strings = {
      "{\"type\":\"ADDED\",\"object\":{\"kind\":\"Secret\",\"metadata\":{\"name\":\"s\",\"resourceVersion\":\"101\"}}}",
      "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"resourceVersion\":\"101\"}}}",
      "{\"type\":\"ADDED\",\"object\":{\"metadata\":{\"name\":\"s\"}}}",
      "{\"type\":\"ADDED\",\"object\":{\"data\":7,\"metadata\":{\"name\":\"s\",\"resourceVersion\":\"101\"}}}",
      "{\"type\":\"BOOKMARK\",\"object\":{\"metadata\":{}}}",
      "{\"type\":\"SURPRISE\",\"object\":{}}"})
  void eventThatCannotBeRead_isPassedOverAndTold(String frame) {
    startAndWatch();
    server.sendToWatches(frame);
    server.put("a", "1");
    awaitTold("+a@101");
    assertThat(server.lists).hasSize(1);
    assertThat(meters.counter("heddle.informer.unreadable", "resource", "configmaps/v1", "namespace", "").count()).isEqualTo(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"{\"type\":\"ADDED\",\"obj", "<html>", "", "[]", "{\"object\":{}}", "{\"type\":1,\"object\":{}}"})
  void frameThatIsNoEvent_isNotTrusted(String frame) {
    startAndWatch();
    server.sendToWatches(frame);
    eventually().until(() -> server.watches.size() == 2 && server.openWatches() == 1);
    server.put("a", "1");
    awaitTold("+a@101");
  }

  @Test
  void transportThatThrowsAnything_isAskedAgain() {
    server.failNextLists(
        () -> { throw new IllegalStateException("bug"); },
        () -> { throw new StackOverflowError(); },
        () -> { throw new InterruptedException("nobody asked for it"); });
    server.failNextWatches(() -> { throw new NullPointerException(); });
    server.put("a", "1");
    use(new Tuning(3, Duration.ofSeconds(30), Duration.ofMillis(500), System::nanoTime, () -> 0, pause));
    startAndWatch();
    awaitUpToDate();
    assertThat(lines(Level.ERROR)).hasSize(1);
  }
}
