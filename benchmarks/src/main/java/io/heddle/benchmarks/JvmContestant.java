package io.heddle.benchmarks;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Collection;
import java.util.List;
import java.util.regex.Pattern;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.results.format.ResultFormatType;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.ChainedOptionsBuilder;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;
import org.openjdk.jmh.runner.options.VerboseMode;

/** A peer on the JVM: each measurement is one fork of JMH, with its raw result and its output kept beside each other. */
record JvmContestant(String peer, Path rawResults) implements Contestant {
  private static final Duration GRACE = Duration.ofSeconds(30);
  private static final String BYTES_PER_OP = "gc.alloc.rate.norm";

  @Override
  public Sample measure(Row row, int round, Timing timing) throws IOException {
    String name = row.fileName() + "-" + peer + "-" + round;
    Path log = rawResults.resolve(name + ".log");
    ChainedOptionsBuilder options = new OptionsBuilder()
        .include("^" + Pattern.quote(row.benchmark().getName()) + "\\.")
        .param("peer", peer)
        .forks(1)
        .warmupIterations(timing.warmups())
        .warmupTime(TimeValue.milliseconds(timing.warmupMillis()))
        .measurementIterations(timing.iterations())
        .measurementTime(TimeValue.milliseconds(timing.iterationMillis()))
        .addProfiler(GCProfiler.class)
        .addProfiler(CpuProfiler.class)
        .jvmArgsAppend("-Xms512m", "-Xmx2g")
        .shouldFailOnError(true)
        .verbosity(VerboseMode.NORMAL)
        .output(log.toString())
        .resultFormat(ResultFormatType.JSON)
        .result(rawResults.resolve(name + ".json").toString());
    row.params().forEach((key, value) -> options.param(key, value));
    Thread guard = Thread.ofVirtual().start(() -> killAfter(timing.total().plus(GRACE)));
    try {
      return sample(new Runner(options.build()).run());
    } catch (RunnerException e) {
      throw new IOException("see " + log, e);
    } finally {
      guard.interrupt();
    }
  }

  /** Ends a fork that hangs, which JMH itself would wait for without end: the fork is the only child of this process. */
  private static void killAfter(Duration limit) {
    try {
      Thread.sleep(limit);
      ProcessHandle.current().children().forEach(ProcessHandle::destroyForcibly);
    } catch (InterruptedException measured) {
      Thread.currentThread().interrupt();
    }
  }

  private static Sample sample(Collection<RunResult> runs) {
    if (runs.size() != 1) {
      throw new IllegalStateException("a row is one benchmark with all its parameters set, but JMH ran " + runs.size());
    }
    RunResult run = runs.iterator().next();
    List<Double> nanos = run.getBenchmarkResults().stream()
        .map(BenchmarkResult::getIterationResults)
        .flatMap(Collection::stream)
        .map(iteration -> iteration.getPrimaryResult().getScore())
        .toList();
    return new Sample(nanos, secondary(run, BYTES_PER_OP), secondary(run, CpuProfiler.CPU_PER_OP));
  }

  private static double secondary(RunResult run, String label) {
    Result<?> result = run.getSecondaryResults().get(label);
    if (result == null) {
      throw new IllegalStateException(
          "JMH reported no \"" + label + "\", only " + run.getSecondaryResults().keySet());
    }
    return result.getScore();
  }
}
