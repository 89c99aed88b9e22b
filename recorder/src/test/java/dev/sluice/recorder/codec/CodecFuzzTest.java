package dev.sluice.recorder.codec;

import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import java.util.Optional;

class CodecFuzzTest {

  private static void judge(Optional<CodecConfiguration> found) {
    found.ifPresent(
        configuration -> {
          assertTrue(configuration.width() >= 1 && configuration.width() <= 65_536);
          assertTrue(configuration.height() >= 1 && configuration.height() <= 65_536);
          assertTrue(configuration.codecPrivate().length < 4096);
        });
  }

  @FuzzTest
  void makesSenseOfAnyFrame(byte[] data) {
    // Exactly as long as the frame, so that reading on would be out of bounds.
    judge(Vp8FrameHeader.configuration(data, 0, data.length));
    judge(Vp9FrameHeader.configuration(data, 0, data.length));
    judge(Av1TemporalUnit.configuration(data, 0, data.length));
    judge(Av1SequenceHeader.configuration(data, 0, data.length));
    long sound = OpusPacket.durationNanos(data, 0, data.length);
    assertTrue(sound >= 0 && sound <= 120_000_000);
  }

  /** NAL units, each behind a byte with its length; the first is the slice as well. */
  @FuzzTest
  void makesSenseOfAnyParameterSets(byte[] data) {
    AvcParameterSets avc = new AvcParameterSets();
    HevcParameterSets hevc = new HevcParameterSets();
    int at = 0;
    while (at < data.length) {
      int length = Math.min(data[at] & 0xFF, data.length - at - 1);
      byte[] nalUnit = new byte[length];
      System.arraycopy(data, at + 1, nalUnit, 0, length);
      avc.add(nalUnit, 0, length);
      hevc.add(nalUnit, 0, length);
      judge(avc.configuration(nalUnit, 0, length));
      judge(hevc.configuration(nalUnit, 0, length));
      at += 1 + length;
    }
  }
}
