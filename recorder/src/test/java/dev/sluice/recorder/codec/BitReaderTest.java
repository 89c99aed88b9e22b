package dev.sluice.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class BitReaderTest {

  private static BitReader nalUnit(String hex) {
    byte[] bytes = HexFormat.of().parseHex(hex);
    return BitReader.ofNalUnit(bytes, 0, bytes.length);
  }

  @Test
  void readsExponentialGolombCodes() {
    // 1, 010, 011, 00100, 00101: 0 to 4; the table of H.264 §9.1
    BitReader bits = nalUnit("a6428000");
    for (int expected = 0; expected < 5; expected++) {
      assertEquals(expected, bits.unsignedGolomb());
    }
    bits = nalUnit("a6428000");
    for (int expected : new int[] {0, 1, -1, 2, -2}) {
      assertEquals(expected, bits.signedGolomb());
    }
    assertFalse(bits.exhausted());
  }

  @Test
  void leavesOutEmulationPrevention() {
    BitReader bits = nalUnit("0000030100000302");
    assertEquals(0x00000100, bits.bits(31) << 1 | bits.bits(1));
    assertEquals(0x0002, bits.bits(16));
    assertFalse(bits.exhausted());
    assertEquals(0, bits.bits(1));
    assertTrue(bits.exhausted());
  }

  @Test
  void readsTheThreeWhereNothingIsEmulated() {
    byte[] bytes = {0, 0, 3, 1};
    assertEquals(0x000003, BitReader.of(bytes, 0, bytes.length).bits(24));
  }

  @Test
  void takesACodeThatIsTooLongForTheEnd() {
    BitReader bits = nalUnit("00ff00ff00ff00ff00ff");
    bits.unsignedGolomb();
    assertFalse(bits.exhausted());
    byte[] zeros = new byte[100];
    bits = BitReader.of(zeros, 0, zeros.length);
    assertEquals(0, bits.unsignedGolomb());
    assertTrue(bits.exhausted());
  }
}
