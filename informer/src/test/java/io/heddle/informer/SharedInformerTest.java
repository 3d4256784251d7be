package io.heddle.informer;

import static io.heddle.informer.TestObjects.eventually;
import static io.heddle.informer.TestObjects.told;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.fabric8.kubernetes.api.model.Pod;
import io.heddle.channels.CancelContext;
import io.heddle.channels.Channel;
import io.heddle.channels.ChannelClosedException;
import io.heddle.channels.Context;
import io.heddle.channels.ReceiveChannel;
import io.heddle.channels.Received;
import io.heddle.channels.Scope;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The cases of client-go's shared_informer_test and processor_listener_test, and those for what differs here. */
class SharedInformerTest {
  private final MemoryServer server = new MemoryServer();
  private final ManualPause pause = new ManualPause();
  private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
  private final SharedInformerFactory factory = new SharedInformerFactory(server, ManualPause.RESYNC, meters, pause.tuning());
  private final SharedInformer<ConfigMap> informer = factory.informerFor(ConfigMap.class);
  private final Recorder recorder = new Recorder();

  @AfterEach
  void close() {
    factory.close();
    assertThat(recorder.violations).isEmpty();
    assertThat(server.openWatches()).isZero();
  }

  private void startAndSync() throws InterruptedException {
    factory.start();
    assertThat(factory.awaitSync(Duration.ofSeconds(30))).isTrue();
  }

  private void awaitTold(String... told) {
    eventually().untilAsserted(() -> assertThat(recorder.told).containsExactly(told));
  }

  // Handlers

  @Test
  void handler_isToldTheFirstListAndThenEveryChange() throws Exception {
    server.put("a", "1");
    informer.addHandler(recorder);
    startAndSync();
    awaitTold("+a@101");
    server.put("b", "1");
    server.put("b", "2");
    eventually().until(() -> recorder.versions().equals(server.versions()));
    server.delete("a");
    eventually().until(() -> recorder.told.contains("-a@104"));
    assertThat(recorder.initial).containsExactly(true, false);
  }

  @Test
  void cache_holdsAChangeBeforeItIsTold() throws Exception {
    List<String> ahead = new CopyOnWriteArrayList<>();
    CountDownLatch added = new CountDownLatch(1);
    CountDownLatch deleted = new CountDownLatch(1);
    informer.addHandler(ResourceEventHandler.of(event -> {
      added.countDown();
      boolean cached = informer.indexer().get(Indexer.key(event.object())).isPresent();
      boolean gone = event instanceof Event.Deleted<ConfigMap>;
      if (cached && gone) {
        ahead.add(told(event));
      }
      if (gone) {
        deleted.countDown();
      }
    }));
    startAndSync();
    server.put("a", "1");
    eventually().until(() -> informer.indexer().size() == 1);
    eventually().until(() -> informer.indexer().resourceVersion().equals("101"));
    assertThat(added.await(30, TimeUnit.SECONDS)).isTrue();
    server.delete("a");
    assertThat(deleted.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(ahead).isEmpty();
  }

  @Test
  void lateHandler_isToldTheCacheAndThenEveryLaterChange() throws Exception {
    server.put("a", "1");
    server.put("b", "1");
    startAndSync();
    HandlerRegistration registration = informer.addHandler(recorder);
    assertThat(registration.awaitSync(Duration.ofSeconds(30))).isTrue();
    assertThat(recorder.told).containsExactlyInAnyOrder("+a@101", "+b@102");
    assertThat(recorder.initial).containsExactly(true, true);
    server.put("a", "2");
    eventually().until(() -> recorder.told.contains("a@101>103"));
  }

  /** Handlers come at any moment of a busy history; each must end up knowing what is there, by a history that can be. */
  @Test
  void lateHandlers_besideABusyServer_missNothingAndAreToldNothingTwice() throws Exception {
    startAndSync();
    List<Recorder> recorders = new ArrayList<>();
    try (Scope scope = Scope.open("history")) {
      scope.go("server", () -> {
        for (int i = 0; i < 2_000; i++) {
          if (i % 3 == 2) {
            server.delete("o" + i % 7);
          } else {
            server.put("o" + i % 7, "v" + i);
          }
          TestObjects.letOthersRun();
        }
      });
      for (int i = 0; i < 30; i++) {
        Recorder late = new Recorder();
        recorders.add(late);
        assertThat(informer.addHandler(late).awaitSync(Duration.ofSeconds(30))).isTrue();
      }
      scope.join();
    }
    for (Recorder late : recorders) {
      eventually().until(() -> late.versions().equals(server.versions()));
      assertThat(late.violations).isEmpty();
    }
  }

  @Test
  void throwingHandler_isToldTheNextEventAndDisturbsNobody() throws Exception {
    CountDownLatch calls = new CountDownLatch(3);
    informer.addHandler(ResourceEventHandler.of(event -> {
      calls.countDown();
      throw new AssertionError("broken handler");
    }));
    informer.addHandler(recorder);
    startAndSync();
    server.put("a", "1");
    server.put("b", "1");
    server.put("c", "1");
    awaitTold("+a@101", "+b@102", "+c@103");
    assertThat(calls.await(30, TimeUnit.SECONDS)).isTrue();
    eventually().until(() -> meters.counter("heddle.informer.handler.failures", "resource", "configmaps/v1", "namespace", "").count() == 3);
  }

  @Test
  void blockedHandler_delaysNobodyAndIsThenToldWhatStillMatters() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    CountDownLatch release = new CountDownLatch(1);
    List<String> slow = new CopyOnWriteArrayList<>();
    HandlerRegistration registration =
        informer.addHandler(ResourceEventHandler.of(event -> {
          slow.add(told(event));
          entered.countDown();
          awaitUnchecked(release);
        }));
    informer.addHandler(recorder);
    startAndSync();
    server.put("first", "1");
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    for (int i = 0; i < 1_000; i++) {
      server.put("a", "v" + i);
    }
    server.put("passing", "1");
    server.delete("passing");
    eventually().until(() -> recorder.versions().equals(server.versions()));
    assertThat(registration.pending()).isEqualTo(1);
    release.countDown();
    eventually().untilAsserted(() -> assertThat(slow).containsExactly("+first@101", "+a@1101"));
  }

  private static void awaitUnchecked(CountDownLatch latch) {
    try {
      latch.await();
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }

  @Test
  void handlerThatLeavesAnInterruptBehind_isToldTheNextEvent() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    informer.addHandler(ResourceEventHandler.of(event -> {
      told.add(told(event));
      Thread.currentThread().interrupt();
    }));
    startAndSync();
    server.put("a", "1");
    eventually().until(() -> told.size() == 1);
    server.put("b", "1");
    eventually().untilAsserted(() -> assertThat(told).containsExactly("+a@101", "+b@102"));
  }

  @Test
  void removedHandler_isToldNothingMore() throws Exception {
    List<String> removed = new CopyOnWriteArrayList<>();
    AtomicReference<HandlerRegistration> registration = new AtomicReference<>();
    registration.set(informer.addHandler(ResourceEventHandler.of(event -> {
      removed.add(told(event));
      registration.get().close(); // From within itself.
      registration.get().close();
    })));
    informer.addHandler(recorder);
    startAndSync();
    server.put("a", "1");
    server.put("b", "1");
    awaitTold("+a@101", "+b@102");
    assertThat(removed).containsExactly("+a@101");
    assertThat(registration.get().pending()).isZero();
  }

  @Test
  void sameHandlerAddedTwice_isToldEverythingTwiceAndRemovedOneByOne() throws Exception {
    List<String> told = new CopyOnWriteArrayList<>();
    ResourceEventHandler<ConfigMap> handler = ResourceEventHandler.of(event -> told.add(told(event)));
    HandlerRegistration first = informer.addHandler(handler);
    informer.addHandler(handler);
    startAndSync();
    server.put("a", "1");
    eventually().untilAsserted(() -> assertThat(told).containsExactly("+a@101", "+a@101"));
    first.close();
    server.put("b", "1");
    eventually().until(() -> told.contains("+b@102"));
    informer.addHandler(recorder);
    eventually().until(() -> recorder.told.size() == 2);
    assertThat(told).hasSize(3);
  }

  @Test
  void handlerWithoutMethods_isFine() throws Exception {
    HandlerRegistration registration = informer.addHandler(new ResourceEventHandler<ConfigMap>() {});
    server.put("a", "1");
    startAndSync();
    assertThat(registration.awaitSync(Duration.ofSeconds(30))).isTrue();
    server.put("a", "2");
    server.delete("a");
    eventually().until(() -> informer.indexer().size() == 0);
  }

  // Sync

  @Test
  void hasSynced_ofAHandler_waitsUntilItReturnedFromTheFirstList() throws Exception {
    CountDownLatch release = new CountDownLatch(1);
    server.put("a", "1");
    HandlerRegistration registration = informer.addHandler(ResourceEventHandler.of(event -> awaitUnchecked(release)));
    assertThat(informer.hasSynced()).isFalse();
    assertThat(informer.awaitSync(Duration.ZERO)).isFalse();
    startAndSync();
    assertThat(informer.hasSynced()).isTrue();
    assertThat(registration.hasSynced()).isFalse();
    assertThat(registration.awaitSync(Duration.ZERO)).isFalse();
    release.countDown();
    assertThat(registration.awaitSync(Duration.ofSeconds(30))).isTrue();
    assertThat(registration.hasSynced()).isTrue();
  }

  @Test
  void hasSynced_ofAHandlerWithNothingToTell_becomesTrue() throws Exception {
    HandlerRegistration early = informer.addHandler(recorder);
    startAndSync();
    assertThat(early.awaitSync(Duration.ofSeconds(30))).isTrue();
    assertThat(informer.addHandler(new Recorder()).awaitSync(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void health_tellsWhatIsInTheWay() throws Exception {
    assertThat(informer.health().isCurrent()).isFalse();
    assertThat(informer.health().obstacle()).contains("first list");
    startAndSync();
    eventually().until(() -> server.openWatches() == 1 && informer.health().isCurrent());
    CountDownLatch reached = new CountDownLatch(1);
    server.failNextWatches(MemoryServer.broken(), MemoryServer.hanging(reached));
    server.cutWatches();
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
    assertThat(informer.health().isCurrent()).isFalse();
    assertThat(informer.health().synced()).isTrue();
    assertThat(informer.health().obstacle()).contains("connection refused");
  }

  // Resync

  @Test
  void resync_tellsEveryObjectAgainAndSaysSo() throws Exception {
    List<String> updates = new CopyOnWriteArrayList<>();
    informer.addHandler(recorder);
    informer.addHandler(new ResourceEventHandler<ConfigMap>() {
      @Override
      public void onUpdate(ConfigMap before, ConfigMap object) {
        assertThat(before).isSameAs(object);
        updates.add(Indexer.key(object));
      }
    });
    server.put("a", "1");
    server.put("b", "1");
    startAndSync();
    eventually().until(() -> recorder.told.size() == 2);
    pause.resync();
    eventually().untilAsserted(() -> assertThat(recorder.told.subList(2, recorder.told.size())).containsExactlyInAnyOrder("a@101=", "b@102="));
    eventually().untilAsserted(() -> assertThat(updates).containsExactlyInAnyOrder("default/a", "default/b"));
    assertThat(server.lists).hasSize(1);
  }

  @Test
  void resync_ofAnObjectThatWasDeletedMeanwhile_isNotTold() throws Exception {
    informer.addHandler(recorder);
    server.put("a", "1");
    startAndSync();
    awaitTold("+a@101"); // An addition that is over before it is told is not told.
    server.delete("a");
    eventually().until(() -> recorder.told.contains("-a@102"));
    pause.resync();
    server.put("b", "1");
    awaitTold("+a@101", "-a@102", "+b@103");
  }

  // Events as a channel

  @Test
  void events_beginWithTheCacheAndGoOnWithChanges() throws Exception {
    server.put("a", "1");
    startAndSync();
    ReceiveChannel<Event<ConfigMap>> events = informer.events();
    assertThat(told(events.receive())).isEqualTo("+a@101");
    server.put("a", "2");
    assertThat(told(events.receive())).isEqualTo("a@101>102");
    server.delete("a");
    assertThat(told(events.receive())).isEqualTo("-a@103");
    factory.close();
    assertThatThrownBy(events::receive).isInstanceOf(ChannelClosedException.class);
  }

  @Test
  void events_thatNobodyReceives_delayNobodyAndAreMerged() throws Exception {
    ReceiveChannel<Event<ConfigMap>> events = informer.events();
    informer.addHandler(recorder);
    startAndSync();
    server.put("a", "1");
    eventually().until(() -> recorder.told.size() == 1);
    for (int i = 0; i < 100; i++) {
      server.put("a", "x" + i);
    }
    eventually().until(() -> recorder.versions().equals(server.versions()));
    assertThat(told(events.receive())).startsWith("+a@");
    Received<Event<ConfigMap>> second = events.receive(Duration.ofSeconds(30));
    assertThat(second).isInstanceOf(Received.Value.class);
    assertThat(events.tryReceive()).isInstanceOf(Received.Empty.class);
  }

  @Test
  void events_ofACancelledContext_end() throws Exception {
    startAndSync();
    CancelContext context = Context.background().withCancel();
    ReceiveChannel<Event<ConfigMap>> events = informer.events(context);
    server.put("a", "1"); // Offered, and never received.
    context.cancel();
    eventually().until(events::isClosed);
    for (Event<ConfigMap> event : events) {
      assertThat(told(event)).isEqualTo("+a@101");
    }
  }

  // The factory

  @Test
  void informerFor_theSameTypeAndNamespace_isTheSameInformer() {
    assertThat(factory.informerFor(ConfigMap.class)).isSameAs(informer);
    assertThat(factory.informerFor(MemoryServer.CONFIG_MAPS, "")).isSameAs(informer);
    assertThat(factory.informerFor(ConfigMap.class, "default")).isNotSameAs(informer);
    assertThat(factory.informerFor(Pod.class).type().plural()).isEqualTo("pods");
    assertThat(informer.namespace()).isEmpty();
  }

  @Test
  void informerFor_afterStart_startsAtOnce() throws Exception {
    startAndSync();
    assertThat(factory.informerFor(ConfigMap.class, "default").awaitSync(Duration.ofSeconds(30))).isTrue();
  }

  @Test
  void start_twice_runsOneWatch() throws Exception {
    factory.start();
    startAndSync();
    eventually().until(() -> server.openWatches() == 1);
    assertThat(server.lists).hasSize(1);
  }

  @Test
  void awaitSync_withoutServer_givesUp() throws Exception {
    server.failNextLists(MemoryServer.hanging(new CountDownLatch(1)));
    factory.start();
    assertThat(factory.awaitSync(Duration.ofMillis(20))).isFalse();
  }

  @Test
  void negativeResyncPeriod_isRefused() {
    assertThatThrownBy(() -> new SharedInformerFactory(server, Duration.ofMillis(-1))).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void index_addedWhileRunning_followsTheServer() throws Exception {
    server.put("a", "red");
    startAndSync();
    informer.indexer().addIndex("value", object -> List.of(object.getData().get("value")));
    server.put("b", "red");
    server.put("a", "blue");
    eventually().untilAsserted(() -> {
      assertThat(informer.indexer().byIndex("value", "red")).extracting(Indexer::key).containsExactly("default/b");
      assertThat(informer.indexer().byIndex("value", "blue")).extracting(Indexer::key).containsExactly("default/a");
    });
  }

  /** Out of memory in the middle of a change: the change is lost, and must not stay lost. */
  @Test
  void changeThatCouldNotBeApplied_isListedAgainAndNotPromisedBefore() throws Exception {
    AtomicBoolean fail = new AtomicBoolean();
    informer.indexer().addIndex("fragile", object -> {
      if (fail.getAndSet(false)) {
        throw new OutOfMemoryError("made up by a test");
      }
      return List.of();
    });
    informer.addHandler(recorder);
    startAndSync();
    eventually().until(() -> server.openWatches() == 1);
    fail.set(true);
    server.failNextLists(MemoryServer.broken());
    server.put("lost", "1");
    awaitTold("+lost@101");
    assertThat(server.lists).hasSize(3);
    assertThat(informer.indexer().resourceVersion()).isEqualTo("101");
  }

  @Test
  void resourceVersion_ofTheCache_neverPromisesMoreThanItShows() throws Exception {
    startAndSync();
    AtomicBoolean done = new AtomicBoolean();
    try (Scope scope = Scope.open("versions")) {
      scope.go("server", () -> {
        for (int i = 0; i < 2_000; i++) {
          server.put("a" + i % 3, "v" + i);
          TestObjects.letOthersRun();
        }
        done.set(true);
      });
      scope.go("reader", () -> {
        while (!done.get()) {
          Lister<ConfigMap> snapshot = informer.indexer().snapshot();
          long newest = snapshot.list().stream().mapToLong(object -> Long.parseLong(TestObjects.versionOf(object))).max().orElse(100);
          assertThat(newest).isEqualTo(Long.parseLong(snapshot.resourceVersion()));
          TestObjects.letOthersRun();
        }
      });
      scope.join();
    }
    eventually().until(() -> informer.indexer().resourceVersion().equals(server.version()));
  }

  // Closing

  @Test
  void close_beforeStart_closesEverything() throws Exception {
    ReceiveChannel<Event<ConfigMap>> events = informer.events();
    factory.close();
    factory.close();
    assertThatThrownBy(events::receive).isInstanceOf(ChannelClosedException.class);
    assertThatThrownBy(() -> informer.addHandler(recorder)).isInstanceOf(IllegalStateException.class).hasMessageContaining("closed");
    assertThatThrownBy(() -> factory.informerFor(Pod.class)).isInstanceOf(IllegalStateException.class);
    assertThatThrownBy(factory::start).isInstanceOf(IllegalStateException.class);
  }

  @Test
  void close_leavesTheCacheReadable() throws Exception {
    server.put("a", "1");
    startAndSync();
    factory.close();
    assertThat(informer.indexer().keys()).containsExactly("default/a");
    assertThat(informer.hasSynced()).isTrue();
  }

  @Test
  void close_ofManyInformersWithHandlersThatHang_endsWithinASecond() throws Exception {
    server.put("a", "1");
    CountDownLatch reached = new CountDownLatch(10);
    for (int i = 0; i < 10; i++) {
      factory.informerFor(ConfigMap.class, "namespace-" + i).addHandler(ResourceEventHandler.of(event -> {
        reached.countDown();
        awaitUnchecked(new CountDownLatch(1));
      }));
    }
    factory.start();
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
    long began = System.nanoTime();
    factory.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
  }

  @ParameterizedTest
  @ValueSource(strings = {"list", "watch", "handler", "events", "quiet"})
  void close_whateverHangs_endsWithinASecond(String hanging) throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    AtomicBoolean interrupted = new AtomicBoolean();
    switch (hanging) {
      case "list" -> server.failNextLists(MemoryServer.hanging(reached));
      case "watch" -> server.failNextWatches(MemoryServer.hanging(reached));
      case "handler" -> informer.addHandler(ResourceEventHandler.of(event -> {
        reached.countDown();
        awaitUnchecked(new CountDownLatch(1));
        interrupted.set(Thread.currentThread().isInterrupted());
      }));
      case "events" -> {
        informer.events();
        reached.countDown();
      }
      default -> reached.countDown();
    }
    server.put("a", "1");
    server.put("b", "1");
    factory.start();
    assertThat(reached.await(30, TimeUnit.SECONDS)).isTrue();
    long began = System.nanoTime();
    factory.close();
    assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(Duration.ofSeconds(1));
    assertThat(interrupted.get()).isEqualTo(hanging.equals("handler"));
  }

  @Test
  void close_letsARunningHandlerReturnAndStartsItNoMore() throws Exception {
    CountDownLatch entered = new CountDownLatch(1);
    Channel<String> returned = Channel.buffered(10);
    CountDownLatch another = new CountDownLatch(1);
    AtomicReference<HandlerRegistration> registration = new AtomicReference<>();
    registration.set(informer.addHandler(ResourceEventHandler.of(event -> {
      entered.countDown();
      eventually().until(() -> another.getCount() == 0);
      eventually().until(() -> registration.get().pending() == 0); // Closing has dropped what was yet to tell.
      assertThat(returned.trySend(told(event))).isTrue();
    })));
    startAndSync();
    server.put("a", "1");
    assertThat(entered.await(30, TimeUnit.SECONDS)).isTrue();
    server.put("b", "1");
    eventually().until(() -> registration.get().pending() == 1);
    another.countDown();
    factory.close();
    assertThat(returned.size()).isEqualTo(1);
  }

  @Test
  void close_takesItsMetersWithIt() throws Exception {
    server.put("a", "1");
    startAndSync();
    assertThat(meters.get("heddle.informer.items").tag("resource", "configmaps/v1").gauge().value()).isEqualTo(1);
    assertThat(meters.get("heddle.informer.lists").counter().count()).isEqualTo(1);
    assertThat(meters.get("heddle.informer.events").tag("event", "added").counter().count()).isEqualTo(1);
    factory.close();
    assertThat(meters.getMeters()).isEmpty();
  }
}
