package io.heddle.benchmarks.channels;

import com.softwaremill.jox.Channel;
import io.heddle.benchmarks.Compared;
import io.heddle.benchmarks.Row;
import io.heddle.benchmarks.Suite;
import io.heddle.benchmarks.Workload;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;

/** The rows of {@code -Dbench=channels}. The names are those that the Go program in {@code go/channels} knows. */
public final class ChannelSuite {
  private static final int VALUES = 100_000;
  private static final int FEWER = 40_000;
  private static final int HOPS = 1_000;
  private static final int BATCH = 1_000;
  private static final String[] ALL = {"heddle", "jox", "jdk"};
  private static final String[] WITH_SELECT = {"heddle", "jox"};
  private static final String[] WITH_BATCHES = {"heddle", "jdk"};
  private static final String[] HEDDLE = {"heddle"};

  private final List<Row> rows = new ArrayList<>();

  private ChannelSuite() {}

  public static Suite suite() {
    ChannelSuite suite = new ChannelSuite();
    suite.transfers();
    suite.selects();
    suite.lives();
    suite.floors();
    Map<String, String> peers = new LinkedHashMap<>();
    peers.put("heddle", "Heddle");
    peers.put("go", "Go's channels");
    peers.put("jox", "Jox " + Suite.version(Channel.class));
    peers.put("kotlin", "kotlinx.coroutines " + Suite.version(kotlinx.coroutines.channels.Channel.class));
    peers.put("jdk", "the JDK's SynchronousQueue, ArrayBlockingQueue, LinkedTransferQueue and virtual threads");
    return new Suite("channels", peers, Map.of("go", "channels"), suite.rows);
  }

  /** A workload for a peer whose channels block threads. */
  @FunctionalInterface
  private interface Threads {
    Workload setUp(Kit kit, int ops);
  }

  private static Row with(Row row, Threads threads, String... peers) {
    Row more = row;
    for (String peer : peers) {
      more = more.with(peer, ops -> threads.setUp(Kit.named(peer), ops));
    }
    return more;
  }

  /** Adds a row that everybody takes part in who is named, Kotlin, and Go. */
  private void add(Row row, Threads threads, IntFunction<Workload> coroutines, String... peers) {
    rows.add(with(row, threads, peers).with("kotlin", coroutines).withGo("go"));
  }

  /** Adds a row for those named and Go. */
  private void add(Row row, Threads threads, String... peers) {
    rows.add(with(row, threads, peers).withGo("go"));
  }

  private void transfers() {
    for (int capacity : new int[] {0, 1, 16, 128, 1024}) {
      add(
          Row.of("one-to-one/" + capacity, "one sender, one receiver, a channel of that capacity; an operation is one value moved", VALUES),
          (kit, ops) -> Transfers.manyToMany(kit, 1, capacity, ops),
          ops -> Kotlin.manyToMany(1, capacity, ops),
          ALL);
    }
    rows.add(with(
            Row.of("one-to-one/unlimited", "the same without a limit to the buffer", VALUES),
            (kit, ops) -> Transfers.manyToMany(kit, 1, Kit.UNLIMITED, ops),
            ALL)
        .with("kotlin", ops -> Kotlin.manyToMany(1, Kit.UNLIMITED, ops)));
    add(
        Row.of("ping-pong", "a value goes back and forth over two unbuffered channels; an operation is one round trip, which is two hand-offs", 20_000),
        Transfers::pingPong,
        Kotlin::pingPong,
        ALL);
    for (int pairs : new int[] {8, 100, 1000}) {
      for (int capacity : new int[] {0, 16, 128}) {
        add(
            Row.of(
                "many-to-many/" + pairs + "/" + capacity,
                "so many senders and as many receivers on one channel of that capacity; an operation is one value moved",
                VALUES),
            (kit, ops) -> Transfers.manyToMany(kit, pairs, capacity, ops),
            ops -> Kotlin.manyToMany(pairs, capacity, ops),
            ALL);
      }
    }
    for (int capacity : new int[] {0, 16}) {
      add(
          Row.of("chain/" + capacity, "1,000 goroutines hand values on, over channels of that capacity; an operation is one value over one channel", VALUES),
          (kit, ops) -> Transfers.chain(kit, HOPS, capacity, ops / HOPS),
          ops -> Kotlin.chain(HOPS, capacity, ops / HOPS),
          ALL);
    }
    add(
        Row.of("uncontended/16", "one goroutine sends and receives in turn, capacity 16; an operation is both", VALUES),
        (kit, ops) -> Transfers.uncontended(kit, 16, ops),
        ops -> Kotlin.uncontended(16, ops),
        ALL);
    for (int capacity : new int[] {0, 16}) {
      add(
          Row.of("timed/" + capacity, "one sender, one receiver, each with a timeout that is never reached; an operation is one value moved", FEWER),
          (kit, ops) -> Transfers.timed(kit, capacity, ops),
          ALL);
    }
    for (int size : new int[] {1, 8, 64}) {
      rows.add(with(
          Row.of("batch/" + size, "one sender and one receiver who move up to so many values at a time, capacity 128; an operation is one value moved", 64_000),
          (kit, ops) -> Transfers.batches(kit, size, 128, ops),
          WITH_BATCHES));
    }
    add(
        Row.of("iterate", "one receiver iterates over a channel of capacity 128 until its sender closes it; an operation is one value moved", VALUES),
        (kit, ops) -> Lives.iterates(kit, 128, ops),
        ops -> Kotlin.iterates(128, ops),
        WITH_SELECT);
  }

  private void selects() {
    for (int cases : new int[] {2, 8}) {
      for (int capacity : new int[] {0, 128}) {
        add(
            Row.of(
                "select/" + cases + "/" + capacity,
                "a sender on each of so many channels of that capacity, one receiver that selects over all of them; an operation is one value moved",
                FEWER),
            (kit, ops) -> Selects.receives(kit, cases, capacity, ops),
            ops -> Kotlin.select(cases, capacity, ops, false),
            WITH_SELECT);
      }
    }
    for (int capacity : new int[] {0, 128}) {
      add(
          Row.of("select-anew/2/" + capacity, "the same, where Heddle makes its select anew each time", FEWER),
          (kit, ops) -> Selects.receivesAnew(kit, 2, capacity, ops),
          WITH_SELECT);
    }
    add(
        Row.of("select-default", "a select over two empty channels with a default; an operation is one select", VALUES),
        Selects::defaultTaken,
        WITH_SELECT);
    add(
        Row.of("select-default-ready", "a send into one of two buffered channels and a select over both with a default; an operation is both", VALUES),
        Selects::defaultLeft,
        WITH_SELECT);
    add(
        Row.of("select-quiet", "a million unbuffered values are received in a select beside a channel on which nothing ever comes; an operation is one value moved", 1_000_000),
        (kit, ops) -> Selects.besideShared(kit, 1, 0, ops),
        ops -> Kotlin.besideShared(1, 0, ops),
        WITH_SELECT);
    add(
        Row.of("select-timeout", "a select over two unbuffered channels and a timeout that is never reached; an operation is one value moved", FEWER),
        (kit, ops) -> Selects.receivesWithin(kit, 2, 0, ops),
        ops -> Kotlin.select(2, 0, ops, true),
        WITH_SELECT);
    for (int goroutines : new int[] {2, 10, 100, 1000}) {
      add(
          Row.of(
              "select-done/" + goroutines,
              "so many goroutines in pairs with a channel of capacity 16 each; every receive is a select beside one channel that all share and that says when to end; an operation is one value moved",
              VALUES),
          (kit, ops) -> Selects.besideShared(kit, goroutines / 2, 16, ops),
          ops -> Kotlin.besideShared(goroutines / 2, 16, ops),
          WITH_SELECT);
    }
    add(
        Row.of("sieve", "the first 500 primes with a goroutine for each, every receive a select beside a quiet channel; an operation is the whole sieve", 1),
        (kit, ops) -> Lives.sieve(kit, 500),
        ops -> Kotlin.sieve(500),
        WITH_SELECT);
  }

  private void lives() {
    add(
        Row.of("start", "goroutines that do nothing, started 1,000 at a time and waited for; an operation is one goroutine", 10 * BATCH),
        (kit, ops) -> Lives.starts(kit, BATCH, ops / BATCH),
        ops -> Kotlin.starts(BATCH, ops / BATCH),
        WITH_BATCHES);
    for (int capacity : new int[] {0, 16}) {
      add(
          Row.of("create/" + capacity, "a channel of that capacity is made; an operation is one channel", 10_000),
          (kit, ops) -> Lives.creates(kit, capacity, ops),
          ops -> Kotlin.creates(capacity, ops),
          ALL);
      add(
          Row.of("create-bytes/" + capacity, "the same", 10_000).by(Compared.BYTES),
          (kit, ops) -> Lives.creates(kit, capacity, ops),
          ops -> Kotlin.creates(capacity, ops),
          ALL);
    }
    add(
        Row.of("close/10000", "10,000 goroutines come to wait on a channel, and it is closed; an operation is one of them", 10_000),
        Lives::closes,
        Kotlin::closes,
        WITH_SELECT);
    add(
        Row.of("context-cancel/10000", "a context with 10,000 children is made and cancelled; an operation is one child", 10_000),
        Lives::contexts,
        Kotlin::contexts,
        HEDDLE);
    add(
        Row.of("blocked/100000", "100,000 goroutines wait on a channel, are sent a value and end; an operation is one of them, its memory what it holds while it waits", 100_000)
            .by(Compared.BYTES),
        Blocked::new,
        KotlinBlocked::blocked,
        ALL);
    add(
        Row.of("idle/1000", "1,000 goroutines wait on a channel and nothing happens; an operation is a millisecond of that", 500).by(Compared.CPU),
        (kit, ops) -> new Idle(kit, 1000, ops),
        ops -> KotlinBlocked.idle(1000, ops),
        ALL);
  }

  private void floors() {
    rows.add(Row.of("floor-park", "no channel: two virtual threads wake each other and park; an operation is one round trip, which is two hand-offs", 20_000)
        .with("jdk", trips -> Floors.parks(1, trips)));
    for (int pairs : new int[] {8, 1000}) {
      rows.add(Row.of("floor-park/" + pairs, "the same by so many pairs at once; an operation is one hand-off", VALUES).with("jdk", ops -> Floors.parks(pairs, ops / 2)));
    }
    rows.add(Row.of("floor-chain", "no channel: 1,000 virtual threads hand numbers on over a word between each two, and park until it is filled or emptied; an operation is one number over one word", VALUES)
        .with("jdk", ops -> Floors.chain(HOPS, ops / HOPS)));
    rows.add(Row.of("floor-yield", "no channel: two virtual threads yield until it is their turn; an operation is one round trip", 20_000)
        .with("jdk", Floors::yields));
    rows.add(Row.of("floor-spin", "no channel: two virtual threads look at one word, each on its core, until it is their turn; an operation is one round trip", 20_000)
        .with("jdk", Floors::spins));
    rows.add(Row.of("floor-claim", "no channel: two virtual threads, each on its core, take each other out of a slot and end each other's wait, by a compare-and-set each; an operation is one round trip, which is two hand-offs", 20_000)
        .with("jdk", Floors::claims));
    for (int slots : new int[] {1, 8}) {
      rows.add(Row.of("floor-offer/" + slots, "no channel: a virtual thread leaves values in one of so many slots, and another, on the other core, looks at all and takes them out, by a compare-and-set each; an operation is one value moved", VALUES)
          .with("jdk", ops -> Floors.offers(slots, ops)));
    }
    rows.add(Row.of("floor-close/10000", "no channel: 10,000 virtual threads park, and one more wakes them all; an operation is one of them", 10_000).with("jdk", Floors::closes));
    rows.add(Row.of("floor-idle", "no channel and no thread: nothing happens; an operation is a millisecond of that", 500)
        .by(Compared.CPU)
        .with("jdk", ops -> new Idle(Kit.named("jdk"), 0, ops)));
    rows.add(Row.of("floor-blocked/100000", "no channel: 100,000 goroutines, or bare virtual threads, park, are woken and end; an operation is one of them, its memory what it holds while it waits", 100_000)
        .by(Compared.BYTES)
        .with("heddle", count -> Blocked.parked(Kit.named("heddle"), count))
        .with("jdk", Floors::parked));
  }
}
