package io.heddle.informer;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.channels.Channel;
import io.heddle.kubernetes.ApiException;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.WatchQuery;
import java.io.IOException;
import java.io.Serial;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Puts into a {@link DeltaFifo} what the API server holds and what changes there: lists once, watches from the list's version on, watches
 * on from the version reached whenever a watch ends, and lists again only when the server has forgotten that version.
 *
 * @param <T> the kind of object
 */
final class Reflector<T extends HasMetadata> {
  /*
   * A state machine, of which `next` is the whole of the transitions; see ReflectorState for the picture. One goroutine runs it. Each state
   * is a value, so that an attempt can be made again exactly as it was, and the state that a failure leads to depends on nothing but the
   * state it happened in and the failure.
   *
   * What keeps the cache right:
   *   - A version is reached only after everything up to it is in the queue. To watch on from it can repeat what was told, but never leave
   *     anything out.
   *   - A list is a difference: the queue turns what it no longer holds into deletions, and the processor drops what did not change.
   *   - Never back in time. After a 410 the list must be at least as new as what was reached, which the server can mostly answer from its
   *     memory. Only if it cannot (a second 410, "too large resource version") the newest state is asked for, which is right in any case.
   *     So is that state when a version turns out to be older than one that was reached: then the server was restored from a backup, and
   *     counts anew, or it repeats something that may be over by now.
   *
   * What keeps it alive: all waiting for the network happens in goroutines of their own, on which this one waits with a limit. A watch that
   * says nothing for longer than the server leaves between two bookmarks is taken for dead. Whatever is thrown ends in BackingOff; only
   * `stop` ends the run.
   */
  private static final Logger log = LoggerFactory.getLogger(Reflector.class);

  /** A watch that ends sooner, without an event, is no watch: watching on at once would ask in a tight loop. */
  private static final Duration SHORT_WATCH = Duration.ofSeconds(1);

  /** The server told a version that is older than one it told before. */
  private static final class WentBackException extends IOException {
    @Serial private static final long serialVersionUID = 1L;

    WentBackException(String version, String reached) {
      super("the server told resourceVersion " + version + " after " + reached);
    }
  }

  private final Source<T> source;
  private final String name;
  private final ResourceType<T> type;
  private final DeltaFifo<T> fifo;
  private final Decoder<T> decoder;
  private final InformerMeters meters;
  private final Vitals vitals;
  private final Tuning tuning;
  private final Backoff backoff;
  private final TroubleLog troubles;
  private final Channel<Object> relistWanted = Channel.buffered(1);

  private volatile boolean stopped;

  Reflector(Source<T> source, DeltaFifo<T> fifo, Lister<T> cache, InformerMeters meters, Vitals vitals, Tuning tuning) {
    this.source = source;
    this.name = source.name();
    this.type = source.type();
    this.fifo = fifo;
    this.decoder = new Decoder<>(source, cache, meters);
    this.meters = meters;
    this.vitals = vitals;
    this.tuning = tuning;
    this.backoff = new Backoff(tuning.nanoTime(), tuning.random());
    this.troubles = new TroubleLog(log, name, tuning.nanoTime());
  }

  /** Lists and watches until {@link #stop} was called and this goroutine is interrupted. */
  void run() {
    ReflectorState<T> state = ReflectorState.Listing.newest("start");
    while (!stopped) {
      state = next(state);
    }
  }

  /** Lets {@link #run} return the next time its goroutine is interrupted, which is up to the caller. */
  void stop() {
    stopped = true;
  }

  /** Asks for a list, as something was lost on the way to the cache. Never blocks. */
  void relist() {
    relistWanted.trySend("something was lost");
  }

  private ReflectorState<T> next(ReflectorState<T> state) {
    try {
      return switch (state) {
        case ReflectorState.Listing<T> listing -> list(listing);
        case ReflectorState.Watching<T> watching -> watch(watching);
        case ReflectorState.BackingOff<T> waiting -> {
          tuning.pause().pause(waiting.time());
          yield waiting.next();
        }
      };
    } catch (InterruptedException e) {
      log.debug("interrupted informer={} state={} stopped={}", name, state.getClass().getSimpleName(), stopped);
      return state instanceof ReflectorState.BackingOff<T> ? state : pausing(Trouble.UNEXPECTED, state);
    } catch (Throwable e) { // Whatever it is, a cache that is no longer kept up to date is worse than another attempt.
      return switch (state) {
        case ReflectorState.Listing<T> listing -> afterFailedList(listing, e);
        case ReflectorState.Watching<T> watching -> afterFailedWatch(watching, e);
        case ReflectorState.BackingOff<T> waiting -> waiting.next();
      };
    }
  }

  // Listing

  private ReflectorState<T> list(ReflectorState.Listing<T> at) throws IOException, InterruptedException {
    if (at.continueToken().isEmpty() && !at.reason().equals("start")) {
      meters.relisted(at.reason());
    }
    long began = tuning.nanoTime().getAsLong();
    Decoder.Page<T> page = decoder.page(PageRequest.send(source, at.query(tuning.pageSize()), tuning.answer()));
    meters.listed();
    vitals.heard();
    if (!page.continueToken().isEmpty()) {
      return at.nextPage(page.items(), page.continueToken());
    }
    String version = page.resourceVersion();
    if (version.isEmpty()) {
      throw new IOException("the list of " + type + " has no metadata.resourceVersion");
    }
    if (ResourceVersions.isOlder(version, at.notOlderThan())) {
      return ReflectorState.Listing.newest("went_back");
    }
    List<T> items = at.joined(page.items());
    relistWanted.tryReceive(); // What was lost up to now, this list brings back.
    fifo.replace(items, version);
    troubles.over();
    log.info("listed informer={} reason={} items={} resourceVersion={} lastPageMillis={}",
        name, at.reason(), items.size(), version, Duration.ofNanos(tuning.nanoTime().getAsLong() - began).toMillis());
    return ReflectorState.Watching.from(version);
  }

  private ReflectorState<T> afterFailedList(ReflectorState.Listing<T> at, Throwable failure) {
    if (failure instanceof ApiException refusal) {
      if (refusal.isGone() && at.paged() && !at.continueToken().isEmpty()) {
        return at.inOnePage();
      }
      if (refusal.isGone() && !at.notOlderThan().isEmpty()) {
        return ReflectorState.Listing.newest("gone");
      }
      if (isAheadOfServer(refusal) && !at.notOlderThan().isEmpty()) {
        return backingOff(failure, ReflectorState.Listing.newest("too_large"));
      }
      return backingOff(failure, refusal.isGone() ? at.fromFirstPage() : at);
    }
    return backingOff(failure, failure instanceof IOException ? at : at.fromFirstPage());
  }

  // Watching

  private ReflectorState<T> watch(ReflectorState.Watching<T> from) throws InterruptedException {
    ReflectorState.Watching<T> at = from;
    long began = tuning.nanoTime().getAsLong();
    WatchQuery query = WatchQuery.from(from.resourceVersion()).withTimeout(tuning.watchTime());
    try (WatchConnection connection = WatchConnection.open(source, query)) {
      while (true) {
        switch (connection.next(tuning.silence(), relistWanted)) {
          case WatchConnection.Arrival.Opened() -> {
            meters.watched();
            vitals.heard();
            troubles.over();
          }
          case WatchConnection.Arrival.Frame(byte[] json) -> {
            vitals.heard();
            at = handle(decoder.event(json), at);
          }
          case WatchConnection.Arrival.Ended() -> {
            return afterEndedWatch(from, at, Duration.ofNanos(tuning.nanoTime().getAsLong() - began));
          }
          case WatchConnection.Arrival.Silence() -> {
            return afterSilence(at);
          }
          case WatchConnection.Arrival.Broken(Throwable failure) -> {
            return afterFailedWatch(at, failure);
          }
          case WatchConnection.Arrival.Wanted() -> {
            return ReflectorState.Listing.notOlderThan(at.resourceVersion(), "lost");
          }
        }
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) {
      return afterFailedWatch(at, e);
    }
  }

  private ReflectorState.Watching<T> handle(WatchEvent<T> event, ReflectorState.Watching<T> at) throws IOException {
    return switch (event) {
      case WatchEvent.Added<T>(T object) -> put(object, fifo::add, at);
      case WatchEvent.Modified<T>(T object) -> put(object, fifo::update, at);
      case WatchEvent.Deleted<T>(T object) -> put(object, fifo::delete, at);
      case WatchEvent.Bookmark<T>(String version) -> {
        ReflectorState.Watching<T> next = advanced(at, version);
        fifo.bookmark(version);
        yield next;
      }
      case WatchEvent.Refused<T>(ApiException refusal) -> throw refusal;
      case WatchEvent.Unreadable<T> passedOver -> at;
    };
  }

  private ReflectorState.Watching<T> put(T object, Consumer<T> queue, ReflectorState.Watching<T> at) throws WentBackException {
    ReflectorState.Watching<T> next = advanced(at, ResourceVersions.of(object));
    queue.accept(object);
    return next;
  }

  private static <T extends HasMetadata> ReflectorState.Watching<T> advanced(ReflectorState.Watching<T> at, String version)
      throws WentBackException {
    if (ResourceVersions.isOlder(version, at.resourceVersion())) {
      throw new WentBackException(version, at.resourceVersion());
    }
    return at.reached(version);
  }

  private ReflectorState<T> afterEndedWatch(ReflectorState.Watching<T> from, ReflectorState.Watching<T> at, Duration lasted) {
    boolean heardNothing = at.resourceVersion().equals(from.resourceVersion());
    if (heardNothing && lasted.compareTo(SHORT_WATCH) < 0) {
      return pausing(Trouble.UNREACHABLE, at);
    }
    return at;
  }

  /**
   * Most often the connection is dead, and another one will do. But a server that was restored from a backup may take a version that it has
   * not reached, and say nothing until it has: a list finds out.
   */
  private ReflectorState<T> afterSilence(ReflectorState.Watching<T> at) {
    vitals.hindered("the watch has gone silent");
    log.info("the watch said nothing for too long, {} informer={} silence={} resourceVersion={}",
        at.afterSilence() ? "listing" : "watching anew", name, tuning.silence(), at.resourceVersion());
    return at.afterSilence() ? ReflectorState.Listing.notOlderThan(at.resourceVersion(), "silent") : at.silenced();
  }

  private ReflectorState<T> afterFailedWatch(ReflectorState.Watching<T> at, Throwable failure) {
    if (failure instanceof WentBackException) {
      return backingOff(failure, ReflectorState.Listing.newest("went_back"));
    }
    if (failure instanceof ApiException refusal) {
      if (refusal.isGone()) {
        // A version that is too old right after it was listed: whoever answers watches is ahead of whoever answered the list.
        return at.progressed()
            ? ReflectorState.Listing.notOlderThan(at.resourceVersion(), "gone")
            : backingOff(failure, ReflectorState.Listing.newest("gone"));
      }
      if (isAheadOfServer(refusal)) {
        return backingOff(failure, ReflectorState.Listing.notOlderThan(at.resourceVersion(), "too_large"));
      }
      if (refusal.isNotFound()) {
        return backingOff(failure, ReflectorState.Listing.newest("not_served"));
      }
      boolean mayPass = refusal.code() >= 500 || refusal.code() == 429 || refusal.code() == 401 || refusal.code() == 403;
      return backingOff(failure, mayPass ? at : ReflectorState.Listing.newest("refused"));
    }
    return backingOff(failure, failure instanceof IOException ? at : ReflectorState.Listing.newest("unexpected"));
  }

  /** Whether this client has heard of a version that the server has not reached: another one is ahead of it, or it has lost its history. */
  private static boolean isAheadOfServer(ApiException refusal) {
    return refusal.isResourceVersionTooLarge() || refusal.code() == 504;
  }

  private ReflectorState<T> pausing(Trouble trouble, ReflectorState<T> next) {
    return new ReflectorState.BackingOff<>(backoff.next(trouble, Optional.empty()), next);
  }

  private ReflectorState<T> backingOff(Throwable failure, ReflectorState<T> next) {
    Trouble trouble = Trouble.of(failure);
    Optional<Duration> retryAfter = failure instanceof ApiException refusal ? refusal.retryAfter() : Optional.empty();
    Duration time = backoff.next(trouble, retryAfter);
    vitals.hindered(trouble.advice() + ": " + failure.getMessage());
    troubles.occurred(trouble, failure, time);
    return new ReflectorState.BackingOff<>(time, next);
  }
}
