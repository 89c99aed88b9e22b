package dev.sluice.recorder.codec;

import java.util.Optional;

/**
 * What of an H.264 sequence parameter set matters to a container. ITU-T H.264 §7.3.2.1.1, E.1.1.
 *
 * @param profileCompatibility the byte of constraint flags
 */
record AvcSequenceParameterSet(
    int id,
    int profile,
    int profileCompatibility,
    int level,
    int chromaFormat,
    int bitDepthLuma,
    int bitDepthChroma,
    int width,
    int height,
    Optional<VideoColour> colour) {

  private static final int MAX_ID = 31;
  private static final int CHROMA_444 = 3;
  private static final int MAX_SIZE = 65_536;
  private static final int EXTENDED_SAR = 255;

  /** Whether avcC says chroma format and bit depths for the profile. ISO/IEC 14496-15 §5.3.3.1 */
  boolean isHigh() {
    return isHigh(profile);
  }

  private static boolean isHigh(int profile) {
    return switch (profile) {
      case 100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135 -> true;
      default -> false;
    };
  }

  /** Reads a whole NAL unit, its header byte included; empty if it is none or is broken. */
  static Optional<AvcSequenceParameterSet> parse(byte[] nalUnit, int offset, int length) {
    if (length < 5) {
      return Optional.empty();
    }
    return new Parser(BitReader.ofNalUnit(nalUnit, offset + 1, length - 1)).parse();
  }

  private static final class Parser {
    private final BitReader bits;
    private int chromaFormat = 1;
    private int bitDepthLuma = 8;
    private int bitDepthChroma = 8;
    private boolean separatePlanes;

    Parser(BitReader bits) {
      this.bits = bits;
    }

    Optional<AvcSequenceParameterSet> parse() {
      int profile = bits.bits(8);
      int compatibility = bits.bits(8);
      int level = bits.bits(8);
      int id = bits.unsignedGolomb();
      if (AvcSequenceParameterSet.isHigh(profile)) {
        readHighProfile();
      }
      bits.unsignedGolomb(); // log2_max_frame_num_minus4
      readPictureOrder();
      bits.unsignedGolomb(); // max_num_ref_frames
      bits.flag(); // gaps_in_frame_num_value_allowed_flag
      long widthInMacroblocks = bits.unsignedGolomb() + 1L;
      long heightInUnits = bits.unsignedGolomb() + 1L;
      int fieldFactor = bits.flag() ? 1 : 2;
      if (fieldFactor == 2) {
        bits.flag(); // mb_adaptive_frame_field_flag
      }
      bits.flag(); // direct_8x8_inference_flag
      long width = widthInMacroblocks * 16;
      long height = heightInUnits * 16 * fieldFactor;
      if (bits.flag()) {
        int cropX = chromaArrayType() == 1 || chromaArrayType() == 2 ? 2 : 1;
        int cropY = (chromaArrayType() == 1 ? 2 : 1) * fieldFactor;
        width -= cropX * ((long) bits.unsignedGolomb() + bits.unsignedGolomb());
        height -= cropY * ((long) bits.unsignedGolomb() + bits.unsignedGolomb());
      }
      if (bits.exhausted() || id > MAX_ID || !isSize(width) || !isSize(height)) {
        return Optional.empty();
      }
      Optional<VideoColour> colour = readColour();
      return Optional.of(
          new AvcSequenceParameterSet(
              id,
              profile,
              compatibility,
              level,
              chromaFormat,
              bitDepthLuma,
              bitDepthChroma,
              (int) width,
              (int) height,
              colour));
    }

    private static boolean isSize(long pixels) {
      return pixels > 0 && pixels <= MAX_SIZE;
    }

    private int chromaArrayType() {
      return separatePlanes ? 0 : chromaFormat;
    }

    private void readHighProfile() {
      chromaFormat = bits.unsignedGolomb() & 3;
      if (chromaFormat == CHROMA_444) {
        separatePlanes = bits.flag();
      }
      bitDepthLuma = 8 + (bits.unsignedGolomb() & 7);
      bitDepthChroma = 8 + (bits.unsignedGolomb() & 7);
      bits.flag(); // qpprime_y_zero_transform_bypass_flag
      if (bits.flag()) {
        int lists = chromaFormat == CHROMA_444 ? 12 : 8;
        for (int list = 0; list < lists; list++) {
          if (bits.flag()) {
            skipScalingList(list < 6 ? 16 : 64);
          }
        }
      }
    }

    private void skipScalingList(int size) {
      int next = 8;
      for (int i = 0; i < size && next != 0; i++) {
        next = (next + bits.signedGolomb()) & 0xFF;
      }
    }

    private void readPictureOrder() {
      int type = bits.unsignedGolomb();
      if (type == 0) {
        bits.unsignedGolomb(); // log2_max_pic_order_cnt_lsb_minus4
      } else if (type == 1) {
        bits.flag(); // delta_pic_order_always_zero_flag
        bits.signedGolomb(); // offset_for_non_ref_pic
        bits.signedGolomb(); // offset_for_top_to_bottom_field
        int cycle = bits.unsignedGolomb();
        for (int i = 0; i < cycle && !bits.exhausted(); i++) {
          bits.signedGolomb(); // offset_for_ref_frame
        }
      }
    }

    /** The beginning of the VUI; what is cut off says nothing. */
    private Optional<VideoColour> readColour() {
      if (!bits.flag()) {
        return Optional.empty();
      }
      if (bits.flag() && bits.bits(8) == EXTENDED_SAR) {
        bits.skip(32);
      }
      if (bits.flag()) {
        bits.flag(); // overscan_appropriate_flag
      }
      if (!bits.flag()) {
        return Optional.empty();
      }
      bits.bits(3); // video_format
      boolean fullRange = bits.flag();
      int unspecified = VideoColour.UNSPECIFIED;
      VideoColour colour =
          bits.flag()
              ? new VideoColour(bits.bits(8), bits.bits(8), bits.bits(8), fullRange)
              : new VideoColour(unspecified, unspecified, unspecified, fullRange);
      return bits.exhausted() ? Optional.empty() : Optional.of(colour);
    }
  }
}
