/**
 * Caches of what a Kubernetes API server holds, kept up to date by watching, and handlers that are told what changes.
 *
 * <p>A {@link io.heddle.informer.SharedInformerFactory} makes one {@link io.heddle.informer.SharedInformer} per type and namespace. Inside
 * it, values flow one way, each stage a goroutine:
 *
 * <pre>{@code
 *   API server -> watch reader -> reflector -> DeltaFifo -> processor -> Indexer
 *                                                              |-------> mailbox of a handler -> handler
 *                                                              `-------> mailbox of a handler -> handler
 * }</pre>
 *
 * The reflector lists and watches, and does so again after whatever goes wrong. The processor is the only one that writes the
 * {@link io.heddle.informer.Indexer}, whose readers never make it wait. A mailbox keeps, per object, no more than what its handler must
 * still be told.
 */
@NullMarked
package io.heddle.informer;

import org.jspecify.annotations.NullMarked;
