package dev.sluice.server.bytes;

import java.lang.invoke.MethodHandles;
import java.lang.invoke.VarHandle;
import java.nio.ByteOrder;

/**
 * Reads and writes integers in network byte order inside byte arrays.
 *
 * <p>Bounds belong to the caller: an index outside the array throws {@link
 * IndexOutOfBoundsException}, so parsers compare lengths first.
 */
public final class BigEndian {

  private static final VarHandle U16 =
      MethodHandles.byteArrayViewVarHandle(short[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle I32 =
      MethodHandles.byteArrayViewVarHandle(int[].class, ByteOrder.BIG_ENDIAN);
  private static final VarHandle I64 =
      MethodHandles.byteArrayViewVarHandle(long[].class, ByteOrder.BIG_ENDIAN);

  private BigEndian() {}

  /** The byte at {@code offset} as 0 to 255. */
  public static int u8(byte[] data, int offset) {
    return data[offset] & 0xff;
  }

  /** Two bytes as 0 to 65535. */
  public static int u16(byte[] data, int offset) {
    return (short) U16.get(data, offset) & 0xffff;
  }

  /** Three bytes as 0 to 2^24 - 1. */
  public static int u24(byte[] data, int offset) {
    return (u8(data, offset) << 16) | u16(data, offset + 1);
  }

  /** Four bytes as 0 to 2^32 - 1. */
  public static long u32(byte[] data, int offset) {
    return i32(data, offset) & 0xffff_ffffL;
  }

  /** Four bytes as a raw int, the form SSRCs and RTP timestamps have here. */
  public static int i32(byte[] data, int offset) {
    return (int) I32.get(data, offset);
  }

  /** Eight bytes as a raw long. */
  public static long i64(byte[] data, int offset) {
    return (long) I64.get(data, offset);
  }

  /** Writes the low 8 bits of {@code value}. */
  public static void putU8(byte[] data, int offset, int value) {
    data[offset] = (byte) value;
  }

  /** Writes the low 16 bits of {@code value}. */
  public static void putU16(byte[] data, int offset, int value) {
    U16.set(data, offset, (short) value);
  }

  /** Writes the low 24 bits of {@code value}. */
  public static void putU24(byte[] data, int offset, int value) {
    data[offset] = (byte) (value >> 16);
    putU16(data, offset + 1, value);
  }

  /** Writes all 32 bits of {@code value}. */
  public static void putI32(byte[] data, int offset, int value) {
    I32.set(data, offset, value);
  }

  /** Writes all 64 bits of {@code value}. */
  public static void putI64(byte[] data, int offset, long value) {
    I64.set(data, offset, value);
  }
}
