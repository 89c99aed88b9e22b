package dev.sluice.server.rtp.codec;

import dev.sluice.server.bytes.BigEndian;
import dev.sluice.server.rtp.Codec;

/**
 * Tells whether an RTP payload is where a receiver can begin to decode. Reads only the payload's
 * first bytes and remembers nothing.
 *
 * <p>H.264 senders differ: browsers put SPS, PPS and often the IDR in one STAP-A, OBS sends SPS,
 * PPS and IDR as packets of their own. So one keyframe may answer true more than once; packets of
 * the same timestamp are the same keyframe.
 */
public final class KeyframeDetector {

  private static final int FU_START_BIT = 0x80;

  /** first_mb_in_slice is Exp-Golomb coded: its first bit is 1 exactly for macroblock 0. */
  private static final int FIRST_MACROBLOCK_BIT = 0x80;

  private static final int AV1_CONTINUATION_BIT = 0x80;
  private static final int AV1_NEW_SEQUENCE_BIT = 0x08;

  private KeyframeDetector() {}

  /**
   * True when the payload data[offset, offset+length) starts a keyframe. Every Opus packet does.
   * False for an empty or malformed payload.
   */
  public static boolean startsKeyframe(Codec codec, byte[] data, int offset, int length) {
    if (length < 1) {
      return false;
    }
    return switch (codec) {
      case OPUS -> true;
      case VP8 -> vp8(data, offset, length);
      case VP9 -> vp9(data, offset, length);
      case H264 -> h264(data, offset, length);
      case AV1 -> av1(data, offset, length);
    };
  }

  /** S set, PID 0 and the inverse keyframe flag clear. RFC 7741 §4.2 and §4.3. */
  private static boolean vp8(byte[] data, int offset, int length) {
    int first = data[offset];
    if ((first & 0x17) != 0x10) {
      return false;
    }
    int position = 1;
    if ((first & 0x80) != 0) {
      if (length < 2) {
        return false;
      }
      int extension = data[offset + 1];
      position = 2;
      if ((extension & 0x80) != 0) {
        if (length <= position) {
          return false;
        }
        position += (data[offset + position] & 0x80) != 0 ? 2 : 1;
      }
      position += (extension & 0x40) != 0 ? 1 : 0;
      position += (extension & 0x30) != 0 ? 1 : 0;
    }
    return position < length && (data[offset + position] & 0x01) == 0;
  }

  /** B set, P clear, and the base spatial layer or none told. RFC 9628 §4.2. */
  private static boolean vp9(byte[] data, int offset, int length) {
    int first = data[offset];
    if ((first & 0x48) != 0x08) {
      return false;
    }
    int position = 1;
    if ((first & 0x80) != 0) {
      if (length < 2) {
        return false;
      }
      position += (data[offset + 1] & 0x80) != 0 ? 2 : 1;
    }
    if ((first & 0x20) == 0) {
      return position < length;
    }
    return position < length && (data[offset + position] & 0x0e) == 0;
  }

  /** RFC 6184 §5.6 to §5.8: single NAL units, STAP-A and FU-A. */
  private static boolean h264(byte[] data, int offset, int length) {
    int type = H264Payload.type(data, offset);
    if (type == H264Payload.STAP_A) {
      return stapAStartsKeyframe(data, offset + 1, offset + length);
    }
    if (type == H264Payload.FU_A) {
      return length >= 3
          && (data[offset + 1] & FU_START_BIT) != 0
          && nalStartsKeyframe(H264Payload.type(data, offset + 1), data[offset + 2]);
    }
    return length >= 2 && nalStartsKeyframe(type, data[offset + 1]);
  }

  private static boolean stapAStartsKeyframe(byte[] data, int start, int end) {
    int position = start;
    while (position + 2 <= end) {
      int nalLength = BigEndian.u16(data, position);
      position += 2;
      if (position + nalLength > end) {
        return false;
      }
      if (nalLength >= 2
          && nalStartsKeyframe(H264Payload.type(data, position), data[position + 1])) {
        return true;
      }
      position += nalLength;
    }
    return false;
  }

  /** An SPS, or the first slice of an IDR picture: later slices would show half a picture. */
  private static boolean nalStartsKeyframe(int type, byte firstBodyByte) {
    return type == H264Payload.SPS
        || (type == H264Payload.IDR && (firstBodyByte & FIRST_MACROBLOCK_BIT) != 0);
  }

  /** N: the first packet of a coded video sequence, which cannot continue an OBU (Z). */
  private static boolean av1(byte[] data, int offset, int length) {
    return length >= 2
        && (data[offset] & (AV1_CONTINUATION_BIT | AV1_NEW_SEQUENCE_BIT)) == AV1_NEW_SEQUENCE_BIT;
  }
}
