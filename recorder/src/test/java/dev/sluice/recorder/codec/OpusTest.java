package dev.sluice.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import java.util.HexFormat;
import org.junit.jupiter.api.Test;

class OpusTest {

  @Test
  void writesAnIdentificationHeaderWithoutPreSkip() {
    CodecConfiguration stereo = OpusHead.configuration(2);
    assertArrayEquals(
        HexFormat.of().parseHex("4f707573486561640102000080bb0000000000"), stereo.codecPrivate());
    assertEquals(2, stereo.channels());
    assertEquals(48_000, stereo.sampleRate());
    assertEquals(stereo, OpusHead.configuration(2));
    assertNotEquals(stereo, OpusHead.configuration(1));
  }

  @Test
  void tellsTheDelayOfAnyHeader() {
    // 312 samples, as FFmpeg and libopus begin a stream.
    byte[] head = HexFormat.of().parseHex("4f707573486561640101380180bb0000000000");
    assertEquals(6_500_000, OpusHead.codecDelayNanos(head));
    assertEquals(0, OpusHead.codecDelayNanos(new byte[3]));
  }

  @Test
  void tellsHowLongPacketsSound() {
    assertEquals(20_000_000, duration("fc")); // CELT, full band, one frame
    assertEquals(2_500_000, duration("e0"));
    assertEquals(20_000_000, duration("78")); // hybrid
    assertEquals(60_000_000, duration("18")); // SILK
    assertEquals(40_000_000, duration("f9")); // two of 20 ms
    assertEquals(120_000_000, duration("fb06")); // six of 20 ms
    assertEquals(0, duration("fb3f")); // longer than may be
    assertEquals(0, duration("fb"));
    assertEquals(0, duration(""));
  }

  private static long duration(String hex) {
    byte[] packet = HexFormat.of().parseHex(hex);
    return OpusPacket.durationNanos(packet, 0, packet.length);
  }
}
