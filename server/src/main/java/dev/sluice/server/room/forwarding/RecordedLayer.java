package dev.sluice.server.room.forwarding;

/**
 * Chooses which encoding of a publication is recorded: the best one alive. Since every change
 * begins a new file, it does not follow at once as a viewer would: what is recorded goes on as long
 * as it lives, and a better encoding must have been the best for a while. That while doubles each
 * time the recorded encoding dies, so that one that comes and goes does not cut the recording into
 * pieces, and is short again after a quiet minute.
 *
 * <p>Changes happen at keyframes only. When nothing is recorded the best encoding's keyframe is
 * waited for a moment; then any will do.
 *
 * <p>Not thread-safe; owned by the room's MediaLoop.
 */
public final class RecordedLayer {

  private static final long NANOS_PER_SECOND = 1_000_000_000L;

  /** Longer than browsers take to bring up all encodings of a new simulcast. */
  private static final long SETTLE_NANOS = 3 * NANOS_PER_SECOND;

  private static final long MAX_SETTLE_NANOS = 30 * NANOS_PER_SECOND;
  private static final long QUIET_NANOS = 60 * NANOS_PER_SECOND;

  /** A request is answered sooner, if at all. */
  private static final long WAIT_FOR_BEST_NANOS = 1_500_000_000L;

  private final EncodingLadder ladder;
  private int current = EncodingLadder.NONE;
  private int target = EncodingLadder.NONE;
  private long currentSinceNanos;

  private int candidate = EncodingLadder.NONE;
  private long candidateSinceNanos;
  private long settleNanos = SETTLE_NANOS;

  private boolean waiting;
  private long waitingSinceNanos;

  public RecordedLayer(EncodingLadder ladder) {
    this.ladder = ladder;
  }

  /** Chooses the target anew; called on the room's tick, and before packets while none is known. */
  public void update(long nowNanos) {
    if (current != EncodingLadder.NONE && ladder.alive(current)) {
      waiting = false;
      settle(nowNanos);
      return;
    }
    if (!waiting) {
      waiting = true;
      waitingSinceNanos = nowNanos;
      if (current != EncodingLadder.NONE) {
        settleNanos = Math.min(MAX_SETTLE_NANOS, 2 * settleNanos);
      }
    }
    target = ladder.best(EncodingLadder.NONE, SizeLimits.NONE);
  }

  private void settle(long nowNanos) {
    if (nowNanos - currentSinceNanos >= QUIET_NANOS) {
      settleNanos = SETTLE_NANOS;
    }
    int best = ladder.best(current, SizeLimits.NONE);
    if (best != candidate) {
      candidate = best;
      candidateSinceNanos = nowNanos;
    }
    target = nowNanos - candidateSinceNanos >= settleNanos ? candidate : current;
  }

  /** True when recording is to go on with this packet of {@code encoding}, another than now. */
  public boolean takesOver(int encoding, boolean keyframeStart, long nowNanos) {
    if (!keyframeStart || encoding == current) {
      return false;
    }
    return encoding == target || (waiting && nowNanos - waitingSinceNanos >= WAIT_FOR_BEST_NANOS);
  }

  /** Makes {@code encoding} the recorded one. */
  public void switchTo(int encoding, long nowNanos) {
    current = encoding;
    currentSinceNanos = nowNanos;
    candidate = encoding;
    candidateSinceNanos = nowNanos;
    update(nowNanos);
  }

  /** Nothing is recorded for now: what comes next begins with a keyframe. */
  public void reset(long nowNanos) {
    current = EncodingLadder.NONE;
    waiting = false;
    update(nowNanos);
  }

  /** The encoding whose keyframe is needed, or {@link EncodingLadder#NONE}. */
  public int keyframeNeeded() {
    return target != current ? target : EncodingLadder.NONE;
  }
}
