package dev.sluice.recorder.matroska;

import dev.sluice.recorder.codec.CodecConfiguration;
import dev.sluice.recorder.codec.OpusHead;
import dev.sluice.recorder.codec.Vp8FrameHeader;

/** Frames that begin as real ones do. */
final class TestFrames {

  static final int AUDIO = 1;
  static final int VIDEO = 2;
  static final long MILLI = 1_000_000;

  private static final byte[] VP8_KEYFRAME = {
    0x10, 0, 0, (byte) 0x9D, 1, 0x2A, (byte) 0x80, 2, (byte) 0x68, 1
  };
  private static final byte OPUS_20_MS = (byte) 0xFC;

  private TestFrames() {}

  static CodecConfiguration vp8() {
    return Vp8FrameHeader.configuration(VP8_KEYFRAME, 0, VP8_KEYFRAME.length).orElseThrow();
  }

  static TrackDescription audio() {
    return new TrackDescription(
        AUDIO, 0xA0D10, OpusHead.configuration(2), "alice microphone", "und");
  }

  static TrackDescription video() {
    return new TrackDescription(VIDEO, 0x51DE0, vp8(), "alice camera", "und");
  }

  static byte[] picture(boolean keyframe, int length) {
    byte[] frame = new byte[Math.max(length, VP8_KEYFRAME.length)];
    System.arraycopy(VP8_KEYFRAME, 0, frame, 0, VP8_KEYFRAME.length);
    frame[0] = (byte) (keyframe ? 0x10 : 0x11);
    return frame;
  }

  static byte[] sound() {
    byte[] frame = new byte[40];
    frame[0] = OPUS_20_MS;
    return frame;
  }
}
