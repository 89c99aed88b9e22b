package dev.sluice.server.bytes;

import static org.junit.jupiter.api.Assertions.assertEquals;

import org.junit.jupiter.api.Test;

class TimestampUnwrapperTest {

  private static final long CYCLE = 1L << 32;

  private final TimestampUnwrapper unwrapper = new TimestampUnwrapper();

  @Test
  void startsInTheFirstCycleSoThatEarlierTimestampsStayPositive() {
    assertEquals(CYCLE, unwrapper.unwrap(0));
    assertEquals(CYCLE - 1, unwrapper.unwrap(-1));
  }

  @Test
  void takesTheRawIntAsUnsigned() {
    assertEquals(CYCLE + 0xffff_fff0L, unwrapper.unwrap(0xffff_fff0));
  }

  @Test
  void countsOnOverTheWrap() {
    unwrapper.unwrap(0xffff_fff0);
    assertEquals(2 * CYCLE + 0x10, unwrapper.unwrap(0x10));
    assertEquals(CYCLE + 0xffff_fff1L, unwrapper.unwrap(0xffff_fff1));
    assertEquals(2 * CYCLE + 0x11, unwrapper.unwrap(0x11));
  }

  @Test
  void countsOnOverTheSignBit() {
    unwrapper.unwrap(0x7fff_ffff);
    assertEquals(CYCLE + 0x8000_0000L, unwrapper.unwrap(0x8000_0000));
  }
}
