package dev.sluice.recorder.codec;

import dev.sluice.recorder.RecordedSource.Codec;
import java.util.Optional;

/**
 * The uncompressed bytes at the start of a VP8 frame. RFC 6386 §9.1.
 *
 * <pre>
 *   0  frame tag            u24 little-endian; bit 0 clear: a keyframe
 *   3  9D 01 2A             start code, keyframes only
 *   6  width                14 bits little-endian, 2 bits of scaling
 *   8  height               likewise
 * </pre>
 */
public final class Vp8FrameHeader {

  private static final int KEYFRAME_HEADER = 10;

  private Vp8FrameHeader() {}

  /** Whether the frame says that it is a keyframe. */
  public static boolean isKeyframe(byte[] data, int offset, int length) {
    return length >= KEYFRAME_HEADER && (data[offset] & 1) == 0;
  }

  /** The configuration that a keyframe brings; empty if it is none, or is broken. */
  public static Optional<CodecConfiguration> configuration(byte[] data, int offset, int length) {
    if (!isKeyframe(data, offset, length)
        || data[offset + 3] != (byte) 0x9D
        || data[offset + 4] != 0x01
        || data[offset + 5] != 0x2A) {
      return Optional.empty();
    }
    int width = (data[offset + 6] & 0xFF) | (data[offset + 7] & 0x3F) << 8;
    int height = (data[offset + 8] & 0xFF) | (data[offset + 9] & 0x3F) << 8;
    if (width == 0 || height == 0) {
      return Optional.empty();
    }
    return Optional.of(CodecConfiguration.video(Codec.VP8, width, height));
  }
}
