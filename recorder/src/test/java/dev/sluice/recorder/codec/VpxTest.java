package dev.sluice.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** The first bytes of frames that libvpx made. */
class VpxTest {

  private static final byte[] VP8_640_360 = hex("504d009d012a80026801");
  private static final byte[] VP9_320_180 = hex("824983420013f00b360638241c184a000ce05fcdf7fbfcdf");
  private static final byte[] VP9_322_182_10_BIT =
      hex("92498342500a0805ab011c120e0c2c0004d07fd5fa3e8fe7");
  private static final byte[] VP9_322_182_444 =
      hex("a2498342000282016ac0870483830940014c7fd9fa3e8fe7");

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static Optional<CodecConfiguration> vp8(byte[] frame) {
    return Vp8FrameHeader.configuration(frame, 0, frame.length);
  }

  private static Optional<CodecConfiguration> vp9(byte[] frame) {
    return Vp9FrameHeader.configuration(frame, 0, frame.length);
  }

  @Test
  void readsTheSizeOfVp8Keyframes() {
    CodecConfiguration found = vp8(VP8_640_360).orElseThrow();
    assertEquals(640, found.width());
    assertEquals(360, found.height());
    assertEquals(0, found.codecPrivate().length);
  }

  @Test
  void refusesVp8FramesWithoutStartCodeOrSize() {
    byte[] interframe = VP8_640_360.clone();
    interframe[0] |= 1;
    assertTrue(vp8(interframe).isEmpty());
    byte[] noStartCode = VP8_640_360.clone();
    noStartCode[4] = 0;
    assertTrue(vp8(noStartCode).isEmpty());
    byte[] noWidth = VP8_640_360.clone();
    noWidth[6] = 0;
    noWidth[7] = 0;
    assertTrue(vp8(noWidth).isEmpty());
    for (int length = 0; length < VP8_640_360.length; length++) {
      assertTrue(vp8(Arrays.copyOf(VP8_640_360, length)).isEmpty());
    }
  }

  @Test
  void readsSizeProfileAndDepthOfVp9Keyframes() {
    CodecConfiguration small = vp9(VP9_320_180).orElseThrow();
    assertEquals(320, small.width());
    assertEquals(180, small.height());
    assertArrayEquals(hex("010100030108"), small.codecPrivate());
    assertTrue(small.colour().isEmpty());

    CodecConfiguration deep = vp9(VP9_322_182_10_BIT).orElseThrow();
    assertEquals(322, deep.width());
    assertEquals(182, deep.height());
    assertArrayEquals(hex("01010203010a"), deep.codecPrivate());
    assertEquals(9, deep.colour().orElseThrow().matrix());

    CodecConfiguration full = vp9(VP9_322_182_444).orElseThrow();
    assertEquals(322, full.width());
    assertEquals(182, full.height());
    assertArrayEquals(hex("010101030108"), full.codecPrivate());
  }

  @Test
  void refusesVp9FramesThatAreCutOrNoKeyframes() {
    for (int length = 0; length < 8; length++) {
      assertTrue(vp9(Arrays.copyOf(VP9_320_180, length)).isEmpty());
    }
    byte[] interframe = VP9_320_180.clone();
    interframe[0] |= 0x04;
    assertFalse(Vp9FrameHeader.isKeyframe(interframe, 0, interframe.length));
    byte[] existing = VP9_320_180.clone();
    existing[0] |= 0x08;
    assertFalse(Vp9FrameHeader.isKeyframe(existing, 0, existing.length));
  }

  @Test
  void indexesSuperframes() {
    int[] sizes = {0x12345, 0x10, 0, 0, 0, 0, 0, 0};
    byte[] index = new byte[Vp9Superframe.indexLength(sizes, 2)];
    assertEquals(index.length, Vp9Superframe.writeIndex(sizes, 2, index, 0));
    assertArrayEquals(hex("d1452301100000d1"), index);
    byte[] one = new byte[Vp9Superframe.indexLength(new int[] {200}, 1)];
    assertEquals(3, Vp9Superframe.writeIndex(new int[] {200}, 1, one, 0));
    assertArrayEquals(hex("c0c8c0"), one);
  }
}
