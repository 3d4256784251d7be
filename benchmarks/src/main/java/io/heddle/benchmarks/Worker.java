package io.heddle.benchmarks;

import com.sun.management.HotSpotDiagnosticMXBean;
import java.io.BufferedReader;
import java.io.File;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.PrintStream;
import java.lang.management.ManagementFactory;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.openjdk.jmh.profile.GCProfiler;
import org.openjdk.jmh.results.BenchmarkResult;
import org.openjdk.jmh.results.IterationResult;
import org.openjdk.jmh.results.Result;
import org.openjdk.jmh.results.RunResult;
import org.openjdk.jmh.runner.Runner;
import org.openjdk.jmh.runner.RunnerException;
import org.openjdk.jmh.runner.options.Options;
import org.openjdk.jmh.runner.options.OptionsBuilder;
import org.openjdk.jmh.runner.options.TimeValue;

/**
 * The program in which one peer is measured: for each {@link Order} on its standard input it runs JMH, in this very process, and
 * answers on its standard output with a {@link Sample} or the word {@code failed} and why. Everything else that is printed goes to
 * the standard error.
 *
 * <p>JMH forks nothing here: whoever started this program decides whether a measurement gets a process of its own.
 */
final class Worker {
  private static final int HANGS = 3;

  private Worker() {}

  public static void main(String[] args) throws IOException {
    System.setProperty("jmh.ignoreLock", "true");
    PrintStream answers = new PrintStream(new FileOutputStream(FileDescriptor.out), true, StandardCharsets.UTF_8);
    System.setOut(System.err);
    BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
    for (String line = orders.readLine(); line != null; line = orders.readLine()) {
      answers.println(answer(Order.parse(line)));
    }
  }

  private static String answer(Order order) {
    CoreDistance.waitUntil(order.near());
    Thread guard = Thread.ofPlatform().daemon().name("guard").start(() -> dumpAfter(order));
    try {
      return sample(new Runner(options(order)).run()).toLine();
    } catch (RunnerException | RuntimeException e) {
      e.printStackTrace();
      return "failed " + e.toString().replaceAll("\\s+", " ");
    } finally {
      guard.interrupt();
    }
  }

  private static Options options(Order order) {
    Timing timing = order.timing();
    return new OptionsBuilder()
        .include("^" + RoundBenchmark.class.getName().replace(".", "\\.") + "\\.")
        .param("suite", order.suite())
        .param("workload", order.workload())
        .param("peer", order.peer())
        .operationsPerInvocation(Suite.named(order.suite()).orElseThrow().row(order.workload()).ops())
        .forks(0)
        .warmupIterations(timing.warmups())
        .warmupTime(TimeValue.milliseconds(timing.warmupMillis()))
        .measurementIterations(timing.iterations())
        .measurementTime(TimeValue.milliseconds(timing.iterationMillis()))
        .addProfiler(CoreDistance.class) // the first before an iteration and the last after it, so that the others do not see it
        .addProfiler(GCProfiler.class)
        .addProfiler(CpuProfiler.class)
        .shouldFailOnError(true)
        .build();
  }

  /** Writes down what all threads wait for, virtual ones included, and ends the process, when a measurement hangs. */
  private static void dumpAfter(Order order) {
    try {
      Thread.sleep(order.limit());
      File dump = new File(order.threadDump());
      dump.delete();
      ManagementFactory.getPlatformMXBean(HotSpotDiagnosticMXBean.class)
          .dumpThreads(dump.getAbsolutePath(), HotSpotDiagnosticMXBean.ThreadDumpFormat.TEXT_PLAIN);
      Runtime.getRuntime().halt(HANGS);
    } catch (InterruptedException measured) {
      Thread.currentThread().interrupt();
    } catch (IOException e) {
      e.printStackTrace();
      Runtime.getRuntime().halt(HANGS);
    }
  }

  private static Sample sample(Collection<RunResult> runs) {
    if (runs.size() != 1) {
      throw new IllegalStateException("an order is one benchmark, but JMH ran " + runs.size());
    }
    RunResult run = runs.iterator().next();
    List<IterationResult> iterations =
        run.getBenchmarkResults().stream().map(BenchmarkResult::getIterationResults).flatMap(Collection::stream).toList();
    List<Double> cpu = iterations.stream().map(iteration -> secondary(iteration.getSecondaryResults(), CpuProfiler.CPU_PER_OP)).toList();
    double bytes =
        RoundBenchmark.retainedBytesPerOp().orElseGet(() -> secondary(run.getSecondaryResults(), "gc.alloc.rate.norm"));
    List<Double> found = RoundBenchmark.foundNanos();
    if (!found.isEmpty()) {
      return new Sample(found, bytes, cpu, List.of());
    }
    return new Sample(
        iterations.stream().map(iteration -> iteration.getPrimaryResult().getScore()).toList(),
        bytes,
        cpu,
        iterations.stream().map(iteration -> secondary(iteration.getSecondaryResults(), CoreDistance.CORES_APART)).toList());
  }

  @SuppressWarnings("rawtypes") // as JMH has it
  private static double secondary(Map<String, Result> results, String label) {
    Result<?> result = results.get(label);
    if (result == null) {
      throw new IllegalStateException(
          "JMH reported no \"" + label + "\", only " + results.keySet());
    }
    return result.getScore();
  }
}
