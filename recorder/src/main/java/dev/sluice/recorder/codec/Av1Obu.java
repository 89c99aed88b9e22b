package dev.sluice.recorder.codec;

/**
 * The open bitstream units that AV1 is made of. AV1 §5.3, §4.10.5.
 *
 * <pre>
 *   0 tttt x s 0     type, extension flag, has_size_field
 *   ttt ss 000       temporal and spatial id, if x
 *   leb128           size, if s
 * </pre>
 */
public final class Av1Obu {

  /** Types. AV1 §6.2.2 */
  public static final int TYPE_SEQUENCE_HEADER = 1;

  public static final int TYPE_TEMPORAL_DELIMITER = 2;
  public static final int TYPE_FRAME_HEADER = 3;
  public static final int TYPE_FRAME = 6;
  public static final int TYPE_TILE_LIST = 8;
  public static final int TYPE_PADDING = 15;

  /** The bit of the first byte that says that a size follows. */
  public static final int HAS_SIZE_FIELD = 0x02;

  private static final int HAS_EXTENSION = 0x04;
  private static final int MAX_LEB128_BYTES = 8;

  private Av1Obu() {}

  public static int type(byte header) {
    return header >> 3 & 0x0F;
  }

  /** Bytes before the size: one, or two with an extension. */
  public static int headerLength(byte header) {
    return (header & HAS_EXTENSION) == 0 ? 1 : 2;
  }

  public static boolean hasSizeField(byte header) {
    return (header & HAS_SIZE_FIELD) != 0;
  }

  /**
   * Reads a leb128 number that ends before {@code end}.
   *
   * @return the value; -1 if it is cut off, too long, or greater than an int
   */
  public static int leb128(byte[] data, int offset, int end) {
    long value = 0;
    for (int i = 0; i < MAX_LEB128_BYTES && offset + i < end; i++) {
      value |= (data[offset + i] & 0x7FL) << (7 * i);
      if ((data[offset + i] & 0x80) == 0) {
        return value > Integer.MAX_VALUE ? -1 : (int) value;
      }
    }
    return -1;
  }

  /** How many bytes a number takes that {@link #leb128} reads; it may be more than it must. */
  public static int leb128LengthAt(byte[] data, int offset) {
    int length = 1;
    while ((data[offset + length - 1] & 0x80) != 0) {
      length++;
    }
    return length;
  }

  /** How many bytes {@link #writeLeb128} writes. */
  public static int leb128Length(int value) {
    return Math.max(1, (Integer.SIZE + 6 - Integer.numberOfLeadingZeros(value)) / 7);
  }

  /** Writes a number of 0 or more. Returns how many bytes it took. */
  public static int writeLeb128(int value, byte[] target, int offset) {
    int rest = value;
    int at = offset;
    while (rest > 0x7F) {
      target[at++] = (byte) (rest | 0x80);
      rest >>>= 7;
    }
    target[at++] = (byte) rest;
    return at - offset;
  }
}
