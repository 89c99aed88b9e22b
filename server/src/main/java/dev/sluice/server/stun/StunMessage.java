package dev.sluice.server.stun;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.sluice.server.bytes.BigEndian;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.util.zip.CRC32;

/**
 * A view of one STUN message in a caller's array; nothing is copied or changed.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |0 0|     STUN Message Type     |         Message Length        |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                         Magic Cookie                          |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |                     Transaction ID (96 bits)                  |
 * +-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+-+
 * |  then attributes: type (16), length (16), value, padding to 4 |
 * </pre>
 *
 * <p>After {@link #wrap} returned true every offset it hands out lies inside the message.
 * Attributes behind MESSAGE-INTEGRITY are invisible, except FINGERPRINT (RFC 8489 section 14.5); of
 * several attributes of one type the first counts.
 */
public final class StunMessage {

  /** Message types of the Binding method, RFC 8489 section 5. */
  public static final int BINDING_REQUEST = 0x0001;

  public static final int BINDING_INDICATION = 0x0011;
  public static final int BINDING_SUCCESS = 0x0101;
  public static final int BINDING_ERROR = 0x0111;

  /** Length of the header in bytes. */
  public static final int HEADER_LENGTH = 20;

  /** The longest message taken, in bytes: one datagram. */
  public static final int MAX_LENGTH = 1500;

  /** Most attributes taken in one message; browsers send about ten. */
  static final int MAX_ATTRIBUTES = 48;

  static final int MAGIC_COOKIE = 0x2112A442;
  static final int ATTRIBUTE_HEADER_LENGTH = 4;
  static final int TRANSACTION_ID_OFFSET = 8;
  static final int TRANSACTION_ID_LENGTH = 12;
  static final int FAMILY_IPV4 = 1;
  static final int FAMILY_IPV6 = 2;

  private static final int COOKIE_OFFSET = 4;
  private static final int FINGERPRINT_XOR = 0x5354554E;
  private static final int ABSENT = -1;

  private final CRC32 crc = new CRC32();
  private byte[] data = new byte[0];
  private int offset;
  private int length;
  private int visibleEnd;
  private int integrityOffset = ABSENT;
  private int fingerprintOffset = ABSENT;
  private int foundOffset;
  private int foundLength;

  /** A cheap look at the header only: type, length field and magic cookie. Never throws. */
  public static boolean hasHeader(byte[] data, int offset, int length) {
    return length >= HEADER_LENGTH
        && length <= MAX_LENGTH
        && (data[offset] & 0xC0) == 0
        && BigEndian.i32(data, offset + COOKIE_OFFSET) == MAGIC_COOKIE
        && BigEndian.u16(data, offset + 2) == length - HEADER_LENGTH
        && (length & 3) == 0;
  }

  /**
   * Points this view at a datagram.
   *
   * @return false when it is not exactly one well-formed STUN message; the view is then not usable
   */
  public boolean wrap(byte[] data, int offset, int length) {
    if (!hasHeader(data, offset, length)) {
      return false;
    }
    this.data = data;
    this.offset = offset;
    this.length = length;
    return walk();
  }

  private boolean walk() {
    integrityOffset = ABSENT;
    fingerprintOffset = ABSENT;
    visibleEnd = ABSENT;
    int end = offset + length;
    int at = offset + HEADER_LENGTH;
    int count = 0;
    while (at < end) {
      if (++count > MAX_ATTRIBUTES || fingerprintOffset != ABSENT || !fits(at, end)) {
        return false;
      }
      int type = BigEndian.u16(data, at);
      int valueLength = BigEndian.u16(data, at + 2);
      int value = at + ATTRIBUTE_HEADER_LENGTH;
      if (type == StunAttribute.MESSAGE_INTEGRITY && integrityOffset == ABSENT) {
        if (valueLength != StunIntegrity.LENGTH) {
          return false;
        }
        integrityOffset = value;
        visibleEnd = at;
      } else if (type == StunAttribute.FINGERPRINT) {
        if (valueLength != 4) {
          return false;
        }
        fingerprintOffset = value;
        visibleEnd = visibleEnd == ABSENT ? at : visibleEnd;
      }
      at = value + padded(valueLength);
    }
    visibleEnd = visibleEnd == ABSENT ? end : visibleEnd;
    return true;
  }

  private boolean fits(int at, int end) {
    return end - at >= ATTRIBUTE_HEADER_LENGTH
        && padded(BigEndian.u16(data, at + 2)) <= end - at - ATTRIBUTE_HEADER_LENGTH;
  }

  static int padded(int valueLength) {
    return (valueLength + 3) & ~3;
  }

  /** The array given to {@link #wrap}. */
  public byte[] buffer() {
    return data;
  }

  /** Where the message begins in {@link #buffer()}. */
  public int offset() {
    return offset;
  }

  /** Length of the whole message in bytes. */
  public int length() {
    return length;
  }

  /** The 14 bits of class and method, such as {@link #BINDING_REQUEST}. */
  public int type() {
    return BigEndian.u16(data, offset);
  }

  /** Where the 12 bytes of the transaction id begin in {@link #buffer()}. */
  public int transactionIdOffset() {
    return offset + TRANSACTION_ID_OFFSET;
  }

  /**
   * Moves {@link #valueOffset()} and {@link #valueLength()} to the first attribute of that type.
   *
   * @return false when there is none
   */
  public boolean find(int attributeType) {
    int at = offset + HEADER_LENGTH;
    while (at < visibleEnd) {
      int valueLength = BigEndian.u16(data, at + 2);
      if (BigEndian.u16(data, at) == attributeType) {
        foundOffset = at + ATTRIBUTE_HEADER_LENGTH;
        foundLength = valueLength;
        return true;
      }
      at += ATTRIBUTE_HEADER_LENGTH + padded(valueLength);
    }
    return false;
  }

  /** Where the value found last begins in {@link #buffer()}. */
  public int valueOffset() {
    return foundOffset;
  }

  /** Length of the value found last, in bytes without padding. */
  public int valueLength() {
    return foundLength;
  }

  /** The attribute's 32-bit value, or -1 when it is absent or not four bytes long. */
  public long u32(int attributeType) {
    return find(attributeType) && foundLength == 4 ? BigEndian.u32(data, foundOffset) : -1;
  }

  /** True when a MESSAGE-INTEGRITY attribute is present, right or wrong. */
  public boolean hasIntegrity() {
    return integrityOffset != ABSENT;
  }

  /** True when MESSAGE-INTEGRITY is present and was made with this password. */
  public boolean integrityMatches(StunIntegrity integrity) {
    return integrityOffset != ABSENT && integrity.matches(data, offset, integrityOffset);
  }

  /** True when a FINGERPRINT attribute is present, right or wrong. */
  public boolean hasFingerprint() {
    return fingerprintOffset != ABSENT;
  }

  /** True when FINGERPRINT is present and right, RFC 8489 section 14.7. */
  public boolean fingerprintMatches() {
    if (fingerprintOffset == ABSENT) {
      return false;
    }
    int covered = fingerprintOffset - ATTRIBUTE_HEADER_LENGTH - offset;
    return fingerprint(crc, data, offset, covered) == BigEndian.i32(data, fingerprintOffset);
  }

  static int fingerprint(CRC32 crc, byte[] data, int offset, int length) {
    crc.reset();
    crc.update(data, offset, length);
    return (int) crc.getValue() ^ FINGERPRINT_XOR;
  }

  /**
   * Collects the types of comprehension-required attributes this server does not know.
   *
   * @return how many were stored; no more than {@code types.length}
   */
  public int unknownRequired(int[] types) {
    int count = 0;
    int at = offset + HEADER_LENGTH;
    while (at < visibleEnd && count < types.length) {
      int type = BigEndian.u16(data, at);
      if (StunAttribute.comprehensionRequired(type) && !StunAttribute.understood(type)) {
        types[count++] = type;
      }
      at += ATTRIBUTE_HEADER_LENGTH + padded(BigEndian.u16(data, at + 2));
    }
    return count;
  }

  /** The code of ERROR-CODE, 300 to 699, or -1 when absent or malformed. */
  public int errorCode() {
    if (!find(StunAttribute.ERROR_CODE) || foundLength < 4) {
      return -1;
    }
    int hundreds = data[foundOffset + 2] & 0x07;
    int number = data[foundOffset + 3] & 0xFF;
    return hundreds >= 3 && hundreds <= 6 && number < 100 ? hundreds * 100 + number : -1;
  }

  /** A text such as REALM, or null when absent; allocates. */
  public String textOrNull(int attributeType) {
    return find(attributeType) ? new String(data, foundOffset, foundLength, UTF_8) : null;
  }

  /** XOR-MAPPED-ADDRESS, or null when absent or malformed; allocates. RFC 8489 section 14.2. */
  public InetSocketAddress xorMappedAddressOrNull() {
    return xorAddressOrNull(StunAttribute.XOR_MAPPED_ADDRESS);
  }

  /** An attribute made like XOR-MAPPED-ADDRESS, or null when absent or malformed; allocates. */
  public InetSocketAddress xorAddressOrNull(int attributeType) {
    if (!find(attributeType) || foundLength < 4) {
      return null;
    }
    int family = data[foundOffset + 1];
    int ipLength = foundLength - 4;
    boolean legal =
        (family == FAMILY_IPV4 && ipLength == 4) || (family == FAMILY_IPV6 && ipLength == 16);
    if (!legal) {
      return null;
    }
    int port = BigEndian.u16(data, foundOffset + 2) ^ (MAGIC_COOKIE >>> 16);
    byte[] ip = new byte[ipLength];
    for (int i = 0; i < ipLength; i++) {
      ip[i] = (byte) (data[foundOffset + 4 + i] ^ data[offset + COOKIE_OFFSET + i]);
    }
    try {
      return new InetSocketAddress(InetAddress.getByAddress(ip), port);
    } catch (UnknownHostException e) {
      throw new AssertionError("4 and 16 bytes are always an address", e);
    }
  }
}
