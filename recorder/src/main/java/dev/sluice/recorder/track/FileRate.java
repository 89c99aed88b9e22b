package dev.sluice.recorder.track;

/**
 * How often a new file may begin: so many at once, then one every so often, and no more than so
 * many in all. It may be a share of another rate, which then bounds all that have a share of it
 * together. Not thread-safe.
 */
public final class FileRate {

  private final int burst;
  private final long intervalNanos;

  /** Null for a rate that is a share of none. */
  private final FileRate whole;

  private int left;
  private int leftInAll;
  private long refilledNanos;

  /**
   * @param burst how many may begin at once
   * @param intervalNanos until one more may
   * @param total how many may begin in all
   */
  public FileRate(int burst, long intervalNanos, int total, long nowNanos) {
    this(burst, intervalNanos, total, nowNanos, null);
  }

  private FileRate(int burst, long intervalNanos, int total, long nowNanos, FileRate whole) {
    this.burst = burst;
    this.intervalNanos = intervalNanos;
    this.whole = whole;
    this.left = burst;
    this.leftInAll = total;
    this.refilledNanos = nowNanos;
  }

  /** A share of this one: what is taken of it is taken of this one, too. */
  public FileRate share(int shareBurst, long shareIntervalNanos, int shareTotal, long nowNanos) {
    return new FileRate(shareBurst, shareIntervalNanos, shareTotal, nowNanos, this);
  }

  /** Whether {@link #take} would be true. */
  public boolean allows(long nowNanos) {
    refill(nowNanos);
    return left > 0 && leftInAll > 0 && (whole == null || whole.allows(nowNanos));
  }

  /** Takes leave to begin a file; false when it may not begin now. */
  public boolean take(long nowNanos) {
    if (!allows(nowNanos)) {
      return false;
    }
    left--;
    leftInAll--;
    return whole == null || whole.take(nowNanos);
  }

  private void refill(long nowNanos) {
    long more = (nowNanos - refilledNanos) / intervalNanos;
    if (more <= 0) {
      return;
    }
    refilledNanos += more * intervalNanos;
    left = (int) Math.min(burst, left + more);
  }
}
