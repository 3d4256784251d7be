package io.heddle.testing;

import java.util.List;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.BiConsumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What a cluster does by itself: schedules and runs Pods, collects what nobody owns any more, empties namespaces, serves new resources.
 *
 * <p>One goroutine does all of it, change after change in the order of their versions, so what happens does not depend on chance. The
 * store tells of changes under its lock; they are queued here and dealt with outside.
 */
final class ControlLoop implements BiConsumer<String, Change> {

  private static final Logger LOG = LoggerFactory.getLogger(ControlLoop.class);

  /** One part of what a cluster does. */
  interface Part {
    /** Deals with a change; runs on the loop's goroutine. */
    void react(ResourceKind kind, Change change);
  }

  private final Kinds kinds;
  private final LinkedBlockingQueue<Runnable> work = new LinkedBlockingQueue<>();
  private volatile List<Part> parts = List.of();
  private final Thread goroutine;

  ControlLoop(Kinds kinds) {
    this.kinds = kinds;
    this.goroutine = Thread.ofVirtual().name("heddle-apiserver-controllers").unstarted(this::run);
  }

  void start(List<Part> wanted) {
    parts = List.copyOf(wanted);
    goroutine.start();
  }

  @Override
  public void accept(String collection, Change change) {
    work.add(() -> kinds.stored(collection).ifPresent(kind -> parts.forEach(part -> part.react(kind, change))));
  }

  /** Runs something on the loop's goroutine, after what is queued. */
  void submit(Runnable task) {
    work.add(task);
  }

  private void run() {
    try {
      while (true) {
        Runnable next = work.take();
        try {
          next.run();
        } catch (Refusal refusal) {
          LOG.debug("controllers were refused cause={}", refusal.getMessage());
        } catch (RuntimeException e) {
          LOG.error("controllers failed", e);
        }
      }
    } catch (InterruptedException e) {
      // The server stops.
    }
  }

  void close() throws InterruptedException {
    goroutine.interrupt();
    goroutine.join();
  }
}
