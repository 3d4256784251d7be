package io.heddle.informer;

import io.heddle.channels.Channel;
import io.heddle.channels.ReceiveChannel;
import io.heddle.channels.Scope;
import io.heddle.channels.Select;
import io.heddle.kubernetes.WatchQuery;
import io.heddle.kubernetes.WatchStream;
import java.time.Duration;
import java.util.Optional;

/**
 * One watch, read by a goroutine of its own: whoever takes from it can stop waiting at any time, also while the connection is being made or
 * has gone silent. Reading goes on while what was read is handled, up to a bound.
 */
final class WatchConnection implements AutoCloseable {
  /** What comes from a connection, in this order: opened, frames, and ended or broken. */
  sealed interface Arrival {
    /** The server accepted the watch. */
    record Opened() implements Arrival {}

    @SuppressWarnings("ArrayRecordComponent") // Handed on, never compared.
    record Frame(byte[] json) implements Arrival {}

    /** The server ended the watch in good order. */
    record Ended() implements Arrival {}

    record Broken(Throwable failure) implements Arrival {}

    /** Nothing came in time. */
    record Silence() implements Arrival {}

    /** Nothing came from the connection; whoever takes is wanted for something else. */
    record Wanted() implements Arrival {}
  }

  private static final int FRAMES_AHEAD = 256;

  private final Channel<Arrival> arrivals = Channel.buffered(FRAMES_AHEAD);
  private final Scope scope;

  private WatchConnection(String name) {
    this.scope = Scope.open(name);
  }

  static WatchConnection open(Source<?> source, WatchQuery query) {
    String name = "heddle-watch-" + source.name();
    WatchConnection connection = new WatchConnection(name);
    connection.scope.go(name, () -> connection.read(source, query));
    return connection;
  }

  private void read(Source<?> source, WatchQuery query) throws InterruptedException {
    Arrival last = new Arrival.Ended();
    try (WatchStream stream = source.transport().watch(source.type(), source.namespace(), query)) {
      arrivals.send(new Arrival.Opened());
      for (Optional<byte[]> frame = stream.next(); frame.isPresent(); frame = stream.next()) {
        arrivals.send(new Arrival.Frame(frame.get()));
      }
    } catch (InterruptedException e) {
      throw e;
    } catch (Throwable e) { // Whoever takes must learn of it, or would wait for nothing.
      last = new Arrival.Broken(e);
    }
    arrivals.send(last);
  }

  /** Takes what came next, waiting for it until {@code silence} has passed or something comes from {@code wanted}. */
  Arrival next(Duration silence, ReceiveChannel<?> wanted) throws InterruptedException {
    return Select.select(
        Select.receive(arrivals, arrival -> arrival),
        Select.receive(wanted, what -> new Arrival.Wanted()),
        Select.after(silence, Arrival.Silence::new));
  }

  /** Ends the reading goroutine, which closes the connection, and waits for that. */
  @Override
  public void close() {
    scope.close();
  }
}
