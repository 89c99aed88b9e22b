package dev.sluice.server.rtp.codec;

import dev.sluice.server.rtp.Codec;

/**
 * Reads the picture size from a payload that starts a keyframe: the VP8 frame header (RFC 6386
 * section 9.1), the VP9 scalability structure or uncompressed header, the H264 sequence parameter
 * set, the AV1 sequence header. Of several spatial layers it tells the largest. Reads no further
 * than the payload, whatever it claims. Not thread-safe.
 */
public final class FrameSizeReader {

  /** What VP8 can say at most, and more than anybody sends. */
  private static final int LARGEST = 16_383;

  private static final int AV1_SEQUENCE_HEADER = 1;
  private static final int VP9_SYNC_CODE = 0x49_83_42;
  private static final int VP9_SRGB = 7;

  private final Vp8Descriptor vp8 = new Vp8Descriptor();
  private final Vp9Descriptor vp9 = new Vp9Descriptor();
  private final BitReader bits = new BitReader();
  private final H264SequenceParameterSet sps = new H264SequenceParameterSet();
  private final Av1SequenceHeader av1 = new Av1SequenceHeader();
  private final H264Payload.Visitor firstSps = this::readSps;
  private boolean found;
  private int width;
  private int height;

  /**
   * Looks for a size in the payload data[offset, offset+length).
   *
   * @return false when it tells none; width and height are then as they were
   */
  public boolean read(Codec codec, byte[] data, int offset, int length) {
    found = false;
    switch (codec) {
      case OPUS -> {
        // has no picture
      }
      case VP8 -> readVp8(data, offset, length);
      case VP9 -> readVp9(data, offset, length);
      case H264 -> H264Payload.visit(data, offset, length, firstSps);
      case AV1 -> readAv1(data, offset, length);
    }
    return found;
  }

  /** In pixels; 0 before the first size. */
  public int width() {
    return width;
  }

  /** In pixels; 0 before the first size. */
  public int height() {
    return height;
  }

  static boolean plausible(long width, long height) {
    return width > 0 && height > 0 && width <= LARGEST && height <= LARGEST;
  }

  private void take(long newWidth, long newHeight) {
    if (plausible(newWidth, newHeight)) {
      width = (int) newWidth;
      height = (int) newHeight;
      found = true;
    }
  }

  private void readVp8(byte[] data, int offset, int length) {
    if (!vp8.wrap(data, offset, length) || !vp8.keyframe()) {
      return;
    }
    int header = offset + vp8.length();
    boolean startCode =
        header + 10 <= offset + length
            && data[header + 3] == (byte) 0x9d
            && data[header + 4] == 0x01
            && data[header + 5] == 0x2a;
    if (startCode) {
      take(littleEndian14(data, header + 6), littleEndian14(data, header + 8));
    }
  }

  /** The two bits above are a scale for display, which nobody follows. */
  private static int littleEndian14(byte[] data, int offset) {
    return (data[offset] & 0xff) | (data[offset + 1] & 0x3f) << 8;
  }

  private void readVp9(byte[] data, int offset, int length) {
    if (!vp9.wrap(data, offset, length) || !vp9.keyframe()) {
      return;
    }
    int top = vp9.spatialLayerCount() - 1;
    if (top >= 0 && vp9.width(top) > 0) {
      take(vp9.width(top), vp9.height(top));
      return;
    }
    bits.wrap(data, offset + vp9.length(), length - vp9.length());
    readVp9Header();
  }

  /** VP9 bitstream specification section 6.2. */
  private void readVp9Header() {
    if (bits.bits(2) != 2) { // frame_marker
      return;
    }
    int profile = (int) bits.bits(1) | (int) bits.bits(1) << 1;
    bits.skip(profile == 3 ? 1 : 0);
    boolean keyframe = bits.bits(2) == 0; // show_existing_frame, frame_type
    bits.skip(2); // show_frame, error_resilient_mode
    if (!keyframe || bits.bits(24) != VP9_SYNC_CODE) {
      return;
    }
    bits.skip(profile >= 2 ? 1 : 0); // ten_or_twelve_bit
    boolean subsamplingTold = profile == 1 || profile == 3;
    if (bits.bits(3) != VP9_SRGB) { // color_space
      bits.skip(subsamplingTold ? 4 : 1);
    } else {
      bits.skip(subsamplingTold ? 1 : 0);
    }
    long wide = bits.bits(16) + 1;
    long high = bits.bits(16) + 1;
    if (!bits.exhausted()) {
      take(wide, high);
    }
  }

  private boolean readSps(int type, byte[] data, int offset, int length) {
    if (type == H264Payload.SPS && sps.read(data, offset, length)) {
      take(sps.width(), sps.height());
    }
    return !found;
  }

  /** The elements behind the aggregation header; AV1 RTP payload specification section 4.4. */
  private void readAv1(byte[] data, int offset, int length) {
    if (length < 2 || (data[offset] & 0x80) != 0) {
      return; // the first element goes on from the packet before
    }
    int counted = data[offset] >> 4 & 0x03;
    int end = offset + length;
    int position = offset + 1;
    for (int element = 1; position < end && !found; element++) {
      int size = end - position;
      if (element != counted) {
        int sizeLength = leb128Length(data, position, end);
        size = leb128(data, position, sizeLength);
        position += sizeLength;
      }
      if (size <= 0 || size > end - position) {
        return;
      }
      readObu(data, position, size);
      position += size;
    }
  }

  private void readObu(byte[] data, int offset, int length) {
    int header = data[offset];
    int position = offset + 1 + (header >> 2 & 1); // behind the extension byte, if there is one
    int end = offset + length;
    if ((header >> 3 & 0x0f) != AV1_SEQUENCE_HEADER || position >= end) {
      return;
    }
    if ((header & 0x02) != 0) {
      position += leb128Length(data, position, end);
    }
    if (position < end && av1.read(data, position, end - position)) {
      take(av1.width(), av1.height());
    }
  }

  /** Bytes of the number at {@code position}; 0 when none ends before {@code end}. */
  private static int leb128Length(byte[] data, int position, int end) {
    int length = 1;
    while (position + length <= end && length <= 4) {
      if ((data[position + length - 1] & 0x80) == 0) {
        return length;
      }
      length++;
    }
    return 0;
  }

  private static int leb128(byte[] data, int position, int length) {
    int value = 0;
    for (int i = 0; i < length; i++) {
      value |= (data[position + i] & 0x7f) << (7 * i);
    }
    return value;
  }
}
