package dev.sluice.server.room.forwarding;

/**
 * The memory that the GOP caches of one room may take beyond the histories every encoding has, so
 * that nobody can fill the heap with keyframes that never come. Not thread-safe; owned by the
 * room's MediaLoop.
 */
public final class HistoryBudget {

  private final long limitBytes;
  private final HistoryPool pool;
  private long takenBytes;

  /**
   * @param limitBytes for this room
   * @param pool for all rooms together
   */
  public HistoryBudget(long limitBytes, HistoryPool pool) {
    this.limitBytes = limitBytes;
    this.pool = pool;
  }

  /** Takes this much, or nothing when so much is not left. */
  boolean take(long bytes) {
    if (bytes > limitBytes - takenBytes || !pool.take(bytes)) {
      return false;
    }
    takenBytes += bytes;
    return true;
  }

  /** Gives back what {@link #take} gave. */
  void give(long bytes) {
    pool.give(bytes);
    takenBytes -= bytes;
  }

  /** Bytes taken now. */
  public long takenBytes() {
    return takenBytes;
  }
}
