package dev.sluice.server.transport;

import java.util.HashMap;
import java.util.Map;

/** Counts drops by reason. Owned by one loop. */
public final class DropCounters {

  private static final DropReason[] REASONS = DropReason.values();

  private final long[] counts = new long[REASONS.length];

  public void count(DropReason reason) {
    counts[reason.ordinal()]++;
  }

  public long of(DropReason reason) {
    return counts[reason.ordinal()];
  }

  /**
   * Adds what was counted to {@code totals}, by wire name; reasons that never occurred are left
   * out.
   */
  public void addTo(Map<String, Long> totals) {
    for (DropReason reason : REASONS) {
      if (counts[reason.ordinal()] > 0) {
        totals.merge(reason.wireName(), counts[reason.ordinal()], Long::sum);
      }
    }
  }

  /** The counts by wire name. */
  public Map<String, Long> asMap() {
    Map<String, Long> totals = new HashMap<>();
    addTo(totals);
    return totals;
  }
}
