package dev.sluice.server.media;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.stun.StunMessage;

/**
 * The beginning of a TCP connection that is for ICE: one frame with a STUN Binding request.
 *
 * <pre>
 *  byte 0   1   2   3   4   5   6   7   8   9
 *      LENGTH  00  01  LENGTH  21  12  A4  42
 *                      - 20
 * </pre>
 *
 * No HTTP request and no TLS record begins like this; the first byte mostly tells already.
 */
final class Greeting {

  /** So many bytes tell for sure. */
  static final int TELLING_BYTES = 10;

  /** USERNAME may have 513 bytes, RFC 8489 section 14.3; everything else is small. */
  static final int MAX_FRAME_LENGTH = 1280;

  private static final int STUN_LENGTH_AT = 4;
  private static final int[] AFTER_LENGTH = {0x00, 0x01};
  private static final int[] COOKIE = {0x21, 0x12, 0xa4, 0x42};
  static final int COOKIE_AT = 6;

  /** What the bytes seen so far can be. */
  enum Verdict {
    /** A greeting. */
    YES,
    /** Too few to tell. */
    PERHAPS,
    /** Something else. */
    NO
  }

  private Greeting() {}

  /** Judges the first {@code length} bytes; those from {@link #TELLING_BYTES} on are not read. */
  static Verdict judge(byte[] data, int length) {
    if (!lengthPossible(data, length)
        || !matches(data, FrameReader.PREFIX_LENGTH, length, AFTER_LENGTH)
        || !matches(data, COOKIE_AT, length, COOKIE)) {
      return Verdict.NO;
    }
    return length < TELLING_BYTES ? Verdict.PERHAPS : Verdict.YES;
  }

  /** Of a greeting: how many bytes it has with its prefix. */
  static int frameEnd(byte[] data) {
    return FrameReader.PREFIX_LENGTH + BigEndian.u16(data, 0);
  }

  private static boolean lengthPossible(byte[] data, int length) {
    if (length >= 1 && (data[0] & 0xff) > MAX_FRAME_LENGTH >> Byte.SIZE) {
      return false;
    }
    if (length < FrameReader.PREFIX_LENGTH) {
      return true;
    }
    int frameLength = BigEndian.u16(data, 0);
    if (frameLength < StunMessage.HEADER_LENGTH || frameLength > MAX_FRAME_LENGTH) {
      return false;
    }
    return length < COOKIE_AT
        || BigEndian.u16(data, STUN_LENGTH_AT) == frameLength - StunMessage.HEADER_LENGTH;
  }

  private static boolean matches(byte[] data, int at, int length, int[] expected) {
    for (int i = 0; i < expected.length && at + i < length; i++) {
      if ((data[at + i] & 0xff) != expected[i]) {
        return false;
      }
    }
    return true;
  }
}
