package dev.sluice.server.srtp;

/**
 * Why a packet was not opened or sealed. The packet path returns these negative numbers in place of
 * a length; nothing is thrown for what the network sent.
 */
public final class SrtpResult {

  /** The authentication tag does not match: forged, damaged or sealed with other keys. */
  public static final int FORGED = -1;

  /** The index was opened before or is older than the replay window. RFC 3711 section 3.3.2. */
  public static final int REPLAYED = -2;

  /** Too short, or header fields that point behind its end. */
  public static final int MALFORMED = -3;

  /** An authentic packet of one SSRC more than {@link SrtpOptions} allows. */
  public static final int TOO_MANY_SSRCS = -4;

  /** SRTCP whose E bit is clear: we agreed on encryption, RFC 3711 section 3.4. */
  public static final int UNENCRYPTED = -5;

  /** The index space of the key is used up; the session needs new keys. RFC 3711 section 9.2. */
  public static final int KEY_EXHAUSTED = -6;

  private SrtpResult() {}

  /** A name for counters and logs; {@code ok} for a length. */
  public static String name(int result) {
    return switch (result) {
      case FORGED -> "forged";
      case REPLAYED -> "replayed";
      case MALFORMED -> "malformed";
      case TOO_MANY_SSRCS -> "too_many_ssrcs";
      case UNENCRYPTED -> "unencrypted";
      case KEY_EXHAUSTED -> "key_exhausted";
      default -> result >= 0 ? "ok" : "unknown";
    };
  }
}
