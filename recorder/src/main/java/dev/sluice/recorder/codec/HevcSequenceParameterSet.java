package dev.sluice.recorder.codec;

import java.util.Optional;

/** What of an H.265 sequence parameter set matters to a container. ITU-T H.265 §7.3.2.2, §7.3.3. */
final class HevcSequenceParameterSet {

  /** Of general_profile_space to general_level_idc, which hvcC has as they are. */
  static final int PROFILE_TIER_LEVEL_LENGTH = 12;

  private static final int MAX_ID = 15;
  private static final int MAX_SUB_LAYERS = 7;
  private static final int CHROMA_444 = 3;
  private static final int MAX_SIZE = 65_536;

  final int id;
  final int subLayers;
  final boolean temporalIdNesting;
  final byte[] profileTierLevel = new byte[PROFILE_TIER_LEVEL_LENGTH];
  final int chromaFormat;
  final int bitDepthLuma;
  final int bitDepthChroma;
  final int width;
  final int height;

  private HevcSequenceParameterSet(BitReader bits) {
    bits.skip(4); // sps_video_parameter_set_id
    int subLayersMinus1 = bits.bits(3);
    subLayers = subLayersMinus1 + 1;
    temporalIdNesting = bits.flag();
    for (int i = 0; i < PROFILE_TIER_LEVEL_LENGTH; i++) {
      profileTierLevel[i] = (byte) bits.bits(8);
    }
    skipSubLayers(bits, subLayersMinus1);
    id = bits.unsignedGolomb();
    chromaFormat = bits.unsignedGolomb() & 3;
    boolean separatePlanes = chromaFormat == CHROMA_444 && bits.flag();
    long codedWidth = bits.unsignedGolomb();
    long codedHeight = bits.unsignedGolomb();
    if (bits.flag()) {
      int unitX = !separatePlanes && (chromaFormat == 1 || chromaFormat == 2) ? 2 : 1;
      int unitY = !separatePlanes && chromaFormat == 1 ? 2 : 1;
      codedWidth -= unitX * ((long) bits.unsignedGolomb() + bits.unsignedGolomb());
      codedHeight -= unitY * ((long) bits.unsignedGolomb() + bits.unsignedGolomb());
    }
    width = pixels(codedWidth);
    height = pixels(codedHeight);
    bitDepthLuma = 8 + (bits.unsignedGolomb() & 7);
    bitDepthChroma = 8 + (bits.unsignedGolomb() & 7);
  }

  private static int pixels(long value) {
    return value > 0 && value <= MAX_SIZE ? (int) value : 0;
  }

  private static void skipSubLayers(BitReader bits, int subLayersMinus1) {
    if (subLayersMinus1 == 0) {
      return;
    }
    int present = bits.bits(16);
    for (int i = 0; i < subLayersMinus1; i++) {
      if ((present >> (15 - 2 * i) & 1) == 1) {
        bits.skip(88); // sub_layer_profile_space to the reserved bit
      }
      if ((present >> (14 - 2 * i) & 1) == 1) {
        bits.skip(8); // sub_layer_level_idc
      }
    }
  }

  /** Reads a whole NAL unit, its header of two bytes included; empty if it is broken. */
  static Optional<HevcSequenceParameterSet> parse(byte[] nalUnit, int offset, int length) {
    if (length < 4) {
      return Optional.empty();
    }
    BitReader bits = BitReader.ofNalUnit(nalUnit, offset + 2, length - 2);
    HevcSequenceParameterSet parsed = new HevcSequenceParameterSet(bits);
    boolean sound =
        !bits.exhausted()
            && parsed.id <= MAX_ID
            && parsed.subLayers <= MAX_SUB_LAYERS
            && parsed.width > 0
            && parsed.height > 0;
    return sound ? Optional.of(parsed) : Optional.empty();
  }
}
