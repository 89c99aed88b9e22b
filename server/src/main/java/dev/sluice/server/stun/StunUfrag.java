package dev.sluice.server.stun;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.server.bytes.BigEndian;

/**
 * Reads from a Binding request only whom it is for. The socket layer asks this for every STUN
 * datagram before it looks at addresses, because a NAT can hand an old address to a new session.
 */
public final class StunUfrag {

  /** There is none. */
  public static final long NONE = -1;

  private static final int MIN_LENGTH = 4;
  private static final int MAX_LENGTH = 256;

  private StunUfrag() {}

  /**
   * The receiver's username fragment: what stands before the colon in USERNAME. Nothing is
   * authenticated yet. RFC 8445 section 7.2.2.
   *
   * @return 4 to 256 ice-chars, or null when this is not a Binding request that names one
   */
  public static String localUfrag(byte[] data, int offset, int length) {
    long place = find(data, offset, length);
    return place == NONE ? null : new String(data, offsetOf(place), lengthOf(place), ISO_8859_1);
  }

  /**
   * Where {@link #localUfrag} stands, found without allocating anything: strangers decide how often
   * this is asked.
   *
   * @return a place for {@link #offsetOf} and {@link #lengthOf}, or {@link #NONE}
   */
  public static long find(byte[] data, int offset, int length) {
    if (!StunMessage.hasHeader(data, offset, length)
        || BigEndian.u16(data, offset) != StunMessage.BINDING_REQUEST) {
      return NONE;
    }
    int end = offset + length;
    int at = offset + StunMessage.HEADER_LENGTH;
    for (int i = 0; i < StunMessage.MAX_ATTRIBUTES; i++) {
      if (end - at < StunMessage.ATTRIBUTE_HEADER_LENGTH) {
        return NONE;
      }
      int valueLength = BigEndian.u16(data, at + 2);
      int value = at + StunMessage.ATTRIBUTE_HEADER_LENGTH;
      if (valueLength > end - value) {
        return NONE;
      }
      if (BigEndian.u16(data, at) == StunAttribute.USERNAME) {
        return beforeColon(data, value, valueLength);
      }
      at = value + StunMessage.padded(valueLength);
    }
    return NONE;
  }

  /** Index of the first byte in the array that was searched. */
  public static int offsetOf(long place) {
    return (int) (place >>> 32);
  }

  /** Length in bytes, 4 to 256. */
  public static int lengthOf(long place) {
    return (int) place;
  }

  private static long beforeColon(byte[] data, int offset, int length) {
    int bound = Math.min(length, MAX_LENGTH + 1);
    for (int i = 0; i < bound; i++) {
      byte c = data[offset + i];
      if (c == ':') {
        return i < MIN_LENGTH ? NONE : (long) offset << 32 | i;
      }
      if (!isIceChar(c)) {
        return NONE;
      }
    }
    return NONE;
  }

  /** ALPHA / DIGIT / "+" / "/", RFC 8839 section 5.4. */
  private static boolean isIceChar(byte c) {
    return (c >= 'A' && c <= 'Z')
        || (c >= 'a' && c <= 'z')
        || (c >= '0' && c <= '9')
        || c == '+'
        || c == '/';
  }
}
