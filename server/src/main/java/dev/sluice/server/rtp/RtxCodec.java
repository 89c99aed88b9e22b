package dev.sluice.server.rtp;

import dev.sluice.server.bytes.BigEndian;

/**
 * Turns RFC 4588 retransmissions back into the packets they repeat. An RTX payload is the original
 * sequence number (OSN, two bytes) and then the original payload; timestamp, marker and header
 * extensions are those of the original.
 */
public final class RtxCodec {

  /** Length of the original sequence number in bytes. */
  public static final int OSN_LENGTH = 2;

  private RtxCodec() {}

  /** True for an RTX packet of padding only, which senders use to probe for bandwidth. */
  public static boolean isPaddingProbe(RtpPacket rtx) {
    return rtx.payloadLength() == 0;
  }

  /**
   * Restores the original packet in place: the header moves {@link #OSN_LENGTH} bytes forward over
   * the OSN, so the payload stays where it is. Padding is kept. The view {@code rtx} then shows the
   * original, starting two bytes later.
   *
   * @param ssrc of the repaired stream
   * @param payloadType of the repaired format, 0 to 127
   * @return false, with nothing changed, when there is no whole OSN (as in a padding probe)
   */
  public static boolean restore(RtpPacket rtx, int ssrc, int payloadType) {
    if (rtx.payloadLength() < OSN_LENGTH) {
      return false;
    }
    byte[] data = rtx.buffer();
    int from = rtx.offset();
    int to = from + OSN_LENGTH;
    int length = rtx.length() - OSN_LENGTH;
    int originalSequence = BigEndian.u16(data, rtx.payloadOffset());
    System.arraycopy(data, from, data, to, rtx.headerLength());
    data[to + 1] = (byte) ((data[to + 1] & RtpPacket.MARKER_BIT) | (payloadType & 0x7f));
    BigEndian.putU16(data, to + 2, originalSequence);
    BigEndian.putI32(data, to + 8, ssrc);
    return rtx.wrap(data, to, length);
  }
}
