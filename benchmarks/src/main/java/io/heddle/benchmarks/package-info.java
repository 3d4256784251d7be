/**
 * Heddle beside its peers: a suite is a list of {@linkplain io.heddle.benchmarks.Row rows}, a row is one workload as a JMH benchmark,
 * and {@link io.heddle.benchmarks.Bench} measures each row for every peer in turn and prints the comparison.
 */
@NullMarked
package io.heddle.benchmarks;

import org.jspecify.annotations.NullMarked;
