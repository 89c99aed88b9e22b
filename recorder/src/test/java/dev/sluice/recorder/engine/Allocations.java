package dev.sluice.recorder.engine;

import com.sun.management.ThreadMXBean;
import java.lang.management.ManagementFactory;

/** Counts what the present thread allocates, where the JVM tells. */
final class Allocations {

  private static final ThreadMXBean THREADS =
      ManagementFactory.getThreadMXBean() instanceof ThreadMXBean bean ? bean : null;

  private Allocations() {}

  /** False on a JVM that does not count. */
  static boolean counted() {
    return THREADS != null
        && THREADS.isThreadAllocatedMemorySupported()
        && THREADS.isThreadAllocatedMemoryEnabled();
  }

  /** Bytes this thread has allocated since it began. */
  static long ofThisThread() {
    return THREADS.getThreadAllocatedBytes(Thread.currentThread().getId());
  }
}
