package dev.sluice.server.rtp;

import dev.sluice.server.bytes.BigEndian;

/**
 * A view of one RTP packet in somebody else's array. RFC 3550 §5.1.
 *
 * <pre>
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |           synchronization source (SSRC) identifier            |
 * |            contributing source (CSRC) identifiers ...         |
 * |      extension profile        |   length in 32-bit words      |
 * |                       extension elements ...                  |
 * </pre>
 *
 * <p>Reusable: {@link #wrap} points it at the next packet, and every accessor is valid until the
 * bytes change. It only reads; headers are rewritten with {@link RtpWriter}. Wrap clear packets:
 * the padding count of an SRTP packet is encrypted.
 */
public final class RtpPacket {

  /** The header without CSRCs and extension, in bytes. */
  public static final int FIXED_HEADER_LENGTH = 12;

  static final int VERSION_2 = 0x80;
  static final int PADDING_BIT = 0x20;
  static final int EXTENSION_BIT = 0x10;
  static final int MARKER_BIT = 0x80;

  /** Profile of one-byte extension elements, RFC 8285 §4.2. */
  static final int ONE_BYTE_PROFILE = 0xbede;

  /** Profile of two-byte extension elements, RFC 8285 §4.3; the low four bits are free. */
  static final int TWO_BYTE_PROFILE = 0x1000;

  private static final int EXTENSION_HEADER_LENGTH = 4;
  private static final byte[] NOTHING = new byte[0];

  private byte[] buffer = NOTHING;
  private int offset;
  private int length;
  private int headerLength;
  private int paddingLength;
  private int extensionProfile;
  private int extensionBlockStart;
  private int extensionBlockEnd;
  private int extensionOffset;
  private int extensionLength;

  /**
   * Points this view at data[offset, offset+length).
   *
   * @return false when the bytes are not an RTP packet: version, CSRC list, extension block or
   *     padding do not fit. The view is then unusable until the next successful call.
   */
  public boolean wrap(byte[] data, int offset, int length) {
    if (length < FIXED_HEADER_LENGTH || (data[offset] & 0xc0) != VERSION_2) {
      return false;
    }
    int firstByte = data[offset];
    int header = FIXED_HEADER_LENGTH + (firstByte & 0x0f) * 4;
    int profile = 0;
    int blockStart = 0;
    int blockLength = 0;
    if ((firstByte & EXTENSION_BIT) != 0) {
      if (header + EXTENSION_HEADER_LENGTH > length) {
        return false;
      }
      profile = BigEndian.u16(data, offset + header);
      blockLength = BigEndian.u16(data, offset + header + 2) * 4;
      header += EXTENSION_HEADER_LENGTH;
      blockStart = offset + header;
      header += blockLength;
    }
    if (header > length) {
      return false;
    }
    int padding = 0;
    if ((firstByte & PADDING_BIT) != 0) {
      padding = data[offset + length - 1] & 0xff;
      if (padding == 0 || padding > length - header) {
        return false;
      }
    }
    this.buffer = data;
    this.offset = offset;
    this.length = length;
    this.headerLength = header;
    this.paddingLength = padding;
    this.extensionProfile = profile;
    this.extensionBlockStart = blockStart;
    this.extensionBlockEnd = blockStart + blockLength;
    this.extensionOffset = 0;
    this.extensionLength = 0;
    return true;
  }

  /**
   * Tells RTCP from RTP on one port: the second byte of RTCP is 192 to 223, which leaves RTP the
   * payload types outside 64 to 95. RFC 5761 §4.
   */
  public static boolean looksLikeRtcp(byte[] data, int offset, int length) {
    return length >= 2 && (data[offset + 1] & 0xe0) == 0xc0;
  }

  /** The array the packet stands in. */
  public byte[] buffer() {
    return buffer;
  }

  /** Where the packet starts in {@link #buffer}. */
  public int offset() {
    return offset;
  }

  /** The whole packet with header and padding, in bytes. */
  public int length() {
    return length;
  }

  public boolean marker() {
    return (buffer[offset + 1] & MARKER_BIT) != 0;
  }

  /** 0 to 127. */
  public int payloadType() {
    return buffer[offset + 1] & 0x7f;
  }

  /** 0 to 65535. */
  public int sequenceNumber() {
    return BigEndian.u16(buffer, offset + 2);
  }

  /** Raw 32 bits, in units of the payload format's clock rate. */
  public int timestamp() {
    return BigEndian.i32(buffer, offset + 4);
  }

  /** Raw 32 bits. */
  public int ssrc() {
    return BigEndian.i32(buffer, offset + 8);
  }

  /** Fixed header, CSRC list and extension block, in bytes. */
  public int headerLength() {
    return headerLength;
  }

  /** Where the payload starts in {@link #buffer}. */
  public int payloadOffset() {
    return offset + headerLength;
  }

  /** The payload without padding, in bytes; 0 for a probe that is padding only. */
  public int payloadLength() {
    return length - headerLength - paddingLength;
  }

  /** Padding at the end with its count byte, in bytes; 0 when there is none. */
  public int paddingLength() {
    return paddingLength;
  }

  /**
   * Looks for a header extension element in either form of RFC 8285.
   *
   * <p>Elements behind a broken one are not seen. On success {@link #extensionOffset} and {@link
   * #extensionLength} tell where its value stands, until the next call.
   *
   * @param id the agreed id; {@link ExtensionMap#ABSENT} is never found
   */
  public boolean findExtension(int id) {
    if (id == ExtensionMap.ABSENT) {
      return false;
    }
    if (extensionProfile == ONE_BYTE_PROFILE) {
      return findOneByteElement(id);
    }
    if ((extensionProfile & 0xfff0) == TWO_BYTE_PROFILE) {
      return findTwoByteElement(id);
    }
    return false;
  }

  /** Where the value found last starts in {@link #buffer}. */
  public int extensionOffset() {
    return extensionOffset;
  }

  /** Length of the value found last, in bytes: 1 to 16, or 0 to 255 in the two-byte form. */
  public int extensionLength() {
    return extensionLength;
  }

  private boolean findOneByteElement(int id) {
    int position = extensionBlockStart;
    while (position < extensionBlockEnd) {
      int header = buffer[position++] & 0xff;
      if (header == 0) {
        continue; // padding between elements
      }
      int elementId = header >> 4;
      if (elementId == 0 || elementId == 15) {
        return false; // §4.2: stop reading here
      }
      int valueLength = (header & 0x0f) + 1;
      if (position + valueLength > extensionBlockEnd) {
        return false;
      }
      if (elementId == id) {
        return found(position, valueLength);
      }
      position += valueLength;
    }
    return false;
  }

  private boolean findTwoByteElement(int id) {
    int position = extensionBlockStart;
    while (position < extensionBlockEnd) {
      int elementId = buffer[position++] & 0xff;
      if (elementId == 0) {
        continue;
      }
      if (position >= extensionBlockEnd) {
        return false;
      }
      int valueLength = buffer[position++] & 0xff;
      if (position + valueLength > extensionBlockEnd) {
        return false;
      }
      if (elementId == id) {
        return found(position, valueLength);
      }
      position += valueLength;
    }
    return false;
  }

  private boolean found(int valueOffset, int valueLength) {
    extensionOffset = valueOffset;
    extensionLength = valueLength;
    return true;
  }
}
