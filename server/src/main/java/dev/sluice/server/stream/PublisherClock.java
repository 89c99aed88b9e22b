package dev.sluice.server.stream;

/**
 * Where one publisher's NTP clock stands against the server's monotonic clock; shared by all
 * streams of the publisher, so that a correction moves its audio and video together and their
 * difference is never touched (that is lip-sync).
 *
 * <p>Each sender report gives one sample, arrival minus NTP time, which is the offset plus that
 * packet's delay. The least sample of the last 15 to 30 s is the best estimate. A sample that is
 * more than a second away from it is not believed unless the next report says the same: then the
 * publisher's clock was set, and a new {@link #epoch()} begins.
 *
 * <p>Not thread-safe; owned by the publisher's MediaLoop.
 */
public final class PublisherClock {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long WINDOW_NANOS = 15 * NANOS_PER_SECOND;
  private static final long MAX_STEP_NANOS = NANOS_PER_SECOND;

  private final MinimumFilter offset = new MinimumFilter(WINDOW_NANOS);
  private boolean stepSuspected;
  private long suspectedOffset;
  private int epoch;

  /**
   * Takes a sample.
   *
   * @param ntpNanos the report's NTP time in nanoseconds, see {@link #ntpToNanos}
   * @return true when it agreed with the clock as it is now
   */
  boolean onSenderReport(long ntpNanos, long arrivalNanos) {
    long sample = arrivalNanos - ntpNanos;
    if (!offset.hasValue()) {
      epoch = 1;
      offset.reset(sample, arrivalNanos);
      return true;
    }
    if (Math.abs(sample - offset.value()) <= MAX_STEP_NANOS) {
      stepSuspected = false;
      offset.add(sample, arrivalNanos);
      return true;
    }
    if (stepSuspected && Math.abs(sample - suspectedOffset) <= MAX_STEP_NANOS) {
      stepSuspected = false;
      epoch++;
      offset.reset(Math.min(sample, suspectedOffset), arrivalNanos);
      return true;
    }
    stepSuspected = true;
    suspectedOffset = sample;
    return false;
  }

  /** What to add to the publisher's NTP nanoseconds to get server time. */
  long offsetNanos() {
    return offset.value();
  }

  /** Changes whenever the publisher's clock was set; 0 before the first report. */
  int epoch() {
    return epoch;
  }

  /**
   * A 64-bit NTP timestamp in nanoseconds since the beginning of its era; fits, since an era has
   * less than 2^63 of them.
   */
  static long ntpToNanos(long ntp) {
    return (ntp >>> 32) * NANOS_PER_SECOND + (((ntp & 0xffff_ffffL) * NANOS_PER_SECOND) >>> 32);
  }
}
