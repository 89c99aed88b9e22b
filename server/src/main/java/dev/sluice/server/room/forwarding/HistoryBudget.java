package dev.sluice.server.room.forwarding;

/**
 * The memory that the GOP caches of one room may take beyond the histories every encoding has, so
 * that nobody can fill the heap with keyframes that never come. Not thread-safe; owned by the
 * room's MediaLoop.
 */
public final class HistoryBudget {

  private final long limitBytes;
  private long takenBytes;

  public HistoryBudget(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Takes this much, or nothing when so much is not left. */
  boolean take(long bytes) {
    if (bytes > limitBytes - takenBytes) {
      return false;
    }
    takenBytes += bytes;
    return true;
  }

  /** Gives back what {@link #take} gave. */
  void give(long bytes) {
    takenBytes -= bytes;
  }

  /** Bytes taken now. */
  public long takenBytes() {
    return takenBytes;
  }
}
