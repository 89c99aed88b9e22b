package dev.sluice.server.bytes;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BigEndianTest {

  private static final byte[] DATA = HexFormat.of().parseHex("00fedcba9876543210");

  @Test
  void readsUnsignedIntegersAtOddOffsets() {
    assertEquals(0xfe, BigEndian.u8(DATA, 1));
    assertEquals(0xfedc, BigEndian.u16(DATA, 1));
    assertEquals(0xfedcba, BigEndian.u24(DATA, 1));
    assertEquals(0xfedcba98L, BigEndian.u32(DATA, 1));
  }

  @Test
  void readsRawIntegersWithTheirSignBit() {
    assertEquals(0xfedcba98, BigEndian.i32(DATA, 1));
    assertEquals(0xfedcba9876543210L, BigEndian.i64(DATA, 1));
  }

  @Test
  void writesTheLowBitsOnly() {
    byte[] out = new byte[19];
    BigEndian.putU8(out, 0, 0xf01);
    BigEndian.putU16(out, 1, 0xf0203);
    BigEndian.putU24(out, 3, 0xf0040506);
    BigEndian.putI32(out, 6, 0xf7080900);
    BigEndian.putI64(out, 10, 0xfedcba9876543210L);
    assertArrayEquals(HexFormat.of().parseHex("010203040506f7080900fedcba987654321000"), out);
  }

  @Test
  void refusesToReadBehindTheEnd() {
    byte[] four = new byte[4];
    assertThrows(IndexOutOfBoundsException.class, () -> BigEndian.u16(four, 3));
    assertThrows(IndexOutOfBoundsException.class, () -> BigEndian.u24(four, 2));
    assertThrows(IndexOutOfBoundsException.class, () -> BigEndian.i32(four, 1));
    assertThrows(IndexOutOfBoundsException.class, () -> BigEndian.i64(four, 0));
    assertThrows(IndexOutOfBoundsException.class, () -> BigEndian.putI32(four, 1, 0));
  }
}
