package io.heddle.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The CPU time that this process has used. The JDK's clock goes in ticks of ten milliseconds, which is too coarse to tell a program
 * that does nothing from one that does little; the kernel's clocks of the single threads are exact but are gone with their threads.
 * So the threads' clocks count as long as they agree with the process's.
 *
 * @param process of the process, in nanoseconds
 * @param threads of all its threads that run now, in nanoseconds; the same as of the process if the system does not say
 */
record CpuClock(long process, long threads) {
  private static final Path TASKS = Path.of("/proc/self/task");
  private static final long TWO_TICKS_NANOS = 20_000_000;

  static CpuClock now() {
    long process =
        ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class).getProcessCpuTime();
    return new CpuClock(process, ofThreads(process));
  }

  private static long ofThreads(long otherwise) {
    long sum = 0;
    try (DirectoryStream<Path> tasks = Files.newDirectoryStream(TASKS)) {
      for (Path task : tasks) {
        String times = Files.readString(task.resolve("schedstat"));
        sum += Long.parseLong(times.substring(0, times.indexOf(' ')));
      }
      return sum;
    } catch (IOException | RuntimeException e) { // another system, or a thread that has just ended
      return otherwise;
    }
  }

  /** The nanoseconds used since then. */
  long since(CpuClock then) {
    long ofProcess = process - then.process;
    long ofThreads = threads - then.threads;
    return Math.abs(ofProcess - ofThreads) <= TWO_TICKS_NANOS ? ofThreads : ofProcess;
  }
}
