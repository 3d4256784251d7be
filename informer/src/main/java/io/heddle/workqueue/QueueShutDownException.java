package io.heddle.workqueue;

import java.io.Serial;

/**
 * Thrown by {@link WorkQueue#get()} and its relatives when the queue was shut down and every key that it held has been handed out: a worker that sees it has nothing left to do and ends
 * its loop.
 */
public final class QueueShutDownException extends IllegalStateException {
  @Serial private static final long serialVersionUID = 1;

  QueueShutDownException(String name) {
    super("workqueue \"" + name + "\" is shut down and drained; the worker can end");
  }
}
