package dev.sluice.recorder.track;

/**
 * How often a new file may begin: so many at once, then one every so often, and no more than so
 * many in all. Not thread-safe.
 */
public final class FileRate {

  private final int burst;
  private final long intervalNanos;
  private int left;
  private int leftInAll;
  private long refilledNanos;

  /**
   * @param burst how many may begin at once
   * @param intervalNanos until one more may
   * @param total how many may begin in all
   */
  public FileRate(int burst, long intervalNanos, int total, long nowNanos) {
    this.burst = burst;
    this.intervalNanos = intervalNanos;
    this.left = burst;
    this.leftInAll = total;
    this.refilledNanos = nowNanos;
  }

  /** Whether {@link #take} would be true. */
  public boolean allows(long nowNanos) {
    refill(nowNanos);
    return left > 0 && leftInAll > 0;
  }

  /** Takes leave to begin a file; false when it may not begin now. */
  public boolean take(long nowNanos) {
    if (!allows(nowNanos)) {
      return false;
    }
    left--;
    leftInAll--;
    return true;
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
