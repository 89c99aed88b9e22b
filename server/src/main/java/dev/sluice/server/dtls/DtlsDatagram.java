package dev.sluice.server.dtls;

import dev.sluice.server.bytes.BigEndian;

/**
 * Looks over a datagram before bctls may see it. bctls allocates what the length field of a
 * handshake message promises, up to 16 MB for each of 16 messages, before anything is
 * authenticated.
 */
final class DtlsDatagram {

  /** No path in use carries more in one UDP datagram. */
  static final int MAX_LENGTH = 2048;

  /** Certificates of a few kilobytes are the largest messages. */
  static final int MAX_MESSAGE_LENGTH = 1 << 14;

  /** Explicit nonce and tag of AES-GCM, RFC 5288; we negotiate nothing else. */
  private static final int MIN_PROTECTED_LENGTH = 8 + 16;

  private static final int RECORD_HEADER = 13;
  private static final int MESSAGE_HEADER = 12;
  private static final int HANDSHAKE = 22;
  private static final int MIN_CONTENT_TYPE = 20;
  private static final int MAX_CONTENT_TYPE = 63;

  private DtlsDatagram() {}

  /**
   * Whether every record is whole, of a DTLS version, long enough if it is protected, and no clear
   * handshake message promises more than {@link #MAX_MESSAGE_LENGTH}. RFC 6347 sections 4.1, 4.2.2.
   */
  static boolean acceptable(byte[] data, int off, int len) {
    if (len < RECORD_HEADER || len > MAX_LENGTH) {
      return false;
    }
    int end = off + len;
    int at = off;
    while (at < end) {
      if (end - at < RECORD_HEADER) {
        return false;
      }
      int contentType = data[at] & 0xFF;
      int length = BigEndian.u16(data, at + 11);
      if (contentType < MIN_CONTENT_TYPE
          || contentType > MAX_CONTENT_TYPE
          || data[at + 1] != (byte) 0xFE
          || length > end - at - RECORD_HEADER) {
        return false;
      }
      boolean clear = BigEndian.u16(data, at + 3) == 0;
      if (clear
          ? contentType == HANDSHAKE && !modest(data, at + RECORD_HEADER, length)
          : length < MIN_PROTECTED_LENGTH) {
        return false;
      }
      at += RECORD_HEADER + length;
    }
    return true;
  }

  /** Walks the messages and fragments of one record. */
  private static boolean modest(byte[] data, int off, int len) {
    int end = off + len;
    int at = off;
    while (end - at >= MESSAGE_HEADER) {
      if (BigEndian.u24(data, at + 1) > MAX_MESSAGE_LENGTH) {
        return false;
      }
      at += MESSAGE_HEADER + BigEndian.u24(data, at + 9);
    }
    return true;
  }
}
