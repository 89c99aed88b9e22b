package dev.sluice.server.room.forwarding;

import dev.sluice.server.time.TokenBucket;

/**
 * What one slot may make a publisher do: each keyframe costs everybody who watches. A viewer on a
 * bad link needs one when its losses could not be mended; it asks again and again until it comes,
 * and that counts once. A request that came too soon after others is owed, and made when its time
 * has come.
 *
 * <p>Not thread-safe; owned by the room's MediaLoop.
 */
public final class KeyframeAllowance {

  private static final int BURST = 5;
  private static final int KEYFRAMES_PER_SECOND = 1;

  private final TokenBucket rate = new TokenBucket(BURST, KEYFRAMES_PER_SECOND, 0);
  private boolean owed;

  /** False when this slot has had its share; to join a request that is under way is always free. */
  public boolean take(KeyframeRequester from, long nowNanos) {
    return from.waiting() || rate.take(nowNanos);
  }

  /** The same; what can't be had now is owed. */
  public boolean takeOrOwe(KeyframeRequester from, long nowNanos) {
    owed = !take(from, nowNanos);
    return !owed;
  }

  /** Whether a request is still to be made. */
  public boolean owed() {
    return owed;
  }

  /** A keyframe came, or none is needed any more. */
  public void settle() {
    owed = false;
  }
}
