package dev.sluice.server.room.forwarding;

import java.util.concurrent.atomic.AtomicLong;

/**
 * The memory that the GOP caches of all rooms together may take. A room's own budget bounds what
 * one room takes, but nothing bounds the rooms. Thread-safe: rooms live on several loops.
 */
public final class HistoryPool {

  private final long limitBytes;
  private final AtomicLong takenBytes = new AtomicLong();

  public HistoryPool(long limitBytes) {
    this.limitBytes = limitBytes;
  }

  /** Takes this much, or nothing when so much is not left. */
  boolean take(long bytes) {
    if (takenBytes.addAndGet(bytes) > limitBytes) {
      takenBytes.addAndGet(-bytes);
      return false;
    }
    return true;
  }

  /** Gives back what {@link #take} gave. */
  void give(long bytes) {
    takenBytes.addAndGet(-bytes);
  }

  /** Bytes taken now. */
  public long takenBytes() {
    return takenBytes.get();
  }
}
