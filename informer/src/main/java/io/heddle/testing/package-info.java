/**
 * A Kubernetes API server inside the JVM, for the tests of controllers and for demonstrations that need no cluster.
 *
 * <p>{@link io.heddle.testing.ApiServer} answers over HTTP on loopback as the real one does in everything that informers and controllers
 * rely on: one order of resource versions, list pages, watches with bookmarks and expiry, conflicts, subresources, finalizers, owner
 * references, schemas of custom resources; and it plays the cluster's part for Pods, which run and succeed without containers. Faults come
 * on demand through {@link io.heddle.testing.Faults}.
 */
@NullMarked
package io.heddle.testing;

import org.jspecify.annotations.NullMarked;
