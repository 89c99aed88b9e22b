package dev.sluice.recorder.track;

/**
 * Lays audio out sample by sample: one line of timestamps is tied to group time once, at its first
 * frame, and is not bent afterwards. What is lost or not sent leaves a gap of exactly its length.
 * The difference to capture times, which drift apart by tens of parts per million and are corrected
 * by reports, goes to the {@link GroupClock}, and video moves.
 *
 * <p>A line that moves away from capture times faster than any sound card does is not believed: it
 * is tied anew. When it ran too fast, frames are dropped until time has caught up.
 */
public final class AudioTimeline implements Timeline {

  /** The estimate before any report may be wrong by a second at most: see the media loop's. */
  private static final long MAX_CORRECTION_NANOS = RtpTicks.NANOS_PER_SECOND;

  /** Far more than two bad oscillators. */
  private static final long MAX_DRIFT_PPM = 500;

  /** What a new line may overlap with the last one: it is moved behind it. */
  private static final long MAX_OVERLAP_NANOS = 60_000_000;

  private final GroupClock group;

  private int clockRate = 1;
  private boolean tied;

  /** Nothing was placed since it was tied, though something was before. */
  private boolean fresh;

  private long tiedTimestamp;
  private long tiedNanos;
  private long tiedDeviationNanos;
  private long lastNanos = NOWHERE;
  private long endNanos = NOWHERE;

  public AudioTimeline(GroupClock group) {
    this.group = group;
  }

  @Override
  public void startSource(int newClockRate, boolean reorders) {
    clockRate = newClockRate;
    breakLine();
  }

  @Override
  public void breakLine() {
    tied = false;
  }

  @Override
  public long place(long extendedTimestamp, long captureNanos, long durationNanos) {
    if (!tied) {
      tie(extendedTimestamp, captureNanos, group.groupNanos(captureNanos));
    } else if (!believable(extendedTimestamp, captureNanos)) {
      // Where it was tied last is where its clock was right.
      tie(extendedTimestamp, captureNanos, captureNanos + tiedDeviationNanos);
    }
    long at = onLine(extendedTimestamp);
    if (at < lastNanos || (fresh && endNanos - at > MAX_OVERLAP_NANOS)) {
      return NOWHERE;
    }
    if (fresh && at < endNanos) {
      tiedNanos += endNanos - at;
      at = endNanos;
    }
    fresh = false;
    lastNanos = at;
    endNanos = at + durationNanos;
    group.onAudio(at, captureNanos);
    return at;
  }

  private void tie(long extendedTimestamp, long captureNanos, long atNanos) {
    tied = true;
    fresh = endNanos != NOWHERE;
    tiedTimestamp = extendedTimestamp;
    tiedNanos = atNanos;
    tiedDeviationNanos = atNanos - captureNanos;
  }

  private boolean believable(long extendedTimestamp, long captureNanos) {
    long at = onLine(extendedTimestamp);
    long moved = at - captureNanos - tiedDeviationNanos;
    long drift = Math.abs(at - tiedNanos) / (1_000_000 / MAX_DRIFT_PPM);
    return Math.abs(moved) <= MAX_CORRECTION_NANOS + drift;
  }

  private long onLine(long extendedTimestamp) {
    return tiedNanos + RtpTicks.toNanos(extendedTimestamp - tiedTimestamp, clockRate);
  }

  @Override
  public long endNanos() {
    return endNanos;
  }
}
