package dev.sluice.server.rtp;

import dev.sluice.server.bytes.BigEndian;

/**
 * Writes RTP headers into the caller's array: {@link #begin}, any number of extensions, {@link
 * #endHeader}. One instance serves a whole loop and allocates nothing per packet.
 *
 * <p>Extension values are only referred to until {@link #endHeader}, which chooses the one-byte
 * form of RFC 8285 unless an element needs the two-byte form: an id above 14, or a value that is
 * empty or longer than 16 bytes. Mixing forms in one stream needs {@code a=extmap-allow-mixed}.
 */
public final class RtpWriter {

  /** More elements than this in one header are a mistake of the caller. */
  public static final int MAX_EXTENSIONS = 12;

  private static final int MAX_ONE_BYTE_ID = 14;
  private static final int MAX_ONE_BYTE_LENGTH = 16;
  private static final int MAX_TWO_BYTE_ID = 255;
  private static final int MAX_TWO_BYTE_LENGTH = 255;

  private final int[] ids = new int[MAX_EXTENSIONS];
  private final byte[][] values = new byte[MAX_EXTENSIONS][];
  private final int[] valueOffsets = new int[MAX_EXTENSIONS];
  private final int[] valueLengths = new int[MAX_EXTENSIONS];

  private byte[] out;
  private int offset;
  private int extensionCount;
  private boolean needsTwoByteForm;

  /**
   * Writes the fixed header at out[offset, offset+12), without CSRCs and without padding.
   *
   * @param payloadType 0 to 127
   * @param sequenceNumber its low 16 bits are used
   */
  public RtpWriter begin(
      byte[] out,
      int offset,
      int payloadType,
      boolean marker,
      int sequenceNumber,
      int timestamp,
      int ssrc) {
    this.out = out;
    this.offset = offset;
    this.extensionCount = 0;
    this.needsTwoByteForm = false;
    out[offset] = (byte) RtpPacket.VERSION_2;
    out[offset + 1] = (byte) ((marker ? RtpPacket.MARKER_BIT : 0) | (payloadType & 0x7f));
    BigEndian.putU16(out, offset + 2, sequenceNumber);
    BigEndian.putI32(out, offset + 4, timestamp);
    BigEndian.putI32(out, offset + 8, ssrc);
    return this;
  }

  /**
   * Adds the element {@code id} with value[valueOffset, valueOffset+valueLength). The array must
   * not change before {@link #endHeader} and must not be the part of {@code out} being written.
   *
   * @param id 1 to 255; {@link ExtensionMap#ABSENT} adds nothing, so callers need no branch
   * @param valueLength 0 to 255
   */
  public RtpWriter extension(int id, byte[] value, int valueOffset, int valueLength) {
    if (id == ExtensionMap.ABSENT) {
      return this;
    }
    if (extensionCount == MAX_EXTENSIONS
        || id < 0
        || id > MAX_TWO_BYTE_ID
        || valueLength > MAX_TWO_BYTE_LENGTH) {
      throw new IllegalArgumentException(
          "extension id " + id + ", " + valueLength + " bytes, after " + extensionCount);
    }
    ids[extensionCount] = id;
    values[extensionCount] = value;
    valueOffsets[extensionCount] = valueOffset;
    valueLengths[extensionCount] = valueLength;
    extensionCount++;
    needsTwoByteForm |=
        id > MAX_ONE_BYTE_ID || valueLength == 0 || valueLength > MAX_ONE_BYTE_LENGTH;
    return this;
  }

  /**
   * Writes the extension block, padded to whole words, when there are elements.
   *
   * @return the length of the header in bytes; the payload starts there
   */
  public int endHeader() {
    if (extensionCount == 0) {
      return RtpPacket.FIXED_HEADER_LENGTH;
    }
    int block = offset + RtpPacket.FIXED_HEADER_LENGTH;
    int elements = block + 4;
    int end = needsTwoByteForm ? writeTwoByteForm(elements) : writeOneByteForm(elements);
    while (((end - elements) & 3) != 0) {
      out[end++] = 0;
    }
    BigEndian.putU16(
        out, block, needsTwoByteForm ? RtpPacket.TWO_BYTE_PROFILE : RtpPacket.ONE_BYTE_PROFILE);
    BigEndian.putU16(out, block + 2, (end - elements) / 4);
    out[offset] |= RtpPacket.EXTENSION_BIT;
    return end - offset;
  }

  /**
   * Sets or clears the P bit of the header at {@code offset}; the padding itself is the caller's.
   *
   * @param paddingBit 1 when padding follows the payload, else 0
   */
  public static void setPadding(byte[] out, int offset, int paddingBit) {
    if (paddingBit != 0) {
      out[offset] |= RtpPacket.PADDING_BIT;
    } else {
      out[offset] &= ~RtpPacket.PADDING_BIT;
    }
  }

  private int writeOneByteForm(int position) {
    for (int i = 0; i < extensionCount; i++) {
      out[position++] = (byte) ((ids[i] << 4) | (valueLengths[i] - 1));
      position = writeValue(i, position);
    }
    return position;
  }

  private int writeTwoByteForm(int position) {
    for (int i = 0; i < extensionCount; i++) {
      out[position++] = (byte) ids[i];
      out[position++] = (byte) valueLengths[i];
      position = writeValue(i, position);
    }
    return position;
  }

  private int writeValue(int i, int position) {
    System.arraycopy(values[i], valueOffsets[i], out, position, valueLengths[i]);
    return position + valueLengths[i];
  }
}
