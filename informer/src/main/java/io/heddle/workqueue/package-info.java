/**
 * The queue between what happened and who must act on it: a work queue with the contract of Kubernetes' client-go.
 *
 * <p>A {@link io.heddle.workqueue.WorkQueue} holds keys, not events. A key added many times before it is taken is handed out once; a key that is being worked on is never handed out a
 * second time until its worker says {@link io.heddle.workqueue.WorkQueue#done done}, and comes back after that if it was added meanwhile. Keys can be added after a delay, or after the
 * delay that a {@link io.heddle.workqueue.RateLimiter} gives; {@link io.heddle.workqueue.RateLimiters} has the usual ones, which compose.
 *
 * <p>Nothing here knows of Kubernetes: the package is of use wherever many changes to one thing should cost one piece of work.
 */
@NullMarked
package io.heddle.workqueue;

import org.jspecify.annotations.NullMarked;
