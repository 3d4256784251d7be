package io.heddle.benchmarks;

import java.util.Collection;
import java.util.List;
import org.openjdk.jmh.infra.BenchmarkParams;
import org.openjdk.jmh.infra.IterationParams;
import org.openjdk.jmh.profile.InternalProfiler;
import org.openjdk.jmh.results.AggregationPolicy;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.ScalarResult;

/**
 * CPU time per operation, of all threads of the process (carriers, garbage collector and compiler included), in nanoseconds: what
 * tells a fast workload from one that burns a second core to be fast.
 */
public final class CpuProfiler implements InternalProfiler {
  /** The name under which JMH's results hold the figure. */
  public static final String CPU_PER_OP = "cpu.time.norm";

  private CpuClock start = CpuClock.now();

  @Override
  public String getDescription() {
    return "CPU time of the process per operation";
  }

  @Override
  public void beforeIteration(BenchmarkParams benchmark, IterationParams iteration) {
    start = CpuClock.now();
  }

  @Override
  public Collection<? extends Result<?>> afterIteration(
      BenchmarkParams benchmark, IterationParams iteration, IterationResult result) {
    double nanos = CpuClock.now().since(start);
    long operations = Math.max(1, result.getMetadata().getAllOps());
    return List.of(new ScalarResult(CPU_PER_OP, nanos / operations, "ns/op", AggregationPolicy.AVG));
  }
}
