package dev.sluice.recorder.track;

/**
 * Lets video follow capture times as its group's audio has them. Frames are a timestamp's distance
 * apart; where that leads away from what {@link GroupClock} says, because clocks drift or a report
 * corrected an estimate, the error is worked off little by little, so that nothing jumps and
 * nothing goes backwards. Only an error of more than a second is a jump: forwards at once,
 * backwards at half speed.
 */
public final class VideoTimeline implements Timeline {

  /** Drift: too slow to be seen. */
  private static final long SMALL_ERROR_NANOS = 10_000_000;

  private static final long SLOW_PPM = 5_000;

  /** The first report corrected an estimate: 100 ms are worked off in a second. */
  private static final long FAST_PPM = 100_000;

  private static final long JUMP_NANOS = RtpTicks.NANOS_PER_SECOND;
  private static final long JUMP_PPM = 500_000;

  /** So far a frame may be shown before one that came earlier. */
  private static final long MAX_REORDER_NANOS = RtpTicks.NANOS_PER_SECOND / 2;

  /** Containers count milliseconds. */
  private static final long LEAST_STEP_NANOS = 1_000_000;

  private final GroupClock group;

  private int clockRate = 1;
  private boolean reorders;
  private boolean lined;
  private long lastTimestamp;
  private long lastNanos = NOWHERE;

  public VideoTimeline(GroupClock group) {
    this.group = group;
  }

  @Override
  public void startSource(int newClockRate, boolean framesReorder) {
    clockRate = newClockRate;
    reorders = framesReorder;
    breakLine();
  }

  @Override
  public void breakLine() {
    lined = false;
  }

  @Override
  public long place(long extendedTimestamp, long captureNanos, long durationNanos) {
    if (lined && reorders && extendedTimestamp < lastTimestamp) {
      long before = RtpTicks.toNanos(lastTimestamp - extendedTimestamp, clockRate);
      if (before <= MAX_REORDER_NANOS) {
        return lastNanos - before;
      }
    }
    long wanted = group.groupNanos(captureNanos);
    long at = lined ? follow(extendedTimestamp, wanted) : wanted;
    if (lastNanos != NOWHERE) {
      at = Math.max(at, lastNanos + LEAST_STEP_NANOS);
    }
    lined = true;
    lastTimestamp = extendedTimestamp;
    lastNanos = at;
    return at;
  }

  private long follow(long extendedTimestamp, long wanted) {
    long step = RtpTicks.toNanos(extendedTimestamp - lastTimestamp, clockRate);
    long byTimestamp = lastNanos + step;
    long error = wanted - byTimestamp;
    if (error > JUMP_NANOS) {
      return wanted;
    }
    long most = Math.max(0, step) / 1_000_000 * ppm(Math.abs(error));
    return byTimestamp + Math.max(-most, Math.min(most, error));
  }

  private static long ppm(long error) {
    if (error > JUMP_NANOS) {
      return JUMP_PPM;
    }
    return error > SMALL_ERROR_NANOS ? FAST_PPM : SLOW_PPM;
  }

  @Override
  public long endNanos() {
    return lastNanos;
  }
}
