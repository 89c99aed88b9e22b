package dev.sluice.server.signaling;

/** Allows an average rate and a burst. Not thread-safe. */
public final class TokenBucket {

  private final long capacity;
  private final double perNano;
  private double tokens;
  private long filledNanos;

  /**
   * Full at first.
   *
   * @param capacity the burst
   * @param perSecond the average rate
   */
  public TokenBucket(long capacity, double perSecond, long nowNanos) {
    this.capacity = capacity;
    this.perNano = perSecond / 1e9;
    this.tokens = capacity;
    this.filledNanos = nowNanos;
  }

  /** Takes {@code count} tokens; takes none and says false when there are fewer. */
  public boolean take(long count, long nowNanos) {
    double elapsedNanos = Math.max(0, nowNanos - filledNanos);
    tokens = Math.min((double) capacity, tokens + elapsedNanos * perNano);
    filledNanos = nowNanos;
    if (tokens < count) {
      return false;
    }
    tokens -= count;
    return true;
  }
}
