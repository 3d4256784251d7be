package io.heddle.examples.backup;

import static io.heddle.channels.Select.after;
import static io.heddle.channels.Select.receive;
import static io.heddle.channels.Select.select;

import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.Pod;
import io.heddle.channels.Channel;
import io.heddle.channels.Scope;
import io.heddle.kubernetes.ResourceType;
import io.heddle.kubernetes.Transport;
import io.heddle.kubernetes.WatchQuery;
import io.heddle.kubernetes.WatchStream;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;

/**
 * Watches Backups and Pods, by itself and not through the controller, and prints what it sees: two goroutines, one for each kind, that send to
 * one channel, from which the scene receives whenever it has time.
 */
final class Audience implements AutoCloseable {
  /**
   * Something that was seen.
   *
   * @param object the object, such as {@code pod/photos-0}
   * @param uid its uid
   * @param state what it is now: a phase, {@code created}, {@code being deleted} or {@code gone}
   */
  private record Sight(String object, String uid, String state) {}

  private final Transport transport;
  private final Terminal terminal;
  private final long startNanos;
  private final Channel<Sight> sights = Channel.buffered(1_024);
  private final Scope scope = Scope.open("audience");
  private final Map<String, String> states = new HashMap<>();
  private final Set<String> podsSeen = new HashSet<>();
  private final List<String> gone = new ArrayList<>();

  /** Begins to watch. */
  Audience(Transport transport, Terminal terminal, long startNanos) throws IOException, InterruptedException {
    this.transport = transport;
    this.terminal = terminal;
    this.startNanos = startNanos;
    watch(Backup.class);
    watch(Pod.class);
  }

  private <T extends HasMetadata> void watch(Class<T> kind) throws IOException, InterruptedException {
    WatchStream stream = transport.watch(ResourceType.of(kind), "", WatchQuery.from("0"));
    scope.go(
        "audience-" + ResourceType.of(kind).plural(),
        () -> {
          try (stream) {
            for (Optional<byte[]> frame = stream.next(); frame.isPresent(); frame = stream.next()) {
              Map<?, ?> event = transport.decode(frame.get(), Map.class);
              if (!"BOOKMARK".equals(event.get("type"))) {
                T object = transport.decode(transport.encode(Objects.requireNonNull(event.get("object"))), kind);
                sights.send(sight(object, "DELETED".equals(event.get("type"))));
              }
            }
          }
        });
  }

  private static Sight sight(HasMetadata object, boolean deleted) {
    String name = object.getSingular() + "/" + object.getMetadata().getName();
    String state = deleted ? "gone" : object.isMarkedForDeletion() ? "being deleted" : phase(object);
    return new Sight(name, object.getMetadata().getUid(), state);
  }

  private static String phase(HasMetadata object) {
    return switch (object) {
      case Pod pod -> pod.getStatus() == null || pod.getStatus().getPhase() == null ? "Pending" : pod.getStatus().getPhase();
      case Backup backup when backup.statusOrEmpty().phase() != null -> String.valueOf(backup.statusOrEmpty().phase());
      default -> "created";
    };
  }

  /** Prints what is seen, for so long. */
  void look(Duration time) throws InterruptedException {
    long endNanos = System.nanoTime() + time.toNanos();
    for (long leftNanos = time.toNanos(); leftNanos > 0; leftNanos = endNanos - System.nanoTime()) {
      Optional<Sight> sight = select(receive(sights, Optional::of), after(Duration.ofNanos(leftNanos), Optional::empty));
      sight.ifPresent(this::show);
    }
  }

  private void show(Sight sight) {
    String before = states.put(sight.object(), sight.state());
    if (sight.state().equals(before)) {
      return;
    }
    if (sight.object().startsWith("pod/")) {
      podsSeen.add(sight.uid());
    }
    if (sight.state().equals("gone")) {
      states.remove(sight.object());
      gone.add(sight.object());
    }
    terminal.event(Duration.ofNanos(System.nanoTime() - startNanos), sight.object(), before == null ? "" : before, sight.state());
  }

  /** How many Pods were seen since the beginning, one that came back counted again. */
  int podsSeen() {
    return podsSeen.size();
  }

  /** What was seen to go, in that order, since this was asked last. */
  List<String> goneSinceLastAsked() {
    List<String> names = List.copyOf(gone);
    gone.clear();
    return names;
  }

  @Override
  public void close() {
    scope.close();
  }
}
