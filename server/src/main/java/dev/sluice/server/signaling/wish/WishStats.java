package dev.sluice.server.signaling.wish;

import java.util.Map;

/**
 * A snapshot of WHIP and WHEP; all but the sessions only grow.
 *
 * @param sessions alive now, by protocol; one without sessions may be missing
 * @param posts by what became of them
 * @param iceRestarts done
 * @param remoteCandidates told by clients after their offers
 */
public record WishStats(
    Map<String, Long> sessions, Map<Outcome, Long> posts, long iceRestarts, long remoteCandidates) {

  public WishStats {
    sessions = Map.copyOf(sessions);
    posts = Map.copyOf(posts);
  }

  /** How many of a protocol's are alive. */
  public long sessions(String protocol) {
    return sessions.getOrDefault(protocol, 0L);
  }

  /**
   * What became of a POST.
   *
   * @param protocol {@code whip} or {@code whep}
   * @param status of the response
   */
  public record Outcome(String protocol, int status) {}
}
