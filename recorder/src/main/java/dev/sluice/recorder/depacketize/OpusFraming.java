package dev.sluice.recorder.depacketize;

import dev.sluice.recorder.codec.OpusHead;
import dev.sluice.recorder.codec.OpusPacket;

/**
 * Whether a payload is a well-formed Opus packet. Decoders refuse those that are not, and a file
 * should hold nothing that its players complain about. RFC 6716 §3.2 to §3.4, requirements R1 to
 * R7.
 */
final class OpusFraming {

  private static final int MAX_FRAME_BYTES = 1_275;
  private static final int FIRST_TWO_BYTE_LENGTH = 252;
  private static final int LONG_PADDING = 255;

  private OpusFraming() {}

  /** How long the packet sounds, in samples of 48 kHz; 0 when it is malformed. */
  static int samples(byte[] data, int offset, int length) {
    long nanos = OpusPacket.durationNanos(data, offset, length);
    boolean whole = nanos > 0 && framesFit(data, offset, offset + length);
    return whole ? (int) (nanos * OpusHead.SAMPLE_RATE / 1_000_000_000L) : 0;
  }

  private static boolean framesFit(byte[] data, int offset, int end) {
    int first = offset + 1;
    int rest = end - first;
    return switch (data[offset] & 3) {
      case 0 -> rest <= MAX_FRAME_BYTES;
      case 1 -> rest % 2 == 0 && rest / 2 <= MAX_FRAME_BYTES;
      case 2 -> variableFramesFit(data, first, end, 2);
      default -> anyFramesFit(data, first, end);
    };
  }

  /** Code 3: frame count, padding length, frame lengths, frames, padding. */
  private static boolean anyFramesFit(byte[] data, int countAt, int end) {
    int count = data[countAt] & 0x3F;
    int at = countAt + 1;
    int framesEnd = end;
    if ((data[countAt] & 0x40) != 0) {
      int value;
      do {
        if (at >= end) {
          return false;
        }
        value = data[at++] & 0xFF;
        framesEnd -= value == LONG_PADDING ? LONG_PADDING - 1 : value;
      } while (value == LONG_PADDING);
    }
    if (at > framesEnd) {
      return false;
    }
    if ((data[countAt] & 0x80) != 0) {
      return variableFramesFit(data, at, framesEnd, count);
    }
    int rest = framesEnd - at;
    return rest % count == 0 && rest / count <= MAX_FRAME_BYTES;
  }

  /** The lengths of all frames but the last stand before the frames. */
  private static boolean variableFramesFit(byte[] data, int lengthsAt, int end, int count) {
    int at = lengthsAt;
    int frames = 0;
    for (int i = 1; i < count; i++) {
      if (at >= end) {
        return false;
      }
      int length = data[at++] & 0xFF;
      if (length >= FIRST_TWO_BYTE_LENGTH) {
        if (at >= end) {
          return false;
        }
        length += 4 * (data[at++] & 0xFF);
      }
      frames += length;
    }
    int last = end - at - frames;
    return last >= 0 && last <= MAX_FRAME_BYTES;
  }
}
