package dev.sluice.server.ice;

import java.util.EnumMap;
import java.util.Map;

/** What {@link IceStats} is made from. */
final class IceCounters {

  long checks;
  long errorResponses;
  long indications;
  long foreignPeerUfrags;
  long pathsEvicted;
  long pathSelections;
  long restarts;
  private final long[] drops = new long[IceDropReason.values().length];

  void drop(IceDropReason reason) {
    drops[reason.ordinal()]++;
  }

  IceStats snapshot(int validatedPaths, NominationStyle style) {
    Map<IceDropReason, Long> dropsByReason = new EnumMap<>(IceDropReason.class);
    for (IceDropReason reason : IceDropReason.values()) {
      if (drops[reason.ordinal()] > 0) {
        dropsByReason.put(reason, drops[reason.ordinal()]);
      }
    }
    return new IceStats(
        checks,
        errorResponses,
        indications,
        foreignPeerUfrags,
        validatedPaths,
        pathsEvicted,
        pathSelections,
        restarts,
        style,
        dropsByReason);
  }
}
