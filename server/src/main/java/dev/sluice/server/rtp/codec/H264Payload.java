package dev.sluice.server.rtp.codec;

import dev.sluice.server.bytes.BigEndian;

/** The NAL units that stand whole in an RTP payload. RFC 6184 sections 5.6 and 5.7.1. */
final class H264Payload {

  static final int IDR = 5;
  static final int SPS = 7;
  static final int PPS = 8;
  static final int STAP_A = 24;
  static final int FU_A = 28;

  private static final int TYPE_MASK = 0x1f;

  /** Takes NAL units one after the other. */
  @FunctionalInterface
  interface Visitor {

    /** The NAL unit data[offset, offset+length), at least one byte; false to see no more. */
    boolean nalUnit(int type, byte[] data, int offset, int length);
  }

  private H264Payload() {}

  /** nal_unit_type, or the type of the packet. */
  static int type(byte[] data, int offset) {
    return data[offset] & TYPE_MASK;
  }

  /** Shows what stands whole in the payload; nothing of a fragment or of a malformed payload. */
  static void visit(byte[] data, int offset, int length, Visitor visitor) {
    if (length < 1) {
      return;
    }
    int type = type(data, offset);
    if (type == STAP_A) {
      visitAggregate(data, offset + 1, offset + length, visitor);
    } else if (type > 0 && type < STAP_A) {
      visitor.nalUnit(type, data, offset, length);
    }
  }

  private static void visitAggregate(byte[] data, int start, int end, Visitor visitor) {
    int position = start;
    while (position + 2 <= end) {
      int length = BigEndian.u16(data, position);
      position += 2;
      if (length == 0 || position + length > end) {
        return;
      }
      if (!visitor.nalUnit(type(data, position), data, position, length)) {
        return;
      }
      position += length;
    }
  }
}
