package dev.sluice.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;

/** Sequence headers by libaom and SVT-AV1; the records are those that FFmpeg makes of them. */
class Av1Test {

  private static final byte[] AOM_1920_1080 = hex("0a0b00000042abbfc3776be401");
  private static final byte[] AOM_322_182_10_BIT = hex("0a0e000000043d06d4daf95091009040");
  private static final byte[] SVT_322_182 = hex("0a0b000000043d06d402f80040");

  private static byte[] hex(String hex) {
    return HexFormat.of().parseHex(hex);
  }

  private static CodecConfiguration configuration(byte[] obu) {
    return Av1SequenceHeader.configuration(obu, 0, obu.length).orElseThrow();
  }

  @Test
  void makesTheRecordOfASequenceHeader() {
    CodecConfiguration found = configuration(AOM_1920_1080);
    assertEquals(1920, found.width());
    assertEquals(1080, found.height());
    assertArrayEquals(hex("81080c000a0b00000042abbfc3776be401"), found.codecPrivate());
    assertTrue(found.colour().isEmpty());

    CodecConfiguration svt = configuration(SVT_322_182);
    assertEquals(322, svt.width());
    assertEquals(182, svt.height());
    assertArrayEquals(hex("81000c000a0b000000043d06d402f80040"), svt.codecPrivate());
  }

  @Test
  void readsDepthAndColours() {
    CodecConfiguration found = configuration(AOM_322_182_10_BIT);
    assertEquals(322, found.width());
    assertEquals(182, found.height());
    assertArrayEquals(hex("81004c000a0e000000043d06d4daf95091009040"), found.codecPrivate());
    assertEquals(new VideoColour(9, 16, 9, false), found.colour().orElseThrow());
  }

  @Test
  void addsTheSizeThatRtpLeavesOut() {
    byte[] bare = new byte[AOM_1920_1080.length - 1];
    bare[0] = 0x08;
    System.arraycopy(AOM_1920_1080, 2, bare, 1, bare.length - 1);
    assertEquals(configuration(AOM_1920_1080), configuration(bare));
  }

  @Test
  void refusesSequenceHeadersThatAreCut() {
    for (int length = 0; length < AOM_1920_1080.length; length++) {
      byte[] cut = Arrays.copyOf(AOM_1920_1080, length);
      assertTrue(Av1SequenceHeader.configuration(cut, 0, length).isEmpty());
    }
  }

  @Test
  void knowsAKeyframeByItsSequenceHeaderAndFirstFrame() {
    // OBU_FRAME of four bytes; show_existing_frame 0, frame_type 00
    assertTrue(isKeyframe(join(AOM_1920_1080, hex("320410000000"))));
    assertTrue(isKeyframe(join(hex("1200"), AOM_1920_1080, hex("320410000000"))));
    assertFalse(isKeyframe(hex("320410000000")), "no sequence header");
    assertFalse(isKeyframe(join(AOM_1920_1080, hex("320430000000"))), "an inter frame");
    assertFalse(isKeyframe(join(AOM_1920_1080, hex("3204900000"))), "cut off");
    assertFalse(isKeyframe(AOM_1920_1080));
    assertFalse(isKeyframe(new byte[0]));
    assertFalse(isKeyframe(hex("320410000000" + "0a0b00000042abbfc3776be401")), "too late");
  }

  private static boolean isKeyframe(byte[] unit) {
    boolean keyframe = Av1TemporalUnit.isKeyframe(unit, 0, unit.length);
    assertEquals(keyframe, Av1TemporalUnit.configuration(unit, 0, unit.length).isPresent());
    return keyframe;
  }

  private static byte[] join(byte[]... parts) {
    return hex(String.join("", Arrays.stream(parts).map(HexFormat.of()::formatHex).toList()));
  }

  @Test
  void readsAndWritesLeb128() {
    byte[] bytes = new byte[8];
    for (int value : new int[] {0, 1, 127, 128, 300, 16_383, 16_384, Integer.MAX_VALUE}) {
      int length = Av1Obu.writeLeb128(value, bytes, 0);
      assertEquals(length, Av1Obu.leb128Length(value));
      assertEquals(length, Av1Obu.leb128LengthAt(bytes, 0));
      assertEquals(value, Av1Obu.leb128(bytes, 0, bytes.length));
      assertEquals(-1, Av1Obu.leb128(bytes, 0, length - 1));
    }
    byte[] endless = hex("80808080808080808001");
    assertEquals(-1, Av1Obu.leb128(endless, 0, endless.length));
    byte[] large = hex("ffffffffff01");
    assertEquals(-1, Av1Obu.leb128(large, 0, large.length));
  }
}
