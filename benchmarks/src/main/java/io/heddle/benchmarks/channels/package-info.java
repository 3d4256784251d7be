/**
 * The workloads of the channels suite, one JMH class each, and the peers that run them. A workload is written once for every peer
 * whose channels block a thread; a peer with another model, such as coroutines, brings its own.
 */
@NullMarked
package io.heddle.benchmarks.channels;

import org.jspecify.annotations.NullMarked;
