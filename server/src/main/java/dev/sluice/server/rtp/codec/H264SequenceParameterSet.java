package dev.sluice.server.rtp.codec;

/**
 * The picture size in an H264 sequence parameter set, cropping included. ITU-T H.264 sections
 * 7.3.2.1.1 and 7.4.2.1.1.
 */
final class H264SequenceParameterSet {

  private static final int MACROBLOCK = 16;
  private static final int CHROMA_MONOCHROME = 0;
  private static final int CHROMA_420 = 1;
  private static final int CHROMA_444 = 3;
  private static final int MAX_REFERENCE_CYCLE = 255;

  private final BitReader bits = new BitReader();
  private int chromaFormat;
  private boolean separatePlanes;
  private int width;
  private int height;

  /** Reads the NAL unit data[offset, offset+length), its header included; false if it can't be. */
  boolean read(byte[] data, int offset, int length) {
    bits.wrapNalUnit(data, offset, length);
    bits.skip(Byte.SIZE);
    int profile = (int) bits.bits(8);
    bits.skip(16); // constraint flags, level_idc
    bits.unsignedExpGolomb(); // seq_parameter_set_id
    chromaFormat = CHROMA_420;
    separatePlanes = false;
    if (hasChromaFormat(profile)) {
      readChromaFormat();
    }
    bits.unsignedExpGolomb(); // log2_max_frame_num_minus4
    skipPictureOrderCount();
    bits.unsignedExpGolomb(); // max_num_ref_frames
    bits.skip(1); // gaps_in_frame_num_value_allowed_flag
    return readSize();
  }

  /** In pixels. */
  int width() {
    return width;
  }

  /** In pixels. */
  int height() {
    return height;
  }

  private static boolean hasChromaFormat(int profile) {
    return switch (profile) {
      case 44, 83, 86, 100, 110, 118, 122, 128, 134, 135, 138, 139, 244 -> true;
      default -> false;
    };
  }

  private void readChromaFormat() {
    chromaFormat = (int) bits.unsignedExpGolomb();
    separatePlanes = chromaFormat == CHROMA_444 && bits.flag();
    bits.unsignedExpGolomb(); // bit_depth_luma_minus8
    bits.unsignedExpGolomb(); // bit_depth_chroma_minus8
    bits.skip(1); // qpprime_y_zero_transform_bypass_flag
    if (bits.flag()) {
      int lists = chromaFormat == CHROMA_444 ? 12 : 8;
      for (int i = 0; i < lists; i++) {
        if (bits.flag()) {
          skipScalingList(i < 6 ? 16 : 64);
        }
      }
    }
  }

  private void skipScalingList(int size) {
    long last = 8;
    long next = 8;
    for (int i = 0; i < size && next != 0; i++) {
      next = last + bits.signedExpGolomb() & 0xff;
      last = next == 0 ? last : next;
    }
  }

  private void skipPictureOrderCount() {
    long type = bits.unsignedExpGolomb();
    if (type == 0) {
      bits.unsignedExpGolomb(); // log2_max_pic_order_cnt_lsb_minus4
    } else if (type == 1) {
      bits.skip(1); // delta_pic_order_always_zero_flag
      bits.signedExpGolomb(); // offset_for_non_ref_pic
      bits.signedExpGolomb(); // offset_for_top_to_bottom_field
      long cycle = bits.unsignedExpGolomb();
      for (int i = 0; i < Math.min(cycle, MAX_REFERENCE_CYCLE); i++) {
        bits.signedExpGolomb();
      }
    }
  }

  private boolean readSize() {
    long columns = bits.unsignedExpGolomb() + 1;
    long rows = bits.unsignedExpGolomb() + 1;
    int fields = bits.flag() ? 1 : 2; // frame_mbs_only_flag
    if (fields == 2) {
      bits.skip(1); // mb_adaptive_frame_field_flag
    }
    bits.skip(1); // direct_8x8_inference_flag
    long wide = columns * MACROBLOCK;
    long high = rows * MACROBLOCK * fields;
    if (bits.flag()) {
      boolean subsampled = chromaFormat != CHROMA_MONOCHROME && !separatePlanes;
      int unitX = subsampled && chromaFormat != CHROMA_444 ? 2 : 1;
      int unitY = (subsampled && chromaFormat == CHROMA_420 ? 2 : 1) * fields;
      wide -= unitX * (bits.unsignedExpGolomb() + bits.unsignedExpGolomb());
      high -= unitY * (bits.unsignedExpGolomb() + bits.unsignedExpGolomb());
    }
    if (bits.exhausted() || !FrameSizeReader.plausible(wide, high)) {
      return false;
    }
    width = (int) wide;
    height = (int) high;
    return true;
  }
}
