package dev.sluice.recorder.library;

import dev.sluice.recorder.RecorderEvent;
import dev.sluice.recorder.RecorderEvent.DiskAlarm;
import dev.sluice.recorder.RecorderEvent.DiskRelieved;
import java.util.Optional;
import java.util.function.LongUnaryOperator;

/**
 * Decides whether there is room for recordings. Once there is too little, a tenth more than is
 * needed must become free before recordings can begin again, or every little deletion would begin
 * one that ends at once. Knows neither disk nor time. Thread-safe.
 */
public final class DiskGuard {

  /** Which part of the needed space must be free besides, after an alarm. */
  private static final int RELIEF_PART = 10;

  private static final long LEAST_RELIEF_BYTES = 64L << 20;

  private final LongUnaryOperator neededOf;
  private volatile boolean full;
  private boolean refused;
  private long lastFreeBytes;
  private long lastNeededBytes;

  /**
   * @param neededOf the bytes that must stay free on a disk of so many bytes
   */
  public DiskGuard(LongUnaryOperator neededOf) {
    this.neededOf = neededOf;
  }

  /** True while no recording may begin or go on. */
  public boolean full() {
    return full;
  }

  /** What is free now, and what has to be said about it. */
  synchronized Optional<RecorderEvent> onReading(DiskSpace.Reading reading) {
    long needed = neededOf.applyAsLong(reading.totalBytes());
    lastFreeBytes = reading.freeBytes();
    lastNeededBytes = needed;
    if (!full && reading.freeBytes() < needed) {
      full = true;
      return Optional.of(new DiskAlarm(reading.freeBytes(), needed, "less is free than must be"));
    }
    long relief = Math.max(needed / RELIEF_PART, LEAST_RELIEF_BYTES);
    if (full && reading.freeBytes() >= needed + relief) {
      full = false;
      refused = false;
      return Optional.of(new DiskRelieved(reading.freeBytes()));
    }
    return Optional.empty();
  }

  /**
   * The disk refused to take something, whatever it says of its space (a quota, perhaps): it counts
   * as full until {@link #onReading} finds more room than is needed.
   */
  synchronized Optional<RecorderEvent> onRefusal(String detail) {
    boolean told = full && refused;
    full = true;
    refused = true;
    return told
        ? Optional.empty()
        : Optional.of(new DiskAlarm(lastFreeBytes, lastNeededBytes, detail));
  }
}
