package dev.sluice.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Parameter sets by x264; the records are those that FFmpeg makes of them. */
class AvcParameterSetsTest {

  private static final String HIGH_SPS =
      "67640028acd940780227e5c05b808080a0000003002000000781e30632c0";
  private static final String HIGH_PPS = "68ebe3cb22c0";
  private static final String HIGH_SLICE = "6588840025ffd74766b31817";

  private final AvcParameterSets sets = new AvcParameterSets();

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
  void makesTheRecordOfAHighProfile() {
    assertTrue(add(HIGH_SPS));
    assertTrue(add(HIGH_PPS));
    CodecConfiguration found = configuration(HIGH_SLICE).orElseThrow();
    assertArrayEquals(
        hex("01640028ffe1001e" + HIGH_SPS + "010006" + HIGH_PPS + "fdf8f800"),
        found.codecPrivate());
    assertEquals(1920, found.width());
    assertEquals(1080, found.height());
    assertEquals(new VideoColour(1, 1, 1, true), found.colour().orElseThrow());
  }

  @Test
  void readsScalingListsAndFullChroma() {
    add("67f4000d919b282a10f3cf8708000003000800000301e078a14cb0");
    add("68ebe3c44c00");
    CodecConfiguration found = configuration("6588840029ffd71a7b540d4e").orElseThrow();
    assertEquals(330, found.width());
    assertEquals(250, found.height());
    byte[] record = found.codecPrivate();
    assertArrayEquals(
        hex("fff8f800"), Arrays.copyOfRange(record, record.length - 4, record.length));
  }

  @Test
  void countsTheHeightOfFieldsTwice() {
    add("67640028acd94078044fde0220000003002000000783e2c5b2c0");
    add("68fba3cb22c0");
    CodecConfiguration found = configuration("6588820b025fc921ba316a66").orElseThrow();
    assertEquals(1920, found.width());
    assertEquals(1080, found.height());
  }

  @Test
  void makesNoMoreOfABaselineThanItHas() {
    add("6742c01ed900a02ff970110000030001000003003c0f162e48");
    add("68cb83cb20");
    CodecConfiguration found = configuration("6588840025ff").orElseThrow();
    assertEquals(640, found.width());
    assertEquals(360, found.height());
    assertArrayEquals(
        hex("0142c01effe100196742c01ed900a02ff970110000030001000003003c0f162e4801000568cb83cb20"),
        found.codecPrivate());
  }

  @Test
  void answersTheSameUntilASetChanges() {
    add(HIGH_SPS);
    add(HIGH_PPS);
    CodecConfiguration before = configuration(HIGH_SLICE).orElseThrow();
    add(HIGH_SPS);
    add(HIGH_PPS);
    assertSame(before, configuration(HIGH_SLICE).orElseThrow());
    // The same id, another size.
    add("6742c01ed900a02ff970110000030001000003003c0f162e48");
    CodecConfiguration after = configuration(HIGH_SLICE).orElseThrow();
    assertNotEquals(before, after);
    add(HIGH_SPS);
    assertEquals(before, configuration(HIGH_SLICE).orElseThrow());
  }

  @Test
  void hasNoConfigurationBeforeBothSetsCame() {
    assertTrue(configuration(HIGH_SLICE).isEmpty());
    add(HIGH_PPS);
    assertTrue(configuration(HIGH_SLICE).isEmpty());
    add(HIGH_SPS);
    assertTrue(configuration(HIGH_SLICE).isPresent());
    sets.clear();
    assertTrue(configuration(HIGH_SLICE).isEmpty());
  }

  @Test
  void refusesSetsThatAreCut() {
    byte[] sps = hex(HIGH_SPS);
    for (int length = 0; length < 11; length++) {
      assertFalse(sets.add(sps, 0, length), "length " + length);
    }
    byte[] endless = new byte[ParameterSets.MAX_LENGTH + 1];
    System.arraycopy(sps, 0, endless, 0, sps.length);
    assertFalse(sets.add(endless, 0, endless.length));
  }
}
