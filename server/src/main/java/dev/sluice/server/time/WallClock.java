package dev.sluice.server.time;

/**
 * Places monotonic instants on the wall clock, for RTCP sender reports. The two clocks are read
 * once, at construction; from then on wall-clock time follows the monotonic clock, so that it never
 * jumps.
 */
public final class WallClock {

  /** Seconds between the NTP era (1900) and the Unix epoch (1970). RFC 868. */
  private static final long NTP_UNIX_OFFSET_SECONDS = 2_208_988_800L;

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  private final long anchorNanos;
  private final long anchorEpochNanos;

  /**
   * @param anchorNanos an instant of the monotonic clock
   * @param anchorEpochNanos the same instant as nanoseconds since the Unix epoch
   */
  public WallClock(long anchorNanos, long anchorEpochNanos) {
    this.anchorNanos = anchorNanos;
    this.anchorEpochNanos = anchorEpochNanos;
  }

  /** Nanoseconds since the Unix epoch at the monotonic instant {@code nowNanos}. */
  public long epochNanos(long nowNanos) {
    return anchorEpochNanos + (nowNanos - anchorNanos);
  }

  /**
   * The 64-bit NTP timestamp (32.32 fixed point seconds since 1900) at {@code nowNanos}. RFC 3550
   * section 4.
   */
  public long ntp(long nowNanos) {
    long epochNanos = epochNanos(nowNanos);
    long seconds = Math.floorDiv(epochNanos, NANOS_PER_SECOND) + NTP_UNIX_OFFSET_SECONDS;
    long fraction = (Math.floorMod(epochNanos, NANOS_PER_SECOND) << 32) / NANOS_PER_SECOND;
    return (seconds << 32) | fraction;
  }
}
