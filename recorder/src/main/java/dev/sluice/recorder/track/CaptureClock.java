package dev.sluice.recorder.track;

import dev.sluice.recorder.RecordingSink.ClockBasis;

/**
 * Says when media of one source was captured, on the monotonic clock that all sources share.
 *
 * <p>Whoever feeds the recorder tells it now and then ({@link #onReading}). Nobody is believed,
 * though: media that is captured a second after it came, or ten seconds before, is not. Then the
 * arrival of the least delayed packets stands in, less the delay that was known before, and when
 * the timestamps do not go with that either, or go back, they have jumped, and a new line begins at
 * the packet that shows it.
 *
 * <p>Not thread-safe.
 */
public final class CaptureClock {

  /** Clocks of publishers differ, and estimates err, but by less than this. */
  private static final long MAX_AHEAD_NANOS = RtpTicks.NANOS_PER_SECOND;

  /** The longest that packets wait in a network and in a reorder buffer, and still are one line. */
  private static final long MAX_BEHIND_NANOS = 10 * RtpTicks.NANOS_PER_SECOND;

  /** So far frames may be shown before others that came earlier. */
  private static final long MAX_BACK_NANOS = RtpTicks.NANOS_PER_SECOND / 2;

  /**
   * How fast the estimate by arrival forgets the least delayed packet, in parts per million: faster
   * than clocks drift.
   */
  private static final long LEAK_PPM = 500;

  private final int clockRate;

  private boolean told;
  private long toldTimestamp;
  private long toldCaptureNanos;
  private ClockBasis toldBasis = ClockBasis.ARRIVAL;

  /**
   * How much later than it was captured the least delayed packet came, as long as somebody told: it
   * is no less on the next line.
   */
  private long delayNanos;

  private boolean delayKnown;

  private boolean estimated;
  private long originTimestamp;
  private long originNanos;
  private long lastArrivalNanos;

  /** Since the origin. */
  private long newestNanos;

  /**
   * @param clockRate ticks per second, 1 or more
   */
  public CaptureClock(int clockRate) {
    this.clockRate = clockRate;
  }

  /** For the track's next source, which comes the same way. */
  public CaptureClock next(int nextClockRate) {
    CaptureClock next = new CaptureClock(nextClockRate);
    next.delayNanos = delayNanos;
    next.delayKnown = delayKnown;
    return next;
  }

  /** Takes what the media loop knows. */
  public void onReading(long extendedTimestamp, long captureNanos, ClockBasis basis) {
    told = true;
    toldTimestamp = extendedTimestamp;
    toldCaptureNanos = captureNanos;
    toldBasis = basis;
  }

  /**
   * Takes a frame, in the order of sequence numbers.
   *
   * @return false when its timestamp is not of the line of those before: it jumped
   */
  public boolean onArrival(long extendedTimestamp, long arrivalNanos) {
    boolean wentBack = estimated && sinceOrigin(extendedTimestamp) < newestNanos - MAX_BACK_NANOS;
    if (told && (wentBack || !believable(byReading(extendedTimestamp), arrivalNanos))) {
      told = false;
      toldBasis = ClockBasis.ARRIVAL;
    }
    if (!estimated) {
      restart(extendedTimestamp, arrivalNanos);
      return true;
    }
    if (wentBack || !believable(byArrival(extendedTimestamp), arrivalNanos)) {
      restart(extendedTimestamp, arrivalNanos);
      return told;
    }
    long elapsed = Math.max(0, arrivalNanos - lastArrivalNanos);
    long leak = elapsed / (1_000_000 / LEAK_PPM);
    long sample = arrivalNanos - sinceOrigin(extendedTimestamp);
    originNanos = Math.min(originNanos + leak, sample);
    lastArrivalNanos = Math.max(lastArrivalNanos, arrivalNanos);
    newestNanos = Math.max(newestNanos, sinceOrigin(extendedTimestamp));
    if (told) {
      long delay = arrivalNanos - byReading(extendedTimestamp);
      delayNanos = delayKnown ? Math.min(delayNanos + leak, delay) : delay;
      delayKnown = true;
    }
    return true;
  }

  private void restart(long extendedTimestamp, long arrivalNanos) {
    estimated = true;
    originTimestamp = extendedTimestamp;
    originNanos = arrivalNanos;
    lastArrivalNanos = arrivalNanos;
    newestNanos = 0;
  }

  /** When the media was captured; asked for after {@link #onArrival} of the same media. */
  public long captureNanos(long extendedTimestamp) {
    return told ? byReading(extendedTimestamp) : byArrival(extendedTimestamp);
  }

  /** How sure that is. */
  public ClockBasis basis() {
    return toldBasis;
  }

  private long byReading(long extendedTimestamp) {
    return toldCaptureNanos + RtpTicks.toNanos(extendedTimestamp - toldTimestamp, clockRate);
  }

  private long byArrival(long extendedTimestamp) {
    return originNanos - delayNanos + sinceOrigin(extendedTimestamp);
  }

  private long sinceOrigin(long extendedTimestamp) {
    return RtpTicks.toNanos(extendedTimestamp - originTimestamp, clockRate);
  }

  private static boolean believable(long captureNanos, long arrivalNanos) {
    long behind = arrivalNanos - captureNanos;
    return behind <= MAX_BEHIND_NANOS && behind >= -MAX_AHEAD_NANOS;
  }
}
