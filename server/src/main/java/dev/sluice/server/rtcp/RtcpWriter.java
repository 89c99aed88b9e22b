package dev.sluice.server.rtcp;

import static dev.sluice.server.rtcp.RtcpTypes.FEEDBACK_SSRCS_LENGTH;
import static dev.sluice.server.rtcp.RtcpTypes.HEADER_LENGTH;
import static dev.sluice.server.rtcp.RtcpTypes.PADDING_BIT;
import static dev.sluice.server.rtcp.RtcpTypes.REPORT_BLOCK_LENGTH;
import static dev.sluice.server.rtcp.RtcpTypes.SENDER_INFO_LENGTH;

import dev.sluice.server.bytes.BigEndian;

/**
 * Writes RTCP packets one behind the other into the caller's array, so that a few calls make one
 * compound (RFC 3550 §6.1) or reduced-size (RFC 5506) datagram. Reusable; allocates nothing.
 *
 * <p>Every method that adds something answers false, with nothing written, when there is no room.
 */
public final class RtcpWriter {

  private static final int NONE = -1;

  private static final int FEEDBACK_HEADER_LENGTH = HEADER_LENGTH + FEEDBACK_SSRCS_LENGTH;
  private static final int MAX_CNAME_LENGTH = 255;
  private static final int MAX_REMB_MANTISSA = 0x3ffff;

  private byte[] out = new byte[0];
  private int start;
  private int limit;
  private int position;
  private int openReport = NONE;
  private int openFeedback = NONE;

  /** Starts a datagram at out[offset, offset+capacity). */
  public RtcpWriter wrap(byte[] out, int offset, int capacity) {
    this.out = out;
    this.start = offset;
    this.position = offset;
    // whole words only, so that padding to a word always has room
    this.limit = offset + (capacity & ~3);
    this.openReport = NONE;
    this.openFeedback = NONE;
    return this;
  }

  /** Bytes written since {@link #wrap}. */
  public int length() {
    return position - start;
  }

  /** The index behind the last byte that may be written in the array given to {@link #wrap}. */
  public int limit() {
    return limit;
  }

  /**
   * Begins a sender report; {@link #reportBlock} adds to it.
   *
   * @param ntp 32.32 fixed point, seconds since 1900
   * @param packets its low 32 bits are used
   * @param octets its low 32 bits are used
   */
  public boolean senderReport(int ssrc, long ntp, int rtpTimestamp, long packets, long octets) {
    int body = begin(RtcpTypes.SENDER_REPORT, 0, 4 + SENDER_INFO_LENGTH);
    if (body < 0) {
      return false;
    }
    openReport = body - HEADER_LENGTH;
    BigEndian.putI32(out, body, ssrc);
    BigEndian.putI64(out, body + 4, ntp);
    BigEndian.putI32(out, body + 12, rtpTimestamp);
    BigEndian.putI32(out, body + 16, (int) packets);
    BigEndian.putI32(out, body + 20, (int) octets);
    return true;
  }

  /** Begins a receiver report; {@link #reportBlock} adds to it. */
  public boolean receiverReport(int ssrc) {
    int body = begin(RtcpTypes.RECEIVER_REPORT, 0, 4);
    if (body < 0) {
      return false;
    }
    openReport = body - HEADER_LENGTH;
    BigEndian.putI32(out, body, ssrc);
    return true;
  }

  /**
   * Adds a block to the report just begun; false also when it has 31 already. See {@link
   * ReportBlock} for the units. The loss count is clamped to its 24 bits, RFC 3550 §6.4.1.
   */
  public boolean reportBlock(
      int ssrc,
      int fractionLost,
      int cumulativeLost,
      long extendedHighestSequence,
      long jitter,
      long lastSr,
      long delaySinceLastSr) {
    if (openReport == NONE) {
      throw new IllegalStateException("a block belongs behind a sender or receiver report");
    }
    int count = out[openReport] & RtcpTypes.MAX_COUNT;
    if (count == RtcpTypes.MAX_COUNT || position + REPORT_BLOCK_LENGTH > limit) {
      return false;
    }
    int at = position;
    BigEndian.putI32(out, at, ssrc);
    BigEndian.putU8(out, at + 4, fractionLost);
    BigEndian.putU24(out, at + 5, Math.max(-0x80_0000, Math.min(0x7f_ffff, cumulativeLost)));
    BigEndian.putI32(out, at + 8, (int) extendedHighestSequence);
    BigEndian.putI32(out, at + 12, (int) jitter);
    BigEndian.putI32(out, at + 16, (int) lastSr);
    BigEndian.putI32(out, at + 20, (int) delaySinceLastSr);
    position += REPORT_BLOCK_LENGTH;
    out[openReport]++;
    patchLength(openReport);
    return true;
  }

  /**
   * Names one source.
   *
   * @param cname ASCII, at most 255 characters
   */
  public boolean sourceDescription(int ssrc, String cname) {
    int cnameLength = cname.length();
    if (cnameLength > MAX_CNAME_LENGTH) {
      throw new IllegalArgumentException("CNAME of " + cnameLength + " characters");
    }
    // SSRC, item type and length, text, then one to four zero bytes up to the next word
    int bodyLength = (4 + 2 + cnameLength + 4) & ~3;
    int body = begin(RtcpTypes.SOURCE_DESCRIPTION, 1, bodyLength);
    if (body < 0) {
      return false;
    }
    BigEndian.putI32(out, body, ssrc);
    out[body + 4] = RtcpTypes.SDES_CNAME;
    out[body + 5] = (byte) cnameLength;
    int at = body + 6;
    for (int i = 0; i < cnameLength; i++) {
      out[at++] = (byte) cname.charAt(i);
    }
    while (at < position) {
      out[at++] = 0;
    }
    return true;
  }

  /** Says that {@code ssrc} has ended. */
  public boolean goodbye(int ssrc) {
    int body = begin(RtcpTypes.GOODBYE, 1, 4);
    if (body < 0) {
      return false;
    }
    BigEndian.putI32(out, body, ssrc);
    return true;
  }

  /**
   * Asks for lost packets.
   *
   * @param sequenceNumbers the first {@code count} are asked for, in ascending order modulo 2^16
   * @return how many of them were written: fewer than {@code count} when the room ends
   */
  public int nack(int senderSsrc, int mediaSsrc, int[] sequenceNumbers, int count) {
    if (count == 0 || position + FEEDBACK_HEADER_LENGTH + 4 > limit) {
      return 0;
    }
    int at =
        beginFeedback(
            RtcpTypes.FORMAT_NACK, RtcpTypes.TRANSPORT_LAYER_FEEDBACK, senderSsrc, mediaSsrc);
    int written = 0;
    while (written < count && at + 4 <= limit) {
      int packetId = sequenceNumbers[written++] & 0xffff;
      int following = 0;
      while (written < count) {
        int distance = (sequenceNumbers[written] - packetId) & 0xffff;
        if (distance > 16) {
          break;
        }
        following |= (1 << distance) >> 1;
        written++;
      }
      BigEndian.putU16(out, at, packetId);
      BigEndian.putU16(out, at + 2, following);
      at += 4;
    }
    endFeedback(at);
    return written;
  }

  /** Asks for a keyframe of {@code mediaSsrc} after loss. */
  public boolean pli(int senderSsrc, int mediaSsrc) {
    int fci =
        beginFeedback(
            RtcpTypes.FORMAT_PLI, RtcpTypes.PAYLOAD_SPECIFIC_FEEDBACK, senderSsrc, mediaSsrc);
    if (fci < 0) {
      return false;
    }
    endFeedback(fci);
    return true;
  }

  /**
   * Asks for a keyframe of {@code mediaSsrc}. The header's media SSRC is 0, RFC 5104 §4.3.1.2.
   *
   * @param commandSequence its low 8 bits are used; repeat it to repeat a request
   */
  public boolean fir(int senderSsrc, int mediaSsrc, int commandSequence) {
    if (position + FEEDBACK_HEADER_LENGTH + 8 > limit) {
      return false;
    }
    int fci =
        beginFeedback(RtcpTypes.FORMAT_FIR, RtcpTypes.PAYLOAD_SPECIFIC_FEEDBACK, senderSsrc, 0);
    BigEndian.putI32(out, fci, mediaSsrc);
    BigEndian.putI32(out, fci + 4, commandSequence << 24);
    endFeedback(fci + 8);
    return true;
  }

  /**
   * Tells the peer what it may send in total.
   *
   * @param bitrateBps not negative; rounded down to 18 significant bits
   * @param ssrcs the streams it covers, at most 255
   */
  public boolean remb(int senderSsrc, long bitrateBps, int... ssrcs) {
    int fciLength = 8 + ssrcs.length * 4;
    if (ssrcs.length > 255 || position + FEEDBACK_HEADER_LENGTH + fciLength > limit) {
      return false;
    }
    int fci =
        beginFeedback(
            RtcpTypes.FORMAT_APPLICATION, RtcpTypes.PAYLOAD_SPECIFIC_FEEDBACK, senderSsrc, 0);
    int exponent = 0;
    long mantissa = Math.max(0, bitrateBps);
    while (mantissa > MAX_REMB_MANTISSA) {
      mantissa >>= 1;
      exponent++;
    }
    BigEndian.putI32(out, fci, RtcpTypes.REMB_IDENTIFIER);
    BigEndian.putU8(out, fci + 4, ssrcs.length);
    BigEndian.putU24(out, fci + 5, (exponent << 18) | (int) mantissa);
    for (int i = 0; i < ssrcs.length; i++) {
      BigEndian.putI32(out, fci + 8 + i * 4, ssrcs[i]);
    }
    endFeedback(fci + fciLength);
    return true;
  }

  /**
   * Begins a feedback packet (RFC 4585 §6.1) whose feedback control information (FCI) the caller
   * writes in place, up to {@link #limit}. {@link #endFeedback} must follow.
   *
   * @param format FMT, 0 to 31
   * @param packetType 205 or 206
   * @return the index in the array where the FCI starts, or -1 when not even the header has room
   */
  public int beginFeedback(int format, int packetType, int senderSsrc, int mediaSsrc) {
    int body = begin(packetType, format, FEEDBACK_SSRCS_LENGTH);
    if (body < 0) {
      return -1;
    }
    openFeedback = body - HEADER_LENGTH;
    BigEndian.putI32(out, body, senderSsrc);
    BigEndian.putI32(out, body + 4, mediaSsrc);
    return position;
  }

  /**
   * Ends the packet of {@link #beginFeedback}: pads it to whole words, with the P bit and the count
   * as the last byte (RFC 3550 §6.4.1), and fills in its length.
   *
   * @param fciEnd the index behind the last FCI byte
   */
  public void endFeedback(int fciEnd) {
    if (openFeedback == NONE || fciEnd < position || fciEnd > limit) {
      throw new IllegalStateException("FCI ends at " + fciEnd + ", limit " + limit);
    }
    int padding = -(fciEnd - openFeedback) & 3;
    position = fciEnd + padding;
    if (padding != 0) {
      out[openFeedback] |= PADDING_BIT;
      for (int at = fciEnd; at < position; at++) {
        out[at] = 0;
      }
      out[position - 1] = (byte) padding;
    }
    patchLength(openFeedback);
    openFeedback = NONE;
  }

  /** Takes room for a header and a body; the index of the body, or -1 when there is none. */
  private int begin(int packetType, int count, int bodyLength) {
    int header = position;
    if (header + HEADER_LENGTH + bodyLength > limit) {
      return -1;
    }
    openReport = NONE;
    position = header + HEADER_LENGTH + bodyLength;
    out[header] = (byte) (0x80 | count);
    out[header + 1] = (byte) packetType;
    patchLength(header);
    return header + HEADER_LENGTH;
  }

  private void patchLength(int header) {
    BigEndian.putU16(out, header + 2, (position - header) / 4 - 1);
  }
}
