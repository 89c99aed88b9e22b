package dev.sluice.server.ice;

import dev.sluice.server.stun.StunAttribute;
import dev.sluice.server.stun.StunMessage;

/**
 * Decides over which validated path we send.
 *
 * <p>A lite agent should send over what the controlling peer nominates (RFC 8445 section 8.1.2),
 * but peers mean different things by USE-CANDIDATE:
 *
 * <ul>
 *   <li><b>Selective</b> peers (Chrome, Safari, libjuice, pion) nominate after a check succeeded,
 *       and again on another pair when they move. For them a nomination is an order.
 *   <li><b>Always-nominators</b> (Firefox, FFmpeg 8.0, libnice) put USE-CANDIDATE on the checks of
 *       every pair, the losing ones too. Obeying would send wherever the last check came from, so
 *       traffic decides: the path on which authenticated DTLS or SRTP arrives.
 *   <li>Peers with the <b>renomination</b> option number their nominations; the largest wins, in
 *       whatever order the checks arrive.
 * </ul>
 *
 * <p>The very first check tells the styles apart for good: before we have answered anything a
 * selective peer has no valid pair that it could nominate. Later checks say nothing, because
 * Firefox's consent checks carry no USE-CANDIDATE and a Chrome behind a rebinding NAT shows up on a
 * new path with a nomination at once.
 *
 * <p>Until a nomination means something, traffic decides for every peer. And whatever was
 * nominated, a selected path that fell silent gives way to one that lives.
 */
final class PathSelector {

  private static final long NONE = -1;

  private final IceOptions options;
  private NominationStyle style = NominationStyle.UNKNOWN;
  private int generation;
  private boolean nominated;
  private long lastNomination = NONE;

  PathSelector(IceOptions options) {
    this.options = options;
  }

  NominationStyle style() {
    return style;
  }

  /**
   * Forgets nominations: they count anew after an ICE restart. The style is the peer's and stays.
   */
  void beginGeneration(int next) {
    generation = next;
    nominated = false;
    lastNomination = NONE;
  }

  /**
   * An authenticated check of the current generation came on {@code path}.
   *
   * @param selected the path selected so far, or null
   * @return true when {@code path} is to be selected now
   */
  boolean onCheck(PathState path, PathState selected, StunMessage check, long nowNanos) {
    boolean useCandidate = check.find(StunAttribute.USE_CANDIDATE);
    long nomination = check.u32(StunAttribute.NOMINATION);
    if (style == NominationStyle.UNKNOWN) {
      style = useCandidate ? NominationStyle.ALWAYS : NominationStyle.SELECTIVE;
    }
    if (nomination != NONE) {
      if (nomination > lastNomination) {
        lastNomination = nomination;
        nominated = true;
        return path != selected;
      }
    } else if (useCandidate && style == NominationStyle.SELECTIVE) {
      nominated = true;
      return path != selected;
    }
    return path != selected && (selected == null || outlived(selected, nowNanos));
  }

  /** Authenticated DTLS or SRTP came on {@code path}; as {@link #onCheck}. */
  boolean onTraffic(PathState path, PathState selected, long nowNanos) {
    if (path == selected) {
      return false;
    }
    boolean trafficDecides = !nominated;
    return selected == null
        || outlived(selected, nowNanos)
        || (trafficDecides && selected.idleFor(options.trafficHysteresisNanos(), nowNanos));
  }

  /** After an ICE restart less patience is due with a path the peer has not taken up again. */
  private boolean outlived(PathState selected, long nowNanos) {
    long patienceNanos =
        selected.generation() < generation
            ? options.trafficHysteresisNanos()
            : options.silentPathNanos();
    return selected.silentFor(patienceNanos, nowNanos);
  }
}
