/**
 * The transport: what the informer and the controller ask of a Kubernetes API server, and nothing more.
 *
 * <p>{@link io.heddle.kubernetes.Transport} is the seam. It speaks of bytes: lists, watch frames and objects cross it as the JSON that the
 * server sent, so that whoever holds a cache decides when, and whether, to decode. {@link io.heddle.kubernetes.Fabric8Transport} is the one
 * implementation; it takes kubeconfig, TLS, tokens and serialization from fabric8's client and leaves that client's own informers, watch
 * manager and retries alone. Retrying is the caller's business: here one call is one request.
 *
 * <p>A server's refusal is an {@link io.heddle.kubernetes.ApiException}; a server that cannot be reached is an {@link java.io.IOException}
 * whose message names the server and says why.
 */
@NullMarked
package io.heddle.kubernetes;

import org.jspecify.annotations.NullMarked;
