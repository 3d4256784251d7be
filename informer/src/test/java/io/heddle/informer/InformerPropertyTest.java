package io.heddle.informer;

import static io.heddle.informer.TestObjects.eventually;
import static org.assertj.core.api.Assertions.assertThat;

import io.fabric8.kubernetes.api.model.ConfigMap;
import io.heddle.channels.Received;
import io.heddle.channels.ReceiveChannel;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.time.Duration;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import java.util.stream.LongStream;

/** Any history of the server, with any faults in between: once both end, the cache and everyone who listens agree with the server, by a history that can be. */
class InformerPropertyTest {
  static LongStream seeds() {
    return LongStream.range(0, Integer.getInteger("heddle.seeds", 100)).map(i -> Long.getLong("heddle.seed", 0) + i);
  }

  @ParameterizedTest
  @MethodSource("seeds")
  void cache_afterAnyHistoryAndAnyFaults_equalsTheServer(long seed) throws Exception {
    Random random = new Random(seed);
    MemoryServer server = new MemoryServer();
    ManualPause pause = new ManualPause();
    Tuning tuning = new Tuning(1 + random.nextInt(4), Duration.ofMillis(50), Duration.ofSeconds(5), System::nanoTime, random::nextDouble, pause);
    Recorder early = new Recorder();
    Recorder late = new Recorder();
    try (SharedInformerFactory factory = new SharedInformerFactory(server, ManualPause.RESYNC, new SimpleMeterRegistry(), tuning)) {
      SharedInformer<ConfigMap> informer = factory.informerFor(ConfigMap.class);
      ReceiveChannel<Event<ConfigMap>> events = informer.events();
      informer.addHandler(early);
      for (int i = random.nextInt(6); i > 0; i--) {
        change(server, random);
      }
      factory.start();
      int steps = 20 + random.nextInt(60);
      for (int step = 0; step < steps; step++) {
        if (random.nextInt(3) > 0) {
          change(server, random);
        } else {
          fault(server, pause, informer, random);
        }
        if (step == steps / 2) {
          informer.addHandler(late);
        }
        if (random.nextBoolean()) {
          TestObjects.letOthersRun();
        }
      }
      server.silence(false);
      eventually().untilAsserted(() -> assertThat(MemoryServer.versions(informer.indexer().list())).isEqualTo(server.versions()));
      eventually().untilAsserted(() -> assertThat(early.versions()).isEqualTo(server.versions()));
      eventually().untilAsserted(() -> assertThat(late.versions()).isEqualTo(server.versions()));
      assertThat(received(events, server.versions())).isEqualTo(server.versions());
      assertThat(early.violations).isEmpty();
      assertThat(late.violations).isEmpty();
    }
  }

  private static void change(MemoryServer server, Random random) {
    String name = "o" + random.nextInt(6);
    if (random.nextInt(3) == 0) {
      server.delete(name);
    } else {
      server.put(name, "v" + random.nextInt());
    }
  }

  private static void fault(MemoryServer server, ManualPause pause, SharedInformer<ConfigMap> informer, Random random) throws InterruptedException {
    int[] codes = {401, 403, 404, 410, 429, 500, 503, 504};
    MemoryServer.Fault fault = random.nextInt(3) == 0 ? MemoryServer.broken() : MemoryServer.refusal(codes[random.nextInt(codes.length)]);
    switch (random.nextInt(12)) {
      case 0 -> server.cutWatches();
      case 1 -> server.endWatches();
      case 2 -> server.refuseWatches(codes[random.nextInt(codes.length)]);
      case 3 -> {
        server.compact();
        server.cutWatches();
      }
      case 4 -> server.failNextLists(fault);
      case 5 -> server.failNextWatches(fault);
      case 6 -> server.failNextLists(MemoryServer.tooLargeVersion());
      case 7 -> server.expireNextContinues(1 + random.nextInt(2));
      case 8 -> server.silence(random.nextBoolean());
      case 9 -> server.tellTwice(random.nextBoolean());
      case 10 -> server.sendToWatches("{\"type\":\"ADD");
      default -> {
        if (informer.hasSynced()) {
          pause.resync();
        }
      }
    }
  }

  /** What a receiver knows that hears all there is to hear. */
  private static Map<String, String> received(ReceiveChannel<Event<ConfigMap>> events, Map<String, String> expected) throws InterruptedException {
    Map<String, String> known = new TreeMap<>();
    while (events.receive(Duration.ofMillis(known.equals(expected) ? 1 : 5_000)) instanceof Received.Value<Event<ConfigMap>>(Event<ConfigMap> event)) {
      if (event instanceof Event.Deleted<ConfigMap>) {
        known.remove(Indexer.key(event.object()));
      } else {
        known.put(Indexer.key(event.object()), TestObjects.versionOf(event.object()));
      }
    }
    return known;
  }
}
