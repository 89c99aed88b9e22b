package dev.sluice.recorder.depacketize;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.code_intelligence.jazzer.junit.FuzzTest;
import dev.sluice.recorder.RecordedSource;
import dev.sluice.recorder.RecordedSource.Codec;
import dev.sluice.recorder.codec.Av1Obu;
import java.util.Arrays;
import java.util.Map;

/**
 * Inputs are packets, each behind a byte of flags (1 marker, 2 another timestamp, 4 a loss before
 * it) and a byte with its length.
 */
class DepacketizerFuzzTest {

  private static final int MARKER = 1;
  private static final int NEW_TIMESTAMP = 2;
  private static final int LOSS = 4;

  private long frames;
  private long keyframes;

  @FuzzTest
  void opus(byte[] data) {
    receive(Codec.OPUS, data, frame -> assertTrue(frame.durationTicks() <= 5_760));
  }

  @FuzzTest
  void vp8(byte[] data) {
    receive(
        Codec.VP8,
        data,
        frame -> assertEquals(frame.keyframe(), (frame.data()[frame.offset()] & 1) == 0));
  }

  @FuzzTest
  void vp9(byte[] data) {
    receive(Codec.VP9, data, frame -> assertEquals(0x80, frame.data()[frame.offset()] & 0xC0));
  }

  @FuzzTest
  void h264(byte[] data) {
    receive(Codec.H264, data, DepacketizerFuzzTest::requireNalUnits);
  }

  @FuzzTest
  void h265(byte[] data) {
    receive(Codec.H265, data, DepacketizerFuzzTest::requireNalUnits);
  }

  @FuzzTest
  void av1(byte[] data) {
    receive(Codec.AV1, data, DepacketizerFuzzTest::requireObus);
  }

  private void receive(Codec codec, byte[] input, FrameSink check) {
    frames = 0;
    keyframes = 0;
    Depacketizer depacketizer = Depacketizer.of(new RecordedSource(codec, 90_000, 2, Map.of(), ""));
    FrameSink sink =
        frame -> {
          requireSound(frame);
          check.onFrame(frame);
        };
    long sequence = 0;
    long timestamp = 0;
    int at = 0;
    while (at + 2 <= input.length) {
      int flags = input[at];
      int length = Math.min(input[at + 1] & 0xFF, input.length - at - 2);
      byte[] payload = Arrays.copyOfRange(input, at + 2, at + 2 + length);
      at += 2 + length;
      timestamp += (flags & NEW_TIMESTAMP) == 0 ? 0 : 3_000;
      if ((flags & LOSS) != 0) {
        depacketizer.onLoss(sequence++, 1);
      }
      boolean marker = (flags & MARKER) != 0;
      depacketizer.onPacket(sequence++, timestamp, marker, payload, 0, payload.length, sink);
      assertTrue(frames > 0 || codec == Codec.OPUS || depacketizer.awaitingKeyframe());
    }
    assertEquals(frames, depacketizer.counters().frames());
    assertEquals(keyframes, depacketizer.counters().keyframes());
  }

  private void requireSound(CodedFrame frame) {
    assertTrue(frame.length() > 0 && frame.length() <= Depacketizer.MAX_FRAME_BYTES);
    assertTrue(frame.offset() + frame.length() <= frame.data().length);
    assertTrue(frame.firstSequence() <= frame.lastSequence());
    assertEquals(frame.keyframe(), frame.configuration().isPresent());
    assertTrue(frames > 0 || frame.keyframe());
    frames++;
    keyframes += frame.keyframe() ? 1 : 0;
  }

  private static void requireNalUnits(CodedFrame frame) {
    byte[] data = frame.data();
    int end = frame.offset() + frame.length();
    int at = frame.offset();
    while (at < end) {
      int length =
          data[at] << 24
              | (data[at + 1] & 0xFF) << 16
              | (data[at + 2] & 0xFF) << 8
              | (data[at + 3] & 0xFF);
      assertTrue(length > 0 && length <= end - at - 4);
      at += 4 + length;
    }
    assertEquals(end, at);
  }

  private static void requireObus(CodedFrame frame) {
    byte[] data = frame.data();
    int end = frame.offset() + frame.length();
    int at = frame.offset();
    while (at < end) {
      assertTrue(Av1Obu.hasSizeField(data[at]));
      int size = at + Av1Obu.headerLength(data[at]);
      int length = Av1Obu.leb128(data, size, end);
      assertTrue(length >= 0);
      at = size + Av1Obu.leb128Length(length) + length;
    }
    assertEquals(end, at);
  }
}
