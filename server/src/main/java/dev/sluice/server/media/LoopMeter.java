package dev.sluice.server.media;

import java.lang.management.ManagementFactory;
import java.lang.management.ThreadMXBean;
import java.util.List;

/**
 * Measures one media loop: how long datagrams stay in it, how late its ticks are, and what its
 * thread takes of CPU and memory. Nothing here allocates but {@link #measure}, once a second. Owned
 * by the loop, whose thread the figures are of.
 */
final class LoopMeter {

  private static final long MICROSECOND = 1_000L;
  private static final long MILLISECOND = 1_000_000L;

  /** From a packet for one viewer to a frame for hundreds. */
  private static final List<Long> FORWARDING_BOUNDS =
      List.of(
          50 * MICROSECOND,
          100 * MICROSECOND,
          250 * MICROSECOND,
          500 * MICROSECOND,
          MILLISECOND,
          2_500 * MICROSECOND,
          5 * MILLISECOND,
          10 * MILLISECOND,
          25 * MILLISECOND,
          50 * MILLISECOND,
          100 * MILLISECOND);

  /** From what a scheduler does to what everybody hears. */
  private static final List<Long> LAG_BOUNDS =
      List.of(
          MILLISECOND,
          2_500 * MICROSECOND,
          5 * MILLISECOND,
          10 * MILLISECOND,
          25 * MILLISECOND,
          50 * MILLISECOND,
          100 * MILLISECOND,
          250 * MILLISECOND,
          1_000 * MILLISECOND);

  private final ThreadMXBean threads = ManagementFactory.getThreadMXBean();
  private final DurationHistogram forwarding = new DurationHistogram(FORWARDING_BOUNDS);
  private final DurationHistogram lags = new DurationHistogram(LAG_BOUNDS);
  private long measuredNanos;
  private long cpuNanos;
  private long maxLagNanos;

  LoopMeter(long nowNanos) {
    measuredNanos = nowNanos;
  }

  /** The loop's thread begins. */
  void start(long nowNanos) {
    measuredNanos = nowNanos;
    cpuNanos = threads.getCurrentThreadCpuTime();
  }

  /**
   * A read batch has left.
   *
   * @param nanos from its first datagram until all it caused was given to the kernel
   * @param datagrams that it caused
   */
  void onBatch(long nanos, long datagrams) {
    if (datagrams > 0) {
      forwarding.record(nanos, datagrams);
    }
  }

  /** A tick came so late. */
  void onTick(long lagNanos) {
    maxLagNanos = Math.max(maxLagNanos, lagNanos);
    lags.record(lagNanos, 1);
  }

  long measuredNanos() {
    return measuredNanos;
  }

  /** Before the thread runs. */
  LoopStats.Work atRest() {
    return new LoopStats.Work(0, 0, 0, -1, forwarding.snapshot(), lags.snapshot());
  }

  /** The second that ends now. */
  LoopStats.Work measure(long nowNanos) {
    long cpu = threads.getCurrentThreadCpuTime();
    double busy = (double) (cpu - cpuNanos) / (nowNanos - measuredNanos);
    LoopStats.Work work =
        new LoopStats.Work(
            Math.max(0, Math.min(1, busy)),
            maxLagNanos,
            cpu,
            allocatedBytes(),
            forwarding.snapshot(),
            lags.snapshot());
    cpuNanos = cpu;
    measuredNanos = nowNanos;
    maxLagNanos = 0;
    return work;
  }

  private long allocatedBytes() {
    return threads instanceof com.sun.management.ThreadMXBean counting
        ? counting.getCurrentThreadAllocatedBytes()
        : -1;
  }
}
