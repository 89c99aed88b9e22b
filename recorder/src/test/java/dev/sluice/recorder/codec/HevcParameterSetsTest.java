package dev.sluice.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Parameter sets by x265; the records are FFmpeg's without the encoder's SEI. */
class HevcParameterSetsTest {

  private static final String VPS = "40010c01ffff016000000300900000030000030078959809";
  private static final String SPS =
      "420101016000000300900000030000030078a003c08010e596566924caf0168080000003008000000f04";
  private static final String PPS = "4401c172b46240";
  private static final String IDR = "2801af0842234ae246916712";

  private final HevcParameterSets sets = new HevcParameterSets();

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private boolean add(String hex) {
    byte[] nalUnit = hex(hex);
    return sets.add(nalUnit, 0, nalUnit.length);
  }

  private Optional<CodecConfiguration> configuration(String slice) {
    byte[] nalUnit = hex(slice);
    return sets.configuration(nalUnit, 0, nalUnit.length);
  }

  @Test
  void makesTheRecordOfAMainProfile() {
    assertTrue(add(VPS));
    assertTrue(add(SPS));
    assertTrue(add(PPS));
    CodecConfiguration found = configuration(IDR).orElseThrow();
    assertEquals(1920, found.width());
    assertEquals(1080, found.height());
    assertArrayEquals(
        hex(
            "01016000000090000000000078f000fcfdf8f800000f03"
                + ("2000010018" + VPS)
                + ("210001002a" + SPS)
                + ("2200010007" + PPS)),
        found.codecPrivate());
    assertSame(found, configuration(IDR).orElseThrow());
  }

  @Test
  void readsOtherChromaAndDepth() {
    add("40010c01ffff0408000003009d0800000300003c959809");
    add("4201010408000003009d0800000300003cb00a88040724ed96566924caf0168080000003008000000f04");
    add(PPS);
    CodecConfiguration found = configuration("2801af08482eacae36e1c7fd").orElseThrow();
    assertEquals(330, found.width());
    assertEquals(250, found.height());
    byte[] record = found.codecPrivate();
    assertEquals((byte) 0xFE, record[16]);
    assertEquals((byte) 0xFA, record[17]);
    assertEquals((byte) 0xFA, record[18]);
  }

  @Test
  void hasNoConfigurationBeforeAllSetsCame() {
    add(PPS);
    add(SPS);
    assertTrue(configuration(IDR).isEmpty());
    add(VPS);
    assertTrue(configuration(IDR).isPresent());
    assertTrue(configuration("0201d0").isEmpty(), "no random access");
  }

  @Test
  void refusesSetsThatAreCut() {
    byte[] sps = hex(SPS);
    for (int length = 0; length < 20; length++) {
      assertFalse(sets.add(sps, 0, length), "length " + length);
    }
  }
}
