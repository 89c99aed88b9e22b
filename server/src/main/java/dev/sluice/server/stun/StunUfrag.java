package dev.sluice.server.stun;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.sluice.server.bytes.BigEndian;

/**
 * Reads from a Binding request only whom it is for. The socket layer asks this for every STUN
 * datagram before it looks at addresses, because a NAT can hand an old address to a new session.
 */
public final class StunUfrag {

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
    if (!StunMessage.hasHeader(data, offset, length)
        || BigEndian.u16(data, offset) != StunMessage.BINDING_REQUEST) {
      return null;
    }
    int end = offset + length;
    int at = offset + StunMessage.HEADER_LENGTH;
    for (int i = 0; i < StunMessage.MAX_ATTRIBUTES; i++) {
      if (end - at < StunMessage.ATTRIBUTE_HEADER_LENGTH) {
        return null;
      }
      int valueLength = BigEndian.u16(data, at + 2);
      int value = at + StunMessage.ATTRIBUTE_HEADER_LENGTH;
      if (valueLength > end - value) {
        return null;
      }
      if (BigEndian.u16(data, at) == StunAttribute.USERNAME) {
        return beforeColon(data, value, valueLength);
      }
      at = value + StunMessage.padded(valueLength);
    }
    return null;
  }

  private static String beforeColon(byte[] data, int offset, int length) {
    int bound = Math.min(length, MAX_LENGTH + 1);
    for (int i = 0; i < bound; i++) {
      byte c = data[offset + i];
      if (c == ':') {
        return i < MIN_LENGTH ? null : new String(data, offset, i, ISO_8859_1);
      }
      if (!isIceChar(c)) {
        return null;
      }
    }
    return null;
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
