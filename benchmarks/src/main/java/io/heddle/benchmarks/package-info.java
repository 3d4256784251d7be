/**
 * Heddle beside its peers. A {@link io.heddle.benchmarks.Suite} is a list of rows; a {@link io.heddle.benchmarks.Row} is one workload
 * and whoever takes part in it; {@link io.heddle.benchmarks.Bench} measures each row for every peer in turn and prints the comparison.
 *
 * <p>Peers on the JVM are measured with JMH, each in a process of its own; peers in Go by a program of the Go module in
 * {@code benchmarks/go}, which runs the same workloads under the same names. Where there are two processors, both look how far these are from each other, and iterations with near ones count: see
 * {@link io.heddle.benchmarks.CoreDistance}.
 *
 * <p>To add a suite:
 *
 * <ol>
 *   <li>Write its workloads in a package beside {@code channels}: a {@link io.heddle.benchmarks.Workload} is set up once and then does
 *       rounds of a fixed number of operations. {@link io.heddle.benchmarks.CrewWorkload} is one of threads that live as long as the
 *       measurement and whose shares of a round add up to zero, so that what was lost or doubled is noticed.
 *   <li>Make the rows: {@code Row.of("add-get-done", "what a round does", 100_000).with("heddle", ops -> ...).withGo("client-go")}.
 *   <li>Give the peers, Heddle first, with what they are, and for those in Go the folder of their program; add the suite to
 *       {@code Suite.all()}.
 *   <li>Write that program as a main package in {@code benchmarks/go}, as {@code channels} is: a call of {@code measure.Main} with the
 *       kinds of workloads. Rows of several peers in one program tell them apart by the peer's name.
 * </ol>
 *
 * <p>Tests run every workload of every suite with few operations.
 */
@NullMarked
package io.heddle.benchmarks;

import org.jspecify.annotations.NullMarked;
