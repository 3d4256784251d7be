package io.heddle.benchmarks;

import com.sun.management.OperatingSystemMXBean;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The machine that the figures are from. */
final class Machine {
  private static final Path CPUS = Path.of("/proc/cpuinfo");
  private static final long GIB = 1L << 30;

  private Machine() {}

  /** Processors, memory and operating system, in one line. */
  static String describe() {
    OperatingSystemMXBean system = ManagementFactory.getPlatformMXBean(OperatingSystemMXBean.class);
    return system.getAvailableProcessors() + " processors (" + model() + "), "
        + (system.getTotalMemorySize() + GIB / 2) / GIB + " GB, " + system.getName() + " " + system.getVersion();
  }

  private static String model() {
    if (Files.isReadable(CPUS)) {
      try (Stream<String> lines = Files.lines(CPUS)) {
        return lines.filter(line -> line.startsWith("model name"))
            .map(line -> line.substring(line.indexOf(':') + 1).strip())
            .findFirst()
            .orElse(System.getProperty("os.arch"));
      } catch (IOException e) {
        return System.getProperty("os.arch");
      }
    }
    return System.getProperty("os.arch");
  }
}
