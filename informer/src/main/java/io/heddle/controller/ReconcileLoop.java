package io.heddle.controller;

import io.heddle.controller.ReconcileMetrics.Ending;
import io.heddle.kubernetes.ApiException;
import io.heddle.workqueue.QueueShutDownException;
import io.heddle.workqueue.WorkItem;
import io.heddle.workqueue.WorkQueue;
import java.util.Objects;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What each worker of a controller does: takes a request from the queue, has it reconciled, and tells the queue what is to become of it.
 * All workers of a controller share one loop. That no two of them work on one request, the queue sees to: it hands a request out
 * again only after {@code done}, which is why done comes last, when all that concerns the request's next turn is settled. What comes back
 * comes back as urgent as it was.
 */
final class ReconcileLoop {

  private static final Logger log = LoggerFactory.getLogger(ReconcileLoop.class);

  private final String controller;
  private final Reconciler reconciler;
  private final WorkQueue<Request> queue;
  private final ReconcileMetrics metrics;

  /** Set before the workers are interrupted; what the queue still hands out is then left undone. */
  private volatile boolean stopping;

  ReconcileLoop(String controller, Reconciler reconciler, WorkQueue<Request> queue, ReconcileMetrics metrics) {
    this.controller = controller;
    this.reconciler = reconciler;
    this.queue = queue;
    this.metrics = metrics;
  }

  /** From now on no reconcile begins; the workers end with the queue. */
  void stop() {
    stopping = true;
  }

  /** A worker's life: returns when the queue is shut down and empty, or by an interrupt while stopping. */
  void run() {
    while (true) {
      try {
        WorkItem<Request> item = queue.getItem();
        try {
          if (!stopping) {
            reconcile(item);
          }
        } finally {
          item.done();
        }
      } catch (QueueShutDownException e) {
        return;
      } catch (InterruptedException e) {
        if (stopping) {
          return;
        }
        // Not from here: a reconciler has interrupted its own thread, or left the mark of an interrupt behind. The worker goes on.
      }
    }
  }

  private void reconcile(WorkItem<Request> item) {
    Request request = item.key();
    long start = System.nanoTime();
    metrics.started();
    Result result;
    try {
      result = Objects.requireNonNull(reconciler.reconcile(request), "the reconciler returned null instead of a result");
    } catch (Throwable e) {
      metrics.finished(start);
      failed(item, e);
      return;
    }
    metrics.finished(start);
    switch (result) {
      case Result.Done done -> {
        metrics.ended(Ending.SUCCESS);
        queue.forget(request);
      }
      case Result.Requeue again -> {
        metrics.ended(Ending.REQUEUE);
        queue.addRateLimited(request, item.lane());
      }
      case Result.RequeueAfter later -> {
        metrics.ended(Ending.REQUEUE_AFTER);
        queue.forget(request);
        queue.addAfter(request, later.delay(), item.lane());
      }
    }
  }

  private void failed(WorkItem<Request> item, Throwable failure) {
    Request request = item.key();
    if (stopping && failure instanceof InterruptedException) {
      log.info("reconcile interrupted by the stop controller={} request={}", controller, request);
      return;
    }
    boolean terminal = failure instanceof TerminalException;
    boolean panic = !terminal && !(failure instanceof Exception && !(failure instanceof RuntimeException));
    metrics.failed(terminal, panic);
    if (terminal) {
      queue.forget(request);
      log.error("reconcile failed, not tried again before the object changes controller={} request={} error={}", controller, request, LogText.of(failure));
      return;
    }
    queue.addRateLimited(request, item.lane());
    int failures = queue.retries(request);
    if (panic) {
      log.error("reconcile broke, tried again controller={} request={} failures={} error={}", controller, request, failures, LogText.of(failure), failure);
    } else if (failure instanceof ApiException refusal && refusal.isConflict()) {
      // Someone else was faster: part of the daily run, and mended by reading again.
      log.info("reconcile met a conflict, tried again controller={} request={} failures={} error={}", controller, request, failures, LogText.of(failure));
    } else {
      log.warn("reconcile failed, tried again controller={} request={} failures={} error={}", controller, request, failures, LogText.of(failure));
    }
  }
}
