package dev.sluice.server.stream;

/**
 * Says when the media of one received stream was captured, on the server's monotonic clock.
 *
 * <p>Sender reports tie RTP timestamps to the publisher's NTP clock, and the {@link PublisherClock}
 * that all its streams share ties that to ours. Before the first report, and when reports make no
 * sense, the arrival of the least delayed packets stands in. Used to continue timestamps when a
 * slot switches source (interop fact: encodings of one simulcast have unrelated timestamps), and to
 * give subscribers sender reports that keep lip-sync.
 *
 * <p>Reports can be wrong: clocks are set, and some publishers mix up the streams they report on. A
 * first report that is more than a second from what arrival tells, and a later one that moves the
 * line by more than 200 ms, is not believed until the next one agrees with it. When that agrees
 * with neither, reports are worth nothing until two in a row agree: GStreamer's run away from its
 * media by a second each second (interop fact).
 *
 * <p>Not thread-safe; owned by the publisher's MediaLoop.
 */
public final class RtpTimeline {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;
  private static final long WINDOW_NANOS = 15 * NANOS_PER_SECOND;

  /** Encoders hold media back for some time, and FFmpeg counts from before it was connected. */
  private static final long MAX_FIRST_NANOS = NANOS_PER_SECOND;

  /** Much more than clocks and encoders move between two reports. */
  private static final long MAX_STEP_NANOS = 200_000_000L;

  /** A report this far from the arrival of its own packets cannot be about them. */
  private static final long MAX_DISAGREEMENT_NANOS = 5 * NANOS_PER_SECOND;

  private final int clockRate;
  private final PublisherClock clock;

  /** Arrival minus media time since {@link #originTimestamp}. */
  private final MinimumFilter arrivalOffset = new MinimumFilter(WINDOW_NANOS);

  private boolean started;
  private long originTimestamp;
  private long newestTimestamp;

  private boolean reported;
  private long reportTimestamp;
  private long reportNtpNanos;
  private int reportEpoch;
  private long reportOffsetNanos;

  private boolean stepSuspected;
  private long suspectedTimestamp;
  private long suspectedNtpNanos;

  /**
   * @param clockRate of the stream in Hz
   * @param clock of the publisher, shared by its streams
   */
  public RtpTimeline(int clockRate, PublisherClock clock) {
    this.clockRate = clockRate;
    this.clock = clock;
  }

  /** Notes a media packet's arrival; recovered packets do not count. */
  public void onPacket(long extendedTimestamp, long arrivalNanos) {
    if (!started) {
      started = true;
      originTimestamp = extendedTimestamp;
      newestTimestamp = extendedTimestamp;
    }
    newestTimestamp = Math.max(newestTimestamp, extendedTimestamp);
    long sample = arrivalNanos - ticksToNanos(extendedTimestamp - originTimestamp, clockRate);
    if (arrivalOffset.hasValue()
        && Math.abs(sample - arrivalOffset.value()) > MAX_DISAGREEMENT_NANOS) {
      // The publisher began a new line of timestamps, or stood still: its reports were about the
      // old.
      arrivalOffset.reset(sample, arrivalNanos);
      reported = false;
    } else {
      arrivalOffset.add(sample, arrivalNanos);
    }
  }

  /**
   * Takes a sender report of this stream. One that comes before any packet is ignored.
   *
   * @param ntp 64-bit NTP time of the report
   * @param rtpTimestamp the same instant as RTP timestamp
   * @return true when the report was believed
   */
  public boolean onSenderReport(long ntp, int rtpTimestamp, long arrivalNanos) {
    if (!started || ntp == 0) {
      return false;
    }
    int ahead = rtpTimestamp - (int) newestTimestamp;
    long extendedTimestamp = newestTimestamp + ahead;
    long ntpNanos = PublisherClock.ntpToNanos(ntp);
    boolean clockAgrees = clock.onSenderReport(ntpNanos, arrivalNanos);
    if (!clockAgrees || disagreesWithArrival(extendedTimestamp, arrivalNanos)) {
      stepSuspected = false;
      return false;
    }
    if (isStep(extendedTimestamp, ntpNanos, arrivalNanos)) {
      boolean confirmed =
          stepSuspected
              && Math.abs(
                      ntpNanos
                          - suspectedNtpNanos
                          - ticksToNanos(extendedTimestamp - suspectedTimestamp, clockRate))
                  <= MAX_STEP_NANOS;
      if (!confirmed) {
        if (stepSuspected) {
          reported = false;
        }
        stepSuspected = true;
        suspectedTimestamp = extendedTimestamp;
        suspectedNtpNanos = ntpNanos;
        return false;
      }
    }
    stepSuspected = false;
    reported = true;
    reportTimestamp = extendedTimestamp;
    reportNtpNanos = ntpNanos;
    reportEpoch = clock.epoch();
    reportOffsetNanos = clock.offsetNanos();
    return true;
  }

  private boolean disagreesWithArrival(long extendedTimestamp, long arrivalNanos) {
    return Math.abs(byArrival(extendedTimestamp) - arrivalNanos) > MAX_DISAGREEMENT_NANOS;
  }

  /** Against the last report, or before one against what arrival has told. */
  private boolean isStep(long extendedTimestamp, long ntpNanos, long arrivalNanos) {
    if (!reported) {
      return Math.abs(byArrival(extendedTimestamp) - arrivalNanos) > MAX_FIRST_NANOS;
    }
    if (reportEpoch != clock.epoch()) {
      return false;
    }
    long expected = reportNtpNanos + ticksToNanos(extendedTimestamp - reportTimestamp, clockRate);
    return Math.abs(ntpNanos - expected) > MAX_STEP_NANOS;
  }

  /**
   * When the media with this timestamp was captured, on the server's monotonic clock, give or take
   * the least network delay. Before the first packet the answer is 0.
   */
  public long captureNanos(long extendedTimestamp) {
    if (!reported) {
      return byArrival(extendedTimestamp);
    }
    // When the publisher's clock was set and this stream has not reported since, its last report
    // still belongs to the old setting.
    long offset = reportEpoch == clock.epoch() ? clock.offsetNanos() : reportOffsetNanos;
    return reportNtpNanos + offset + ticksToNanos(extendedTimestamp - reportTimestamp, clockRate);
  }

  private long byArrival(long extendedTimestamp) {
    return started
        ? arrivalOffset.value() + ticksToNanos(extendedTimestamp - originTimestamp, clockRate)
        : 0;
  }

  /** True when capture times come from sender reports. */
  public boolean synchronised() {
    return reported;
  }

  /** RTP ticks in nanoseconds, without overflow for any extended timestamp difference. */
  static long ticksToNanos(long ticks, int clockRate) {
    return ticks / clockRate * NANOS_PER_SECOND + ticks % clockRate * NANOS_PER_SECOND / clockRate;
  }
}
