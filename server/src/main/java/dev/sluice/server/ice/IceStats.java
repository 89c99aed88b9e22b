package dev.sluice.server.ice;

import java.util.Map;

/**
 * A snapshot of what an {@link IceLiteAgent} saw.
 *
 * @param checks authenticated connectivity checks, answered with success
 * @param errorResponses error responses sent
 * @param indications Binding indications on validated paths
 * @param foreignPeerUfrags checks in which the peer named itself by another ufrag than it signaled;
 *     they count in {@code checks} too
 * @param validatedPaths how many paths may carry media now
 * @param pathsEvicted paths forgotten because a newer one needed their place
 * @param pathSelections how often a path was selected, the first time included
 * @param restarts ICE restarts that the peer carried out
 * @param nominationStyle how the peer nominates
 * @param drops datagrams without effect, by reason; reasons that never occurred are absent
 */
public record IceStats(
    long checks,
    long errorResponses,
    long indications,
    long foreignPeerUfrags,
    int validatedPaths,
    long pathsEvicted,
    long pathSelections,
    long restarts,
    NominationStyle nominationStyle,
    Map<IceDropReason, Long> drops) {

  /** Copies the map. */
  public IceStats {
    drops = Map.copyOf(drops);
  }

  /** How many datagrams were dropped for {@code reason}. */
  public long drops(IceDropReason reason) {
    return drops.getOrDefault(reason, 0L);
  }
}
