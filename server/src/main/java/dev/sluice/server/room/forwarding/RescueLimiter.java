package dev.sluice.server.room.forwarding;

/**
 * Decides whether a viewer's request for a keyframe is answered with a replay of the cached one,
 * where the publisher answers none. It helps a viewer whose losses could not be mended, who would
 * otherwise see nothing until the next keyframe. But a replay costs its bandwidth several times
 * over and shows old pictures: so it takes recent losses, which those who ask by the clock do not
 * have, and repeats come ever more rarely.
 *
 * <p>Not thread-safe; owned by the room's MediaLoop.
 */
public final class RescueLimiter {

  private static final long SECOND = 1_000_000_000L;
  private static final long RECENT_LOSS_NANOS = 5 * SECOND;
  private static final long FIRST_PAUSE_NANOS = 3 * SECOND;
  private static final long LONGEST_PAUSE_NANOS = 48 * SECOND;

  private boolean everLost;
  private long lastLossNanos;
  private boolean everBegun;
  private long lastBeginNanos;
  private long pauseNanos = FIRST_PAUSE_NANOS;

  /** The viewer misses packets. */
  public void onLoss(long nowNanos) {
    everLost = true;
    lastLossNanos = nowNanos;
  }

  /** A replay begins for whatever reason. */
  public void onReplay(long nowNanos) {
    everBegun = true;
    lastBeginNanos = nowNanos;
  }

  /** True when the last replay lies some seconds back. */
  public boolean settled(long nowNanos) {
    return !everBegun || nowNanos - lastBeginNanos >= FIRST_PAUSE_NANOS;
  }

  /** True when a request that comes now is to be answered with a replay; it counts as begun. */
  public boolean rescue(long nowNanos) {
    boolean lost = everLost && nowNanos - lastLossNanos <= RECENT_LOSS_NANOS;
    long quietNanos = everBegun ? nowNanos - lastBeginNanos : Long.MAX_VALUE;
    if (!lost || quietNanos < pauseNanos) {
      return false;
    }
    boolean calm = quietNanos > LONGEST_PAUSE_NANOS;
    pauseNanos = calm ? FIRST_PAUSE_NANOS : Math.min(LONGEST_PAUSE_NANOS, 2 * pauseNanos);
    onReplay(nowNanos);
    return true;
  }
}
