package io.heddle.benchmarks.channels;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryMXBean;

/** What is alive on the heap. */
final class Heap {
  private static final int COLLECTIONS = 3;

  private Heap() {}

  /** The bytes of all objects that can be reached, after as many collections as it takes for weak ones to go. */
  static long live() {
    MemoryMXBean memory = ManagementFactory.getMemoryMXBean();
    for (int i = 0; i < COLLECTIONS; i++) {
      memory.gc();
    }
    return memory.getHeapMemoryUsage().getUsed();
  }
}
