package dev.sluice.recorder.track;

/** RTP ticks as time. */
final class RtpTicks {

  static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Differences of extended timestamps stay far below it, whatever a publisher sends. */
  private static final long MAX_SECONDS = Long.MAX_VALUE / NANOS_PER_SECOND / 4;

  private RtpTicks() {}

  /** In nanoseconds; what is beyond 70 years is cut. */
  static long toNanos(long ticks, int clockRate) {
    long seconds = Math.max(-MAX_SECONDS, Math.min(MAX_SECONDS, ticks / clockRate));
    return seconds * NANOS_PER_SECOND + ticks % clockRate * NANOS_PER_SECOND / clockRate;
  }
}
