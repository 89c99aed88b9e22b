package dev.sluice.server.transport;

/**
 * What a datagram on a shared port is, told by its first byte (RFC 7983) and, between RTP and RTCP,
 * by its second (RFC 5761 section 4).
 *
 * <pre>
 *   first byte   0..3    STUN
 *               20..63   DTLS
 *              128..191  RTP, or RTCP when the second byte is 192..223
 * </pre>
 */
public enum DatagramKind {
  STUN,
  DTLS,
  RTP,
  RTCP,
  UNKNOWN;

  private static final int LAST_STUN = 3;
  private static final int FIRST_DTLS = 20;
  private static final int LAST_DTLS = 63;
  private static final int FIRST_RTP = 128;
  private static final int LAST_RTP = 191;
  private static final int FIRST_RTCP_TYPE = 192;
  private static final int LAST_RTCP_TYPE = 223;

  /** Classifies {@code data[offset, offset + length)}. */
  public static DatagramKind of(byte[] data, int offset, int length) {
    if (length < 2) {
      return UNKNOWN;
    }
    int first = data[offset] & 0xff;
    if (first <= LAST_STUN) {
      return STUN;
    }
    if (first >= FIRST_DTLS && first <= LAST_DTLS) {
      return DTLS;
    }
    if (first < FIRST_RTP || first > LAST_RTP) {
      return UNKNOWN;
    }
    int second = data[offset + 1] & 0xff;
    return second >= FIRST_RTCP_TYPE && second <= LAST_RTCP_TYPE ? RTCP : RTP;
  }
}
