/**
 * Controllers: programs that watch objects in a Kubernetes cluster and keep bringing the world closer to what those objects ask for.
 *
 * <p>A {@link io.heddle.controller.Manager} holds what controllers share. Each controller is set up by a {@link
 * io.heddle.controller.ControllerBuilder} and calls a {@link io.heddle.controller.Reconciler} with a {@link
 * io.heddle.controller.Request} for every object that may need attention; the {@link io.heddle.controller.Result} says whether to come
 * back. Reconcilers read and write through a {@link io.heddle.controller.Client}, which reads its own writes. {@link
 * io.heddle.controller.Owners} and {@link io.heddle.controller.Conditions} help with what objects carry; an {@link
 * io.heddle.controller.OpsServer} shows metrics and health.
 *
 * <p>Values flow one way: an informer's event becomes a key in the controller's work queue, and a worker goroutine takes it from there to
 * the reconciler. Nobody is told what changed, so nothing is lost when many changes fall together.
 */
@NullMarked
package io.heddle.controller;

import org.jspecify.annotations.NullMarked;
