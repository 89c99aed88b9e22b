package dev.sluice.server.transport;

import java.util.Locale;

/** Why a datagram or packet was not processed. The wire name labels a metric. */
public enum DropReason {
  /** Neither STUN, DTLS, RTP nor RTCP. */
  UNKNOWN_KIND,
  /** The path has not passed an ICE check. */
  PATH_NOT_VALIDATED,
  /** SRTP before the DTLS handshake ended. */
  NO_KEYS,
  /** SRTP that failed authentication. */
  FORGED,
  /** SRTP seen before, or too old. */
  REPLAYED,
  /** More DTLS or RTCP than a peer has reason to send. */
  RATE_LIMITED,
  /** A header that does not parse. */
  MALFORMED,
  /** RTP that belongs to no m-section. */
  UNKNOWN_SSRC,
  /** More SSRCs than one peer may use. */
  TOO_MANY_SSRCS,
  /** A payload type that was not agreed. */
  UNKNOWN_PAYLOAD_TYPE,
  /** A retransmission of something that is not being received. */
  STRAY_RETRANSMISSION,
  /** Media of an m-section in which the peer publishes nothing, or may not. */
  NOT_PUBLISHED,
  /** More than the peer may send, for longer than it takes to follow. */
  OVER_BITRATE,
  /** Received before, by another way. */
  DUPLICATE,
  /** It would not fit into a datagram any more. */
  OVERSIZE,
  /** There is no path or no key to send with yet. */
  NO_PATH;

  /** The reason on the wire. */
  public String wireName() {
    return name().toLowerCase(Locale.ROOT);
  }
}
