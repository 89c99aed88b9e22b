package dev.sluice.server.bytes;

/**
 * Integers in network byte order inside a {@code byte[]}. Bounds are the array's own; callers check
 * lengths first.
 */
public final class BigEndian {

  private BigEndian() {}

  /** One byte, 0 to 255. */
  public static int u8(byte[] data, int offset) {
    return data[offset] & 0xFF;
  }

  /** Two bytes, 0 to 65535. */
  public static int u16(byte[] data, int offset) {
    return u8(data, offset) << 8 | u8(data, offset + 1);
  }

  /** Three bytes, 0 to 16777215. */
  public static int u24(byte[] data, int offset) {
    return u16(data, offset) << 8 | u8(data, offset + 2);
  }

  /** Four bytes as raw bits. */
  public static int i32(byte[] data, int offset) {
    return u16(data, offset) << 16 | u16(data, offset + 2);
  }

  /** Four bytes, 0 to 4294967295. */
  public static long u32(byte[] data, int offset) {
    return i32(data, offset) & 0xFFFFFFFFL;
  }

  /** Eight bytes as raw bits. */
  public static long i64(byte[] data, int offset) {
    return (long) i32(data, offset) << 32 | u32(data, offset + 4);
  }

  /** Writes the low 8 bits of {@code value}. */
  public static void putU8(byte[] data, int offset, int value) {
    data[offset] = (byte) value;
  }

  /** Writes the low 16 bits of {@code value}. */
  public static void putU16(byte[] data, int offset, int value) {
    data[offset] = (byte) (value >>> 8);
    data[offset + 1] = (byte) value;
  }

  /** Writes the low 24 bits of {@code value}. */
  public static void putU24(byte[] data, int offset, int value) {
    data[offset] = (byte) (value >>> 16);
    putU16(data, offset + 1, value);
  }

  /** Writes 32 bits. */
  public static void putI32(byte[] data, int offset, int value) {
    putU16(data, offset, value >>> 16);
    putU16(data, offset + 2, value);
  }

  /** Writes 64 bits. */
  public static void putI64(byte[] data, int offset, long value) {
    putI32(data, offset, (int) (value >>> 32));
    putI32(data, offset + 4, (int) value);
  }
}
