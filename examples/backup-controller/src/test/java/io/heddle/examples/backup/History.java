package io.heddle.examples.backup;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.heddle.channels.Goroutine;
import io.heddle.channels.Go;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import io.heddle.kubernetes.WatchQuery;
import io.heddle.kubernetes.WatchStream;
import java.io.IOException;
import java.math.BigInteger;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;

/** Every change of one kind of object since this was made, as the server told it. */
final class History<T extends HasMetadata> implements AutoCloseable {
  /** One change: its type, such as {@code ADDED}, and the object after it. */
  record Change<T extends HasMetadata>(String type, T object) {
    String name() {
      return object.getMetadata().getName();
    }

    /** The server's one order of all changes, over all kinds. */
    BigInteger version() {
      return new BigInteger(object.getMetadata().getResourceVersion());
    }
  }

  private final List<Change<T>> changes = new CopyOnWriteArrayList<>();
  private final WatchStream stream;
  private final Goroutine reader;

  private History(Transport transport, ResourceType<T> type, WatchStream stream) {
    this.stream = stream;
    this.reader =
        Go.go(
            "history-" + type.plural(),
            () -> {
              try {
                for (Optional<byte[]> frame = stream.next(); frame.isPresent(); frame = stream.next()) {
                  Map<?, ?> event = transport.decode(frame.get(), Map.class);
                  if (!"BOOKMARK".equals(event.get("type"))) {
                    T object = transport.decode(transport.encode(Objects.requireNonNull(event.get("object"))), type.type());
                    changes.add(new Change<>(String.valueOf(event.get("type")), object));
                  }
                }
              } catch (IOException e) {
                // Closed from this side: the history ends.
              }
            });
  }

  static <T extends HasMetadata> History<T> of(Transport transport, String namespace, ResourceType<T> type) throws IOException, InterruptedException {
    return new History<>(transport, type, transport.watch(type, namespace, WatchQuery.from("0")));
  }

  /** The names of the objects that were changed in that way, in the server's order; one that was created twice is there twice. */
  List<String> names(String type) {
    return changes(type).stream().map(Change::name).toList();
  }

  List<Change<T>> changes(String type) {
    return changes.stream().filter(change -> change.type().equals(type)).toList();
  }

  @Override
  public void close() {
    reader.interrupt();
    stream.close();
  }
}
